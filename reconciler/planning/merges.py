"""Two known people who are one (D-12).

"Where both addresses are known already the two become one (``merge_person``): the better seat wins per workspace
(member over open, admin over member), the other invitation is revoked."

A side of the change says everything that is replaced, so that its inverse is the swap, as for any other change::

    {"people": {key: {"number": 7, ...facts}}, "seats": {workspace: {key: seat}}}

``was`` has everybody, ``now`` only the one whose number is kept; swapped, the one is parted again, each with the
number, the facts and the seats of before.
"""

from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from reconciler.kinds.address import PersonKey
from reconciler.kinds.estate import Estate, Seats
from reconciler.kinds.person import Person
from reconciler.kinds.plain import plain, revive
from reconciler.kinds.seat import Role, Seat, SeatState, seat_from_plain, seat_plain, shared
from reconciler.kinds.workspace import WorkspaceId
from reconciler.planning.changes import Action, Change, Facts

_SAID_NO = frozenset({SeatState.DECLINED, SeatState.LEFT})


def merge(into: PersonKey, others: Sequence[PersonKey], person: Person, current: Estate, on: date) -> Change:
    """The change by which ``others`` become ``into``, who is ``person`` from then on."""
    everybody = (into, *others)
    was_people = {key: _facts(current.people.get(key) or Person(key), current.numbers[key]) for key in everybody}
    was_seats: dict[str, dict[str, Any]] = {}
    now_seats: dict[str, dict[str, Any]] = {}
    for workspace, here in sorted(current.seats.items()):
        mine = {key: here[key] for key in everybody if key in here}
        if mine:
            was_seats[workspace] = {key: seat_plain(seat) for key, seat in mine.items()}
            now_seats[workspace] = {into: seat_plain(best(mine, into, on))}
    now_people = {into: _facts(person, current.numbers[into])}
    was, now = {"people": was_people, "seats": was_seats}, {"people": now_people, "seats": now_seats}
    return Change(Action.MERGE_PERSON, into, was, now, "D-12")


def _facts(person: Person, number: int) -> dict[str, Any]:
    return {**plain(person), "address": person.address, "number": number}


def best(seats: Mapping[PersonKey, Seat], into: PersonKey, on: date) -> Seat:
    """The seat that stays of several in one workspace, for the person who is ``into`` from then on.

    Generations never fall (D-06). An offer that was made to another address, or that is older than something made
    since, is an asking of its own again: its link belongs to the other number, and an older one must not come back.
    """
    winner = min(seats, key=lambda key: (_rank(seats[key], on), key != into, key))
    seat = seats[winner]
    highest = max(s.generation for s in seats.values())
    if seat.state is SeatState.INVITED and not (winner == into and seat.generation == highest):
        highest += 1
    return shared(replace(seat, generation=highest, round=max(s.round for s in seats.values())))


def _rank(seat: Seat, on: date) -> tuple[int, bool]:
    """Member over open; then what somebody said over what nobody answered, and an address that works over one that
    does not."""
    if seat.state is SeatState.MEMBER:
        place = 0
    elif seat.open(on):
        place = 1
    elif seat.state in _SAID_NO:
        place = 2
    else:
        place = {SeatState.INVITED: 3, SeatState.BOUNCED: 5}.get(seat.state, 4)
    return place, seat.role is not Role.ADMIN


def merged_in(change: Change) -> frozenset[str]:
    """The workspaces that a merge speaks of, by the names that they get in the same plan."""
    return frozenset(_side(change.now)["seats"])


def new_keys(change: Change) -> dict[PersonKey, PersonKey]:
    """Who is called otherwise after a merge; nobody where one is parted again."""
    was, now = _side(change.was), _side(change.now)
    if len(now["people"]) > len(was["people"]):
        return {}
    return {PersonKey(key): PersonKey(change.at) for key in was["people"] if key not in now["people"]}


def exchange(
    change: Change,
    people: MutableMapping[PersonKey, Person],
    numbers: MutableMapping[PersonKey, int],
    merged: MutableMapping[int, int],
    seats: MutableMapping[WorkspaceId, dict[PersonKey, Seat]],
) -> str:
    """Puts one side in the place of the other, in all four; gives why not, where ``was`` does not hold any more."""
    was, now = _side(change.was), _side(change.now)
    if broken := _differs(was, now, people, numbers, seats):
        return broken
    for key in was["people"]:
        people.pop(key, None)
        del numbers[key]
        for here in seats.values():
            here.pop(key, None)
    for key, facts in now["people"].items():
        people[key] = person_of(facts)
        numbers[key] = facts["number"]
    for workspace, mine in now["seats"].items():
        seats[workspace].update({key: seat_from_plain(seat) for key, seat in mine.items()})
    before, after = _numbers(was), _numbers(now)
    merged.update(dict.fromkeys(before - after, numbers[PersonKey(change.at)]))
    for number in after - before:
        merged.pop(number, None)
    return ""


def person_of(facts: Facts) -> Person:
    return revive(Person, {name: value for name, value in facts.items() if name != "number"})


def _side(side: Any) -> dict[str, Any]:
    if not isinstance(side, dict) or set(side) != {"people", "seats"}:
        raise ValueError("a merge has people and seats on both sides")
    return side


def _numbers(side: Facts) -> set[int]:
    return {facts["number"] for facts in side["people"].values()}


def _differs(
    was: Facts,
    now: Facts,
    people: Mapping[PersonKey, Person],
    numbers: Mapping[PersonKey, int],
    seats: Seats,
) -> str:
    for key, facts in was["people"].items():
        if numbers.get(key) != facts["number"] or (people.get(key) or Person(key)) != person_of(facts):
            return f"{key} is not as they were"
    if taken := sorted(key for key in now["people"] if key in numbers and key not in was["people"]):
        return f"{taken[0]} is somebody else now"
    if absent := sorted(w for w in now["seats"] if w not in seats):
        return f"workspace {absent[0]} is not there"
    for workspace, here in seats.items():
        expected = was["seats"].get(workspace, {})
        for key in was["people"]:
            have = here.get(key)
            if (None if have is None else seat_plain(have)) != expected.get(key):
                return f"{key} in {workspace} is not as they were"
    return ""
