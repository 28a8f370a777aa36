"""The book of rules: what is checked, and what completes a declared estate, in this order.

A new family is one file and one line in a tuple here.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple

from reconciler.findings import Finding
from reconciler.kinds.desired import Desired
from reconciler.kinds.estate import Estate
from reconciler.kinds.section import EVERY_SECTION, NO_SECTION, Section, Sections
from reconciler.rules import (
    account_policies,
    activation,
    additional_workspaces,
    archiving,
    benefit_life,
    benefits,
    contract_life,
    last_days,
    membership,
    movers,
    renamed_workspaces,
    renewals,
    sign_in_accounts,
)

Check = Callable[[Estate, Estate | None], Iterator[Finding]]
Completion = Callable[[Desired, Estate, date], Desired]

_CONTRACTS = frozenset({Section.CONTRACTS})
_WORKSPACES = frozenset({Section.WORKSPACES})


class Judged(NamedTuple):
    """A check, and the sections that must have been read whole before it can be asked."""

    check: Check
    reads: Sections


CHECKS: tuple[Judged, ...] = (
    Judged(contract_life.check_days, NO_SECTION),  # of two days that stand there nothing can be missing
    Judged(contract_life.check, _CONTRACTS),
    Judged(renewals.check, _CONTRACTS | _WORKSPACES),
    Judged(renewals.check_tightening, EVERY_SECTION),
    Judged(activation.check, EVERY_SECTION),
    Judged(additional_workspaces.check, EVERY_SECTION),
    Judged(archiving.check, _WORKSPACES),
    Judged(renamed_workspaces.check, NO_SECTION),  # likewise: of what two entries say of each other
    Judged(account_policies.check, _CONTRACTS | _WORKSPACES | {Section.POLICY}),
    Judged(sign_in_accounts.check, EVERY_SECTION),
    Judged(benefits.check, _CONTRACTS | _WORKSPACES),
    Judged(membership.check, EVERY_SECTION),
    Judged(last_days.check, EVERY_SECTION),
)

COMPLETIONS: tuple[Completion, ...] = (
    contract_life.complete,
    renamed_workspaces.complete,
    activation.complete,
    archiving.complete,
    movers.complete,
    additional_workspaces.complete,
    benefit_life.complete,
    membership.complete,
    last_days.complete,
    sign_in_accounts.complete,
)


def check(declared: Estate, current: Estate | None = None, doubtful: Sections = NO_SECTION) -> Iterator[Finding]:
    """What the files say wrongly by themselves. With the state in view (``current``, under the new names that the files
    give) people who stand in it already are left to the decision table (D-10). Of sections in doubt nothing is said:
    what was left out there would be found wanting a second time."""
    for judged in CHECKS:
        if not judged.reads & doubtful:
            yield from judged.check(declared, current)


def complete(declared: Estate, current: Estate, on: date) -> Desired:
    """What should be on a day: the declared estate, completed with the current one in view."""
    desired = Desired(declared, None)
    for rule in COMPLETIONS:
        desired = rule(desired, current, on)
    return desired
