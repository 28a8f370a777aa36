"""What becomes of an estate when somebody is erased."""

from collections.abc import Mapping, MutableMapping

from reconciler.kinds.address import PersonKey
from reconciler.kinds.estate import numbers_of
from reconciler.kinds.person import Person
from reconciler.kinds.seat import Seat
from reconciler.kinds.workspace import WorkspaceId
from reconciler.planning.changes import Change


def forgotten(
    change: Change,
    people: MutableMapping[PersonKey, Person],
    numbers: MutableMapping[PersonKey, int],
    merged: MutableMapping[int, int],
    seats: MutableMapping[WorkspaceId, Mapping[PersonKey, Seat]],
) -> frozenset[int]:
    """Takes somebody out of all four, with those who became one with them; gives the numbers that they had."""
    person = PersonKey(change.at)
    if person not in numbers:
        return frozenset()
    gone = numbers_of(numbers.pop(person), merged)
    for number in gone & merged.keys():
        del merged[number]
    people.pop(person, None)
    for workspace, here in [*seats.items()]:
        if person in here:
            seats[workspace] = {p: seat for p, seat in here.items() if p != person}
    return gone
