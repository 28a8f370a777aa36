"""What takes back one change of a seat, as the seat is today (SAFETY: I10).

Undo is the inverse against today's state. A removal is undone on the strength of what made a member before: the
person is a member again and is asked nothing. An offer is undone by revoking it, and a membership that came of it by
removing; who was asked again is asked no more. What somebody decided since (they left, they were invited again) is
theirs: it is a conflict, and said. Generations never fall (D-06).
"""

from dataclasses import replace
from datetime import date
from typing import NamedTuple

from reconciler.kinds.seat import Seat, SeatState, shared
from reconciler.planning.changes import Action, Change

_STANDS = frozenset({SeatState.MEMBER, SeatState.INVITED})
_TAKEN = frozenset({SeatState.REVOKED, SeatState.REMOVED})
_PLAIN_FIELDS = ("role", "until", "round", "note")


class SeatBack(NamedTuple):
    """The change that takes it back; without one there is either nothing to take back, or a ``conflict``."""

    do: Action | None = None
    now: Seat | None = None
    conflict: str = ""
    meaning: str = ""


NOTHING = SeatBack()


def seat_back(done: Change, have: Seat | None, on: date) -> SeatBack:
    """``done`` is what an apply did to some people; ``have`` is what they all have today."""
    was, now = done.was, done.now
    assert isinstance(now, Seat)
    assert was is None or isinstance(was, Seat)
    if was is None or was.state not in _STANDS:
        return _given(was, have, on) if now.state in _STANDS else _fields_back(was, now, have)
    if now.state not in _STANDS:
        return _removal(done.rule, was, now, have, on) if _member(was) else _revoking(was, have, on)
    if _member(was) or done.do is Action.UPDATE_MEMBER:
        return _fields_back(was, now, have)
    return _asking_again(was, now, have, on)


def _member(seat: Seat | None) -> bool:
    return seat is not None and seat.state is SeatState.MEMBER


def _given(was: Seat | None, have: Seat | None, on: date) -> SeatBack:
    """An offer or a membership that was not there before."""
    if have is None or have.state in _TAKEN or (have.state is SeatState.INVITED and not have.offered(on)):
        return NOTHING
    if have.state is SeatState.MEMBER:
        gone = replace(have, state=SeatState.REMOVED, attempt=0, expires=None)
        return SeatBack(Action.REMOVE, shared(gone), meaning="the access that came of it ends")
    if have.state is not SeatState.INVITED:
        return SeatBack(conflict=f"{have.state.value} since; there is nothing to take back")
    if was is None or was.state in _TAKEN:
        gone = replace(have, state=SeatState.REVOKED, attempt=was.attempt if was else 0, expires=None)
    else:
        gone = replace(was, generation=have.generation)
    return SeatBack(Action.REVOKE, shared(gone))


def _removal(rule: str, was: Seat, now: Seat, have: Seat | None, on: date) -> SeatBack:
    if _member(have):
        return NOTHING
    if have is None or have.state is not SeatState.REMOVED or have.generation != now.generation:
        return SeatBack(conflict=f"{_today(have)}")
    if rule == "D-16":
        return SeatBack(conflict="was removed because of leaving the company")
    if was.past(on):
        return SeatBack(conflict=f"the last day was {was.until}")
    return SeatBack(Action.RESTORE_MEMBER, shared(replace(was, generation=have.generation)))


def _revoking(was: Seat, have: Seat | None, on: date) -> SeatBack:
    """The link of the mail is void for good, so there is a new offer, with the end that the old one had."""
    if have is not None and have.state is not SeatState.REVOKED:
        return NOTHING if have.state in _STANDS else SeatBack(conflict=_today(have))
    if not was.open(on):
        return SeatBack(conflict=f"the invitation would have been open until {was.answer_by}")
    generation = (have.generation if have is not None else 0) + 1
    return SeatBack(Action.RESTORE_INVITATION, shared(replace(was, generation=generation)))


def _asking_again(was: Seat, now: Seat, have: Seat | None, on: date) -> SeatBack:
    if have is None or have.state is not SeatState.INVITED or have.generation != now.generation:
        return SeatBack(conflict=_today(have))
    generation = have.generation + (1 if was.open(on) else 0)
    return SeatBack(Action.RESTORE_INVITATION, shared(replace(was, generation=generation)))


def _fields_back(was: Seat | None, now: Seat, have: Seat | None) -> SeatBack:
    """Role, last day, round and note, each where it is still as the change left it."""
    if was is None or have is None or (have.state is not now.state and not (_member(have) and now.state in _STANDS)):
        return SeatBack(conflict=_today(have))
    changed = [f for f in _PLAIN_FIELDS if getattr(was, f) != getattr(now, f) and getattr(have, f) != getattr(was, f)]
    if others := [f for f in changed if getattr(have, f) != getattr(now, f)]:
        return SeatBack(conflict=f"{', '.join(others)} changed again since")
    back = replace(have, **{field: getattr(was, field) for field in changed})
    if was.state is not now.state:
        back = replace(back, state=was.state)
    if back == have:
        return NOTHING
    return SeatBack(Action.SET_ROLE if "role" in changed else Action.UPDATE_MEMBER, shared(back))


def _today(have: Seat | None) -> str:
    if have is None:
        return "has nothing here any more"
    words = {SeatState.INVITED: "was invited again since", SeatState.REMOVED: "was removed again since"}
    return words.get(have.state, f"is {have.state.value} now")
