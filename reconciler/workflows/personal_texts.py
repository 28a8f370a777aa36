"""Every personal text that a command here might show: of the state, of the files, and of who wrote them."""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from reconciler.errors import ReconcilerError
from reconciler.kinds.estate import Estate
from reconciler.kinds.seat import Note
from reconciler.kinds.seating import distinct
from reconciler.loading.checkout import authors
from reconciler.loading.configuration import load, scan
from reconciler.ports import StateStore
from reconciler.workflows.permits import permits_beneath
from reconciler.workflows.state import StateChoice, located_here, reading
from reconciler.workflows.world import of_environment


def personal_texts(state: StateChoice, path: Path, environ: Mapping[str, str]) -> set[str]:
    """Addresses too. What cannot be read is left out: whoever cannot read it shows nothing of it."""
    found = set[str]()
    with suppress(ReconcilerError):
        found.add(of_environment(environ).actor)
    with suppress(ReconcilerError, OSError), reading(located_here(state, path)) as store:
        found.update(_of_a_state(store) if store is not None else ())
    with suppress(ReconcilerError, OSError):
        found.update(_of_files(path))
    return {text.strip() for text in found if text.strip()}


def _of_a_state(store: StateStore) -> Iterator[str]:
    for customer in store.customers():
        for value in store.private(customer):
            yield from _parts(value.text or "")
    for person in store.vendor():
        yield from filter(None, (person.name,))


def _parts(text: str) -> Iterable[str]:
    """A note is an object, and an account a list, of several."""
    if not text.startswith(("{", "[")):
        return (text,)
    try:
        told = json.loads(text)
    except ValueError:
        return (text,)
    return [part for part in (told.values() if isinstance(told, dict) else told) if isinstance(part, str)]


def _of_files(path: Path) -> Iterator[str]:
    configuration = scan(path)
    yield from authors(configuration.root)
    for permit in permits_beneath(configuration.root)[0]:
        yield from (permit.by, permit.because)
    for customer in configuration.customers:
        with suppress(ReconcilerError):
            yield from _of_an_estate(load(configuration, customer).estate)


def _of_an_estate(estate: Estate) -> Iterator[str]:
    for person in estate.people.values():
        yield from filter(None, (person.name,))
    for seats in estate.seats.values():
        for note in {seat.note for seat in distinct(seats) if seat.note is not None}:
            yield from _of_a_note(note)
    yield from filter(None, (assertion.reason for assertion in estate.limits.assertions))


def _of_a_note(note: Note) -> Iterator[str]:
    yield from filter(None, (note.reason, note.ticket, note.sponsor))
