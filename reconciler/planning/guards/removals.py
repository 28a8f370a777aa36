"""How many people a plan may take access from."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import TYPE_CHECKING

from reconciler.kinds.address import PersonKey
from reconciler.kinds.limits import Limits
from reconciler.kinds.seat import SeatState
from reconciler.kinds.workspace import WorkspaceId
from reconciler.planning.changes import Action, Change
from reconciler.planning.permits import permit_line
from reconciler.planning.plan import Verdict
from reconciler.planning.units import units

if TYPE_CHECKING:  # start-up time: the run as a whole is judged even where nobody is planned
    from reconciler.kinds.estate import Estate
    from reconciler.planning.guards.proposal import Proposal

ID = "removals"
SENTENCE = "A plan may take access or an open offer from max(10, 5 %) of a customer's memberships, not from more."
TAKING = frozenset({Action.REMOVE, Action.REVOKE, Action.ARCHIVE_WORKSPACE, Action.SUSPEND_WORKSPACE})
REMEDY = f"review, then {permit_line(ID)}"


def judge(proposal: "Proposal") -> Verdict:
    return removals(proposal.changes, proposal.current, proposal.on, proposal.limits)


def removals(changes: Collection[Change], current: "Estate", on: date, limits: Limits) -> Verdict:
    """A removal is one (workspace, person) that loses access or an open offer, whoever says so: members of a workspace
    that is archived are counted, by a file's word or because it left them, and those of one that is suspended because
    a contract's dates were edited."""
    those = list(losing(changes, current, on))
    taken = sum(len(who) for _, who in those)
    total = current.standing(on)
    limit = limits.removals_allowed(total)
    what = f"{taken:,} of {total:,} memberships{_percent(taken, total)} of {current.customer} would be removed; "
    what += f"the limit is {limit:,} ({limits.removals_said(total)})"
    counted = tuple(unit for change, who in those for unit in units(change, who))
    return Verdict(ID, taken, limit, total, what, REMEDY, counted=counted)


def losing(changes: Collection[Change], current: "Estate", on: date) -> Iterator[tuple[Change, Collection[PersonKey]]]:
    """Each change that takes access or an open offer, and from whom: nobody twice from one workspace. A contract that
    is over by the state as well takes neither: what is suspended or revoked with it comes back with the next one, and
    nobody has to be asked on that day (D-22)."""
    changes = [change for change in changes if change.do in TAKING]
    if not changes:
        return
    edited = current.live_contract(on) is not None
    whole = {c.at: set[PersonKey]() for c in changes if _takes_all(c, edited)}
    for change in changes:
        if change.do in (Action.REMOVE, Action.REVOKE) and (edited or change.rule != "D-03"):
            if change.at in whole:
                whole[change.at].update(change.who)
            yield change, change.who
    for change in changes:
        if _takes_all(change, edited):
            yield change, [p for p in members(current, WorkspaceId(change.at)) if p not in whole[change.at]]


def _takes_all(change: Change, edited: bool) -> bool:
    return change.do is Action.ARCHIVE_WORKSPACE or (change.do is Action.SUSPEND_WORKSPACE and edited)


def members(estate: "Estate", workspace: WorkspaceId) -> list[PersonKey]:
    return [person for person, seat in estate.seats_in(workspace).items() if seat.state is SeatState.MEMBER]


def _percent(part: int, whole: int) -> str:
    return f" ({part / whole * 100:.1f} %)" if whole else ""
