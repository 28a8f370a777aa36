"""Whom the contract names is somebody to be counted on: who leaves a workspace by nobody's word is taken for a slip."""

from reconciler.findings import some_of
from reconciler.planning.changes import Action
from reconciler.planning.guards.proposal import Proposal
from reconciler.planning.permits import permit_line
from reconciler.planning.plan import Verdict
from reconciler.planning.succession import STRONGER_RULES
from reconciler.planning.units import units

ID = "contract_named"
SENTENCE = "A services admin or support contact of the live contract is not taken out of a workspace without a permit."


def judge(proposal: Proposal) -> Verdict:
    """Counts a person once for each workspace. Whom a file calls a leaver, whose last day is over or whose account the
    policy takes out goes (``STRONGER_RULES``); who goes with a whole workspace is not picked out."""
    named = proposal.desired.named if proposal.desired.live else frozenset()
    those = [
        (change, [person for person in change.who if person in named])
        for change in proposal.changes
        if change.do in (Action.REMOVE, Action.REVOKE) and change.rule not in {*STRONGER_RULES, "D-03", "D-07"}
    ]
    counted = tuple(unit for change, who in those for unit in units(change, who))
    if not counted:
        return Verdict(ID, 0, 0)
    spelling = proposal.current.spelling
    said = some_of([f"{spelling(person)} out of {change.at}" for change, who in those for person in sorted(who)])
    contract = f"contract {proposal.desired.contract_id} of {proposal.current.customer} names"
    what = f"{contract} people whom this plan takes out of a workspace: {said}"
    remedy = f"declare them there again, or name others on the contract; or {permit_line(ID)}"
    return Verdict(ID, len(counted), 0, what=what, remedy=remedy, counted=counted)
