"""Checks on a plan: each has an id, an arithmetic that anyone can check, and a way out that is not a switch.

A guard stops the customer it belongs to, never the others. What it says is judged by the limits in force, which are
those in the state (D-21). Ids are fixed once shipped.
"""

from collections.abc import Collection, Mapping
from datetime import date

from reconciler.kinds.desired import Desired
from reconciler.kinds.estate import Estate
from reconciler.kinds.limits import Limits
from reconciler.kinds.seat import SeatState
from reconciler.kinds.workspace import WorkspaceId
from reconciler.planning.changes import Action, Change
from reconciler.planning.plan import Verdict
from reconciler.planning.succession import Handover

GUARDS: Mapping[str, str] = {
    "removals": "A plan may take access or an open offer from max(10, 5 %) of a customer's memberships, not from more.",
    "last_admin": "The last accepted admin of a workspace is not removed or lowered while nobody is named to follow.",
    "vanished": "A customer, a live contract or a whole file with its workspaces that is gone is taken for a mistake.",
}
_TO_RAISE = (
    "review the removals; if they are right, raise limits: {{removals: {{...}}}} in reconciler.yaml to allow {value:,},"
    " put that in force alone with `reconciler apply PATH --no-removals`, then plan again"
)


def judge(
    changes: Collection[Change],
    desired: Desired,
    current: Estate,
    on: date,
    handovers: Collection[Handover],
    files: Collection[str],
    said_archived: Collection[str],
) -> tuple[Verdict, ...]:
    """Every guard's verdict, those that are content too: a reader wants to see the arithmetic."""
    limits = desired.estate.limits.tighter(current.limits)
    return (
        removals(changes, current, on, limits, said_archived),
        last_admin(handovers),
        vanished(changes, desired, current, files),
    )


def removals(
    changes: Collection[Change], current: Estate, on: date, limits: Limits, said_so: Collection[str] = ()
) -> Verdict:
    """A removal is one (workspace, person) that loses access or an open offer. Members of a workspace that is said to
    be archived or closed are not counted; members of one that merely left the configuration are, and those of one
    that is suspended because a contract's dates were edited."""
    taken = sum(c.count for c in changes if c.do in (Action.REMOVE, Action.REVOKE) and c.at not in said_so)
    archived = (c.at for c in changes if c.do is Action.ARCHIVE_WORKSPACE and c.at not in said_so)
    taken += sum(members(current, WorkspaceId(w)) for w in archived)
    if any(_dates_edited(c) for c in changes):
        taken += sum(members(current, WorkspaceId(c.at)) for c in changes if c.do is Action.SUSPEND_WORKSPACE)
    total = sum(seat.state is SeatState.MEMBER or seat.open(on) for _, _, seat in current.memberships())
    limit = limits.removals_allowed(total)
    what = f"{taken:,} of {total:,} memberships{_percent(taken, total)} of {current.customer} would be removed; "
    what += f"the limit is {limit:,} ({_limit_words(limits, total)})"
    return Verdict("removals", taken, limit, total, what, _TO_RAISE.format(value=taken))


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


def _limit_words(limits: Limits, total: int) -> str:
    by_percent = int(total * limits.removals_percent / 100) > limits.removals_floor
    return f"{limits.removals_percent:g} %" if by_percent else f"at least {limits.removals_floor}"


def last_admin(handovers: Collection[Handover]) -> Verdict:
    """D-08: the guard stops where the configuration names no successor at all."""
    alone = [h for h in handovers if h.held and not h.successors]
    names = ", ".join(h.workspace for h in alone)
    what = f"{len(alone)} workspace{'' if len(alone) == 1 else 's'} would lose the last admin: {names}"
    remedy = f"name another admin in {names}; the old one leaves by itself once the new one has accepted"
    return Verdict("last_admin", len(alone), 0, what=what if alone else "", remedy=remedy if alone else "")


def vanished(changes: Collection[Change], desired: Desired, current: Estate, files: Collection[str]) -> Verdict:
    """Counts what is gone from the configuration without a word: contracts that have not ended, and workspaces to be
    archived whose file is gone. A file that was moved or merged is nothing: its workspaces are declared elsewhere."""
    contracts = desired.contracts_gone
    archived = [WorkspaceId(c.at) for c in changes if c.do is Action.ARCHIVE_WORKSPACE]
    workspaces = [w for w in archived if (file := current.sources.get(w)) and file not in files]
    if not contracts and not workspaces:
        return Verdict("vanished", 0, 0)
    gone = [f"contract {c}" for c in contracts]
    gone += [f"workspace {w} with its file {current.sources[w]}" for w in workspaces]
    what = f"{', '.join(gone[:5])}{' and more' if len(gone) > 5 else ''} of {current.customer} left the configuration"
    remedy = "bring it back; or say that it is meant: `status: archived` on a workspace, `status: closed` on a customer"
    return Verdict("vanished", len(gone), 0, what=what, remedy=remedy)


def customer_vanished(current: Estate, on: date) -> Verdict:
    """A whole customer that the state knows under this configuration and that no file declares any more."""
    count = sum(seat.state is SeatState.MEMBER or seat.open(on) for _, _, seat in current.memberships())
    what = f"customer {current.customer} with {count:,} memberships is no longer declared in any file"
    remedy = f"bring its files back; or keep one that says `customer: {current.customer}` and `status: closed`"
    return Verdict("vanished", 1, 0, what=what, remedy=remedy)
