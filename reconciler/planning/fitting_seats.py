"""What a change of seats may say: from which state to which each action leads, and how the generation goes on (D-06).

Every asking has a generation of its own, as its mail and its link are of it; whatever asks nobody keeps the one of
before.
"""

from collections.abc import Callable, Mapping
from operator import eq, ge, gt

from reconciler.kinds.seat import Seat, SeatState
from reconciler.planning.changes import Action, Change

_BOUNCED, _DECLINED, _INVITED = SeatState.BOUNCED, SeatState.DECLINED, SeatState.INVITED
_LEFT, _MEMBER = SeatState.LEFT, SeatState.MEMBER
_REMOVED, _REVOKED = SeatState.REMOVED, SeatState.REVOKED


def fit_seats(change: Change) -> None:
    """ValueError where no plan says so."""
    do, was, now = change.do, change.was, change.now
    if not isinstance(now, Seat) or not change.who:
        raise ValueError(f"{do.value} says nobody, or not what they become")
    before = was if isinstance(was, Seat) else None
    state, generation = (before.state, before.generation) if before else (None, 0)
    goes_on = _LEADS.get((do, state, now.state))
    if goes_on is None:
        raise ValueError(f"{do.value} leads from {state.value if state else 'nothing'} to {now.state.value}")
    if not goes_on(now.generation, generation):
        raise ValueError(f"{do.value} leads from generation {generation} to {now.generation}")
    if do is Action.UPDATE_MEMBER and before is not None and _offered(before) != _offered(now):
        raise ValueError("update_member says another role or offer")


def _offered(seat: Seat) -> tuple[object, ...]:
    return seat.role, seat.attempt, seat.expires


_LEADS: Mapping[tuple[Action, SeatState | None, SeatState], Callable[[int, int], bool]] = {
    **{(Action.INVITE, was, _INVITED): gt for was in (None, _REMOVED, _REVOKED, _DECLINED, _LEFT)},
    (Action.REINVITE, _INVITED, _INVITED): gt,
    # By undo an offer gives way to what was there before it.
    **{(Action.REVOKE, _INVITED, now): eq for now in (_REVOKED, _DECLINED, _LEFT, _BOUNCED)},
    (Action.SET_ROLE, _MEMBER, _MEMBER): eq,
    **{(Action.UPDATE_MEMBER, state, state): eq for state in (_MEMBER, _INVITED)},
    # Who bounced is asked at another address (D-06), and by undo is not.
    (Action.UPDATE_MEMBER, _BOUNCED, _REVOKED): eq,
    (Action.UPDATE_MEMBER, _REVOKED, _BOUNCED): eq,
    (Action.REMOVE, _MEMBER, _REMOVED): eq,
    (Action.RESTORE_MEMBER, _REMOVED, _MEMBER): eq,
    **{(Action.RESTORE_INVITATION, was, _INVITED): gt for was in (None, _REVOKED)},
    # One that is past its end gets back what it was, and nobody is asked.
    (Action.RESTORE_INVITATION, _INVITED, _INVITED): ge,
}
"""How the generation of a seat is to the one of before."""
