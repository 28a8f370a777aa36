"""What parts two people again whom a change made one (D-12): the swap, as long as the one is still as it left them.

Each gets back their number, their facts and their seats. Generations never fall (D-06): where the one was asked since,
or sits where they did not sit before, their seat keeps the highest; an offer that comes back is an asking of its own,
since the link of the old one is void.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from reconciler.kinds.seat import Seat, SeatState, seat_from_plain, seat_plain
from reconciler.kinds.tombstone import is_nobody
from reconciler.planning.changes import Action, Change

_AFTER = {SeatState.MEMBER: SeatState.REMOVED, SeatState.INVITED: SeatState.REVOKED}


def merge_back(done: Change, at: str, rule: str) -> Change | str:
    """``at`` is what the one is called today. That their seats are as they were is checked when it is done."""
    assert isinstance(done.was, Mapping)
    assert isinstance(done.now, Mapping)
    if at != done.at:
        return f"is called {at} since; two people who became one are parted only under the name of then"
    if any(map(is_nobody, done.was["people"])):
        return "one of the two was erased since"
    seats = {
        workspace: {**mine, at: seat_plain(_kept(mine.get(at), seat_from_plain(done.now["seats"][workspace][at])))}
        for workspace, mine in _asked_again(done.was["seats"], at).items()
    }
    return Change(Action.MERGE_PERSON, at, done.now, {**done.was, "seats": seats}, rule)


def _kept(before: Mapping[str, Any] | None, have: Seat) -> Seat:
    """The seat of the one who stays: as before, with a generation that is not lower."""
    if before is None:
        return replace(have, state=_AFTER.get(have.state, have.state), attempt=0, expires=None)
    seat = seat_from_plain(before)
    if seat.state is SeatState.INVITED and seat_plain(seat) != seat_plain(have):
        return replace(seat, generation=max(seat.generation, have.generation) + 1)
    return replace(seat, generation=max(seat.generation, have.generation))


def _asked_again(
    seats: Mapping[str, Mapping[str, Mapping[str, Any]]], at: str
) -> dict[str, dict[str, Mapping[str, Any]]]:
    """Those who were merged away: an offer of theirs is made anew."""
    return {
        workspace: {key: seat if key == at else _anew(seat) for key, seat in mine.items()}
        for workspace, mine in seats.items()
    }


def _anew(plain: Mapping[str, Any]) -> Mapping[str, Any]:
    seat = seat_from_plain(plain)
    if seat.state is not SeatState.INVITED:
        return plain
    return seat_plain(replace(seat, generation=seat.generation + 1))
