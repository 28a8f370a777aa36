"""How many people a plan may invite at once, once a customer has people: a mail cannot be taken back."""

from reconciler.kinds.seating import summary
from reconciler.planning.changes import Action
from reconciler.planning.guards.proposal import Proposal
from reconciler.planning.permits import permit_line
from reconciler.planning.plan import Verdict, content
from reconciler.planning.units import units

ID = "mass_invitation"
SENTENCE = "A plan may invite max(50, 20 %) of a customer's memberships anew, not more; the first one any number."


def judge(proposal: Proposal) -> Verdict:
    """Counts invitations, not those who are asked again because a workspace is in use again (D-03). A customer that
    nobody is a member of yet, or whose contract is activated by the plan, has no measure."""
    changes, current = proposal.changes, proposal.current
    first = any(c.do is Action.ACTIVATE_CONTRACT for c in changes)
    if first or not any(summary(seats).members for seats in current.seats.values()):
        return content(ID)
    resumed = {c.at for c in changes if c.do is Action.RESUME_WORKSPACE}
    invited = [c for c in changes if c.do is Action.INVITE and c.at not in resumed]
    value, total = sum(c.size for c in invited), current.standing(proposal.on)
    limit = proposal.limits.invitations_allowed(total)
    if value <= limit:
        return Verdict(ID, value, limit, total)
    what = f"{value:,} would be invited to {current.customer}, which has {total:,} memberships; the limit is {limit:,}"
    return Verdict(
        ID,
        value,
        limit,
        total,
        what=f"{what} ({proposal.limits.invitations_said(total)})",
        remedy=f"review who is invited, then {permit_line(ID)}",
        counted=tuple(unit for change in invited for unit in units(change)),
    )
