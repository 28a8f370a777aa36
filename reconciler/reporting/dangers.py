"""Which changes a reviewer must not overlook. They are shown first, with the rule that stands behind them."""

from collections.abc import Iterator

from reconciler.kinds.seat import Seat
from reconciler.planning.changes import Action, Change
from reconciler.planning.facts import loosens
from reconciler.planning.plan import CustomerPlan

_TAKES_ACCESS = frozenset({Action.REMOVE, Action.REVOKE, Action.ARCHIVE_WORKSPACE})


def is_danger(change: Change, plan: CustomerPlan) -> bool:
    """An admin who goes or is lowered, an archived workspace, a withdrawn renewal, a loosened limit, and whatever
    made a guard stop."""
    match change.do:
        case Action.ARCHIVE_WORKSPACE | Action.DELETE_WORKSPACE | Action.DEACTIVATE_CONTRACT:
            return True
        case Action.SET_LIMITS:
            return loosens(change)
        case Action.REMOVE | Action.SET_ROLE if _was_an_admin(change):
            return True
        case _:
            return change.do in _TAKES_ACCESS and any(g.guard == "removals" and g.value > g.limit for g in plan.guards)


def gravity(change: Change) -> int:
    """Dangers with a lower number come first: admins, then what goes as a whole, then the others."""
    if change.do in (Action.REMOVE, Action.SET_ROLE) and _was_an_admin(change):
        return 0
    return 1 if change.do in (Action.ARCHIVE_WORKSPACE, Action.DEACTIVATE_CONTRACT, Action.SET_LIMITS) else 2


def dangers_first(plan: CustomerPlan) -> Iterator[tuple[int, Change, bool]]:
    """Every change with its position in the plan, and whether it is a danger: these first, the gravest ahead."""
    dangers = {n for n, change in enumerate(plan.changes) if is_danger(change, plan)}
    for position in sorted(dangers, key=lambda n: (gravity(plan.changes[n]), n)):
        yield position, plan.changes[position], True
    for position, change in enumerate(plan.changes):
        if position not in dangers:
            yield position, change, False


def _was_an_admin(change: Change) -> bool:
    seat = change.was
    return isinstance(seat, Seat) and seat.is_accepted_admin
