"""What a merge of people (see ``planning.merges``) is to the state: in numbers, as seats to write, and as messages."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from reconciler.applying.ledger import Ledger, concealed, erased_person, revealed
from reconciler.applying.record import seat_in_names, seat_in_numbers
from reconciler.kinds.address import PersonKey, key_of
from reconciler.kinds.estate import Estate
from reconciler.kinds.seat import Seat, SeatState, seat_from_plain, seat_plain
from reconciler.kinds.workspace import WorkspaceId
from reconciler.planning.changes import Change, facts_of
from reconciler.ports import SeatWrite


def side_in_numbers(side: Mapping[str, Any], ledger: Ledger, workspaces: Mapping[str, int]) -> dict[str, Any]:
    """``{"people": {number: facts}, "seats": {workspace number: {number: seat}}}``, personal strings as ids."""
    numbers = {key: str(facts["number"]) for key, facts in side["people"].items()}
    people = {
        numbers[key]: concealed({n: v for n, v in facts.items() if n != "number"}, ledger, of_person=True)
        for key, facts in side["people"].items()
    }
    seats = {
        str(workspaces[w]): {numbers[key]: seat_in_numbers(seat_from_plain(seat), ledger) for key, seat in mine.items()}
        for w, mine in side["seats"].items()
    }
    return {"people": people, "seats": seats}


def side_in_names(
    side: Mapping[str, Any], texts: Mapping[int, str], workspaces: Mapping[int, str], erased: Collection[int] = ()
) -> dict[str, Any]:
    """The inverse. Of those who were ``erased`` nothing is told but a name that stands for them."""
    facts = {
        n: {"address": erased_person(int(n))} if int(n) in erased else revealed(told, texts, of_person=True)
        for n, told in side["people"].items()
    }
    keys = {number: key_of(told["address"]) for number, told in facts.items()}
    people = {keys[number]: {**told, "number": int(number)} for number, told in facts.items()}
    seats = {
        workspaces[int(w)]: {keys[n]: seat_plain(seat_in_names(seat, texts)) for n, seat in mine.items()}
        for w, mine in side["seats"].items()
    }
    return {"people": people, "seats": seats}


def numbers_of(side: Mapping[str, Any]) -> dict[PersonKey, int]:
    return {PersonKey(key): facts["number"] for key, facts in side["people"].items()}


def seat_writes(change: Change, ledger: Ledger, workspaces: Mapping[str, int]) -> Iterator[SeatWrite]:
    """The seats of before are taken away, those of after are written."""
    was, now = _both(change)
    for w, mine in was["seats"].items():
        gone = sorted({numbers_of(was)[PersonKey(key)] for key in mine} - {*_sitting(now, w)})
        if gone:
            yield SeatWrite(workspaces[w], None, gone)
    for w, mine in now["seats"].items():
        for key, seat in sorted(mine.items()):
            number = numbers_of(now)[PersonKey(key)]
            yield SeatWrite(workspaces[w], seat_in_numbers(seat_from_plain(seat), ledger), [number])


def _sitting(side: Mapping[str, Any], workspace: str) -> Iterator[int]:
    numbers = numbers_of(side)
    yield from (numbers[PersonKey(key)] for key in side["seats"].get(workspace, {}))


def settled(change: Change) -> Iterator[tuple[WorkspaceId, int]]:
    """Whose messages are owed no more: workspace and number."""
    was, _ = _both(change)
    yield from ((w, n) for w, n, seat in _offers(was) if (w, n, seat.generation) not in _same(change))


def owed(change: Change, after: Estate) -> Iterator[tuple[WorkspaceId, int, int]]:
    """Which messages are owed for it: workspace, number and generation. Not for an offer that a later change of the
    same step has made void."""
    _, now = _both(change)
    keys = {number: key for key, number in numbers_of(now).items()}
    for w, number, seat in _offers(now):
        have = after.seats_in(w).get(keys[number])
        stands = have is not None and (have.state, have.generation) == (seat.state, seat.generation)
        if stands and (w, number, seat.generation) not in _same(change):
            yield w, number, seat.generation


def _same(change: Change) -> set[tuple[WorkspaceId, int, int]]:
    """The offers that stay what they were."""
    was, now = ({(w, n, seat.generation) for w, n, seat in _offers(side)} for side in _both(change))
    return was & now


def _offers(side: Mapping[str, Any]) -> Iterator[tuple[WorkspaceId, int, Seat]]:
    numbers = numbers_of(side)
    for w, mine in sorted(side["seats"].items()):
        for key, plain in sorted(mine.items()):
            seat = seat_from_plain(plain)
            if seat.state is SeatState.INVITED:
                yield WorkspaceId(w), numbers[PersonKey(key)], seat


def _both(change: Change) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    return facts_of(change.was), facts_of(change.now)
