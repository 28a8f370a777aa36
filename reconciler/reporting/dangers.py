"""Which changes a reviewer must not overlook. They are shown first, with the rule that stands behind them."""

from reconciler.kinds.seat import Role, Seat
from reconciler.planning.changes import Action, Change
from reconciler.planning.facts import loosens
from reconciler.planning.plan import CustomerPlan

_TAKES_ACCESS = frozenset({Action.REMOVE, Action.REVOKE, Action.ARCHIVE_WORKSPACE})


def is_danger(change: Change, plan: CustomerPlan) -> bool:
    """An admin who goes or is lowered, an archived workspace, a withdrawn renewal, a loosened limit, and whatever
    made a guard stop."""
    match change.do:
        case Action.ARCHIVE_WORKSPACE | Action.DEACTIVATE_CONTRACT:
            return True
        case Action.SET_LIMITS:
            return loosens(change)
        case Action.SET_ROLE:
            return isinstance(change.was, Seat) and change.was.role is Role.ADMIN
        case Action.REMOVE if _was_an_admin(change):
            return True
        case _:
            return change.do in _TAKES_ACCESS and any(g.guard == "removals" and not g.ok for g in plan.guards)


def _was_an_admin(change: Change) -> bool:
    seat = change.was
    return isinstance(seat, Seat) and seat.is_accepted_admin
