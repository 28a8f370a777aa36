"""How many people a plan may take access from."""

from collections.abc import Collection
from datetime import date

from reconciler.kinds.estate import Estate
from reconciler.kinds.limits import Limits
from reconciler.kinds.seat import SeatState
from reconciler.kinds.workspace import WorkspaceId
from reconciler.planning.changes import Action, Change
from reconciler.planning.guards.proposal import Proposal
from reconciler.planning.plan import Verdict

ID = "removals"
SENTENCE = "A plan may take access or an open offer from max(10, 5 %) of a customer's memberships, not from more."
_TO_RAISE = (
    "review the removals; if they are right, raise limits: {{removals: {{...}}}} in reconciler.yaml to allow {value:,},"
    " put that in force alone with `reconciler apply PATH --no-removals`, then plan again"
)


def judge(proposal: Proposal) -> Verdict:
    return removals(proposal.changes, proposal.current, proposal.on, proposal.limits, proposal.said_archived)


def removals(
    changes: Collection[Change], current: Estate, on: date, limits: Limits, said_so: Collection[str] = ()
) -> Verdict:
    """A removal is one (workspace, person) that loses access or an open offer. Members of a workspace that is said to
    be archived or closed are not counted; members of one that merely left the configuration are, and those of one
    that is suspended because a contract's dates were edited."""
    taken = sum(c.size for c in changes if c.do in (Action.REMOVE, Action.REVOKE) and c.at not in said_so)
    archived = (c.at for c in changes if c.do is Action.ARCHIVE_WORKSPACE and c.at not in said_so)
    taken += sum(members(current, WorkspaceId(w)) for w in archived)
    if any(_dates_edited(c) for c in changes):
        taken += sum(members(current, WorkspaceId(c.at)) for c in changes if c.do is Action.SUSPEND_WORKSPACE)
    total = sum(seat.counts(on) for _, _, seat in current.memberships())
    limit = limits.removals_allowed(total)
    what = f"{taken:,} of {total:,} memberships{_percent(taken, total)} of {current.customer} would be removed; "
    what += f"the limit is {limit:,} ({limits.removals_said(total)})"
    return Verdict(ID, taken, limit, total, what, _TO_RAISE.format(value=taken))


def _dates_edited(change: Change) -> bool:
    """Whether a contract's dates were edited; one that simply ends takes nothing away by itself."""
    return (
        change.do is Action.UPDATE_CONTRACT
        and isinstance(change.now, dict)
        and bool({"starts", "ends"} & set(change.now))
    )


def members(estate: Estate, workspace: WorkspaceId) -> int:
    return sum(seat.state is SeatState.MEMBER for seat in estate.seats_in(workspace).values())


def _percent(part: int, whole: int) -> str:
    return f" ({part / whole * 100:.1f} %)" if whole else ""
