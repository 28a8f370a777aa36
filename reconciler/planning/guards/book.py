"""The book of guards: each has an id, an arithmetic that anyone can check, and a way out that is not a switch.

A guard stops the customer it belongs to, never the others. What it says is judged by the limits in force, which are
those in the state (D-21). Ids are fixed once shipped. A new guard is one file and one line in the tuple here.
"""

from collections.abc import Callable, Mapping

from reconciler.planning.guards import (
    assertion,
    contract_named,
    last_admin,
    mass_invitation,
    probable_rename,
    removals,
    shrunken_source,
    undone,
    vanished,
)
from reconciler.planning.guards.proposal import Proposal
from reconciler.planning.plan import Verdict

_GUARDS: tuple[tuple[str, str, Callable[[Proposal], Verdict]], ...] = (
    (removals.ID, removals.SENTENCE, removals.judge),
    (last_admin.ID, last_admin.SENTENCE, last_admin.judge),
    (vanished.ID, vanished.SENTENCE, vanished.judge),
    (probable_rename.ID, probable_rename.SENTENCE, probable_rename.judge),
    (shrunken_source.ID, shrunken_source.SENTENCE, shrunken_source.judge),
    (assertion.ID, assertion.SENTENCE, assertion.judge),
    (contract_named.ID, contract_named.SENTENCE, contract_named.judge),
    (mass_invitation.ID, mass_invitation.SENTENCE, mass_invitation.judge),
    (undone.ID, undone.SENTENCE, undone.judge),
)

GUARDS: Mapping[str, str] = {identifier: sentence for identifier, sentence, _ in _GUARDS}


def judged(proposal: Proposal) -> tuple[Verdict, ...]:
    """Every guard's verdict, those that are content too: a reader wants to see the arithmetic."""
    return tuple(judge(proposal) for _, _, judge in _GUARDS)
