"""A change for programs, unfolded: an object for each person."""

from collections.abc import Iterator, Mapping
from typing import Any

from reconciler.kinds.seat import Seat, SeatState, note_plain
from reconciler.planning.changes import ON_CONTRACTS, Action, Authority, Change
from reconciler.planning.plan import CustomerPlan
from reconciler.reporting.grouping import workspace_of
from reconciler.reporting.view import rows

_IMPLIED_BEFORE = {
    Action.REINVITE: SeatState.INVITED,
    Action.REVOKE: SeatState.INVITED,
    Action.SET_ROLE: SeatState.MEMBER,
    Action.REMOVE: SeatState.MEMBER,
}
_IMPLIED_AFTER = {
    Action.RESTORE_MEMBER: SeatState.MEMBER,
    Action.RESTORE_INVITATION: SeatState.INVITED,
    Action.INVITE: SeatState.INVITED,
    Action.REINVITE: SeatState.INVITED,
    Action.SET_ROLE: SeatState.MEMBER,
}


def change_objects(change: Change, plan: CustomerPlan, part: str = "") -> Iterator[dict[str, Any]]:
    """``contract`` stands for ``workspace`` where it is one. In a plan for one person, ``part`` is whose it is."""
    where = "contract" if change.do in ON_CONTRACTS else "workspace"
    common = {
        "action": change.do.value,
        where: change.at if change.do in ON_CONTRACTS else workspace_of(change) or None,
        "was": side(change.was, _IMPLIED_BEFORE.get(change.do)),
        "now": side(change.now, _IMPLIED_AFTER.get(change.do)),
        "rule": change.rule,
        "authority": change.authority.value,
    }
    if change.send_on is not None:
        common["send_on"] = change.send_on.isoformat()
    if change.due:
        common["due"] = True
    if unit := _unit(change, plan):
        common["unit"] = unit
    if plan.standing:
        common["part"] = part or ("by_rule" if change.authority is Authority.SYSTEM else "yours")
    for row in rows(change, plan):
        yield {**common, "person": row.person or None, "source": str(row.place) if row.place else None}


def _unit(change: Change, plan: CustomerPlan) -> str:
    side = change.now if change.now is not None else change.was
    return plan.units.get(side.get("benefit", ""), "") if isinstance(side, Mapping) else ""


def side(value: Seat | Any, implied: SeatState | None) -> Any:
    """Before or after, without what only bookkeeping needs. Nobody's access and no offer is null."""
    if not isinstance(value, Seat):
        return value
    if value.state in (SeatState.REMOVED, SeatState.REVOKED):
        return None
    fields: dict[str, Any] = {"role": value.role.value}
    if value.state is not implied:
        fields["state"] = value.state.value
    if value.until is not None:
        fields["until"] = value.until.isoformat()
    if value.ends is not None:
        fields |= {"attempt": value.attempt, "expires": value.ends.isoformat()}
    if value.note is not None:
        fields["note"] = note_plain(value.note)
    return fields
