"""A part of a customer: what one person's own view needs, and nothing about anybody else.

For the stores that keep a customer in memory (see ``shelf``); SQLite reads the same parts by key.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from reconciler.kinds.address import PersonKey
from reconciler.ports import Holding, PrivateKind, Tallies
from reconciler.stores.shelf import SeatText, Shelf, grouped, wanting
from reconciler.stores.whom import ids_in, means, named_in, told_at


def narrowed(record: Mapping[str, Any], people: Collection[int]) -> dict[str, Any]:
    """A record with the facts of these people alone."""
    told = {number: facts for number, facts in record["people"].items() if int(number) in people}
    return {**record, "people": told}


def standing_in(shelf: Shelf, address: PersonKey) -> Holding | None:
    """See ``StateStore.standings``; None where nobody is called so."""
    people = named(shelf, [address])
    if not people:
        return None
    seats = {w: {n: here[n] for n in people & here.keys()} for w, here in sorted(shelf.seats.items())}
    return _narrowed_holding(shelf, people, {w: grouped(mine) for w, mine in seats.items() if mine}, {})


def inside(shelf: Shelf, workspaces: Collection[int]) -> Holding:
    cases = {w: dict(sorted(shelf.cases[w].items())) for w in sorted(workspaces) if w in shelf.cases}
    return _narrowed_holding(shelf, named_in(cases, shelf.record.get("merged", {})), {}, cases)


def roll(shelf: Shelf, workspace: int) -> Holding:
    here, cases = shelf.seats.get(workspace, {}), shelf.cases.get(workspace, {})
    told = {workspace: dict(sorted(cases.items()))} if cases else {}
    people = {*here, *named_in(told, shelf.record.get("merged", {}))}
    return _narrowed_holding(shelf, people, {workspace: grouped(here)} if here else {}, told)


def some(shelf: Shelf, people: Collection[int], workspaces: Collection[int]) -> Holding:
    seats = {w: {n: here[n] for n in people if n in here} for w, here in sorted(shelf.seats.items()) if w in workspaces}
    return _narrowed_holding(shelf, people, {w: grouped(some) for w, some in seats.items() if some}, {})


def seated(
    shelf: Shelf, workspaces: Collection[int], wanted: Callable[[Mapping[str, Any]], bool]
) -> dict[int, list[int]]:
    found = {w: wanting(shelf.seats[w], wanted) for w in sorted(workspaces) if w in shelf.seats}
    return {w: people for w, people in found.items() if people}


def named(shelf: Shelf, addresses: Collection[PersonKey]) -> set[int]:
    """See ``StateStore.named``."""
    wanted = {*addresses}
    found = {v.id: v.kind for v in shelf.private.values() if v.text is not None and means(v.text, wanted)}
    return {n for n, kind in found.items() if kind is PrivateKind.PERSON} | {*told_at(shelf.record, found)}


def touched(shelf: Shelf, addresses: Collection[PersonKey]) -> Holding:
    people = named(shelf, addresses)
    seats, others = (
        {w: grouped(some) for w, here in sorted(shelf.seats.items()) if (some := _parted(here, people, inside))}
        for inside in (True, False)
    )
    told = _of_kind(shelf, PrivateKind.PERSON, people), _of_kind(shelf, PrivateKind.TEXT, shelf.private)
    counted = {w: [(seat, len(who)) for seat, who in groups] for w, groups in others.items()}
    return Holding(shelf.customer, shelf.serial, shelf.head, shelf.record, *told, seats, others=counted)


def _parted(here: Mapping[int, SeatText], people: Collection[int], inside: bool) -> dict[int, SeatText]:
    return {n: seat for n, seat in here.items() if (n in people) is inside}


def texts(shelf: Shelf, ids: Collection[int]) -> dict[int, str]:
    values = (shelf.private[n] for n in sorted(ids) if n in shelf.private)
    return {value.id: value.text for value in values if value.text is not None}


def tallies(shelf: Shelf, workspaces: Collection[int]) -> Tallies:
    here = {w: shelf.seats[w] for w in sorted(workspaces) if w in shelf.seats}
    return {w: [(seat, len(who)) for seat, who in grouped(people)] for w, people in here.items()}


def _narrowed_holding(
    shelf: Shelf,
    people: Collection[int],
    seats: Mapping[int, list[tuple[Mapping[str, Any], list[int]]]],
    cases: Mapping[int, Mapping[int, Mapping[str, Any]]],
) -> Holding:
    record = narrowed(shelf.record, people)
    plain_seats: list[Any] = [seat for groups in seats.values() for seat, _ in groups]
    texts = ids_in([record, plain_seats, cases])
    return Holding(
        shelf.customer,
        shelf.serial,
        shelf.head,
        record,
        _of_kind(shelf, PrivateKind.PERSON, people),
        _of_kind(shelf, PrivateKind.TEXT, set(texts)),
        seats,
        shelf.managed_by,
        shelf.sources,
        cases,
    )


def _of_kind(shelf: Shelf, kind: PrivateKind, ids: Iterable[int]) -> dict[int, str]:
    values = ((n, shelf.private[n]) for n in sorted(ids) if n in shelf.private)
    return {n: value.text for n, value in values if value.kind is kind and value.text is not None}
