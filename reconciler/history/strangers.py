"""Seats and messages of nobody: of a number that no person of the customer has."""

from collections.abc import Iterable, Iterator

from reconciler.history.queue import Queue
from reconciler.ports import Holding, Private, PrivateKind


def strangers(holding: Holding, values: Iterable[Private], queue: Queue) -> Iterator[str]:
    return (f"{what} person {person}, who does not exist" for person, what in _of_strangers(holding, values, queue))


def _of_strangers(holding: Holding, values: Iterable[Private], queue: Queue) -> Iterator[tuple[int, str]]:
    known = {value.id for value in values if value.kind is PrivateKind.PERSON}
    for workspace, groups in holding.seats.items():
        here = {person for _, who in groups for person in who}
        yield from ((person, f"workspace {workspace} has a seat for") for person in sorted(here - known))
    yield from ((owed.person, "a message is owed to") for owed in queue.owed if owed.person not in known)
    yield from ((letter.person, "a letter is written to") for letter in queue.letters if letter.person not in known)
