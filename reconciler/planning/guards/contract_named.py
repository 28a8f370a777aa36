"""Whom the contract names is somebody to be counted on: who leaves a workspace by nobody's word is taken for a slip."""

from reconciler.findings import some_of
from reconciler.planning.guards.proposal import Proposal
from reconciler.planning.guards.removals import losing
from reconciler.planning.permits import permit_line
from reconciler.planning.plan import Verdict, content
from reconciler.planning.succession import STRONGER_RULES
from reconciler.planning.units import units

ID = "contract_named"
SENTENCE = "A services admin or support contact of the live contract is not taken out of a workspace without a permit."


def judge(proposal: Proposal) -> Verdict:
    """Counts a person once for each workspace, be it they who are declared there no more, a group of theirs, or the
    whole workspace. Where a file says what is meant, it is: a leaver, a last day, a policy that takes an account out
    (``STRONGER_RULES``: D-08 has no guard against these), a workspace or customer said to be archived or closed."""
    taking = [
        (change, who)
        for change, who in losing(proposal.changes, proposal.current, proposal.on)
        if change.rule not in STRONGER_RULES and change.at not in proposal.said_archived
    ]
    if not taking:
        return content(ID)
    named = proposal.desired.named if proposal.desired.live else frozenset()
    gone = {
        (change.at, person) for change in proposal.changes if change.rule in STRONGER_RULES for person in change.who
    }
    those = [
        (change, [person for person in who if person in named and (change.at, person) not in gone])
        for change, who in taking
    ]
    counted = tuple(unit for change, who in those for unit in units(change, who))
    if not counted:
        return content(ID)
    spelling = proposal.current.spelling
    said = some_of([f"{spelling(person)} out of {change.at}" for change, who in those for person in sorted(who)])
    contract = f"contract {proposal.desired.contract_id} of {proposal.current.customer} names"
    what = f"{contract} people whom this plan takes out of a workspace: {said}"
    remedy = f"declare them there again, or name others on the contract; or {permit_line(ID)}"
    return Verdict(ID, len(counted), 0, what=what, remedy=remedy, counted=counted)
