"""A few people of a customer and how all others are counted, out of a SQLite state: what a million others have is not
read.

Only of a customer with a seal (``sqlite_seal``): by its prints the people are found, and by its tallies the others are
counted.
"""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from reconciler.kinds.address import PersonKey
from reconciler.kinds.customer import CustomerId
from reconciler.ports import Holding, PrivateKind
from reconciler.stores import shapes, sqlite_tallies
from reconciler.stores.sqlite_parts import in_fields, seats_of, values_of
from reconciler.stores.sqlite_prints import called_in
from reconciler.stores.sqlite_reading import known, row_of, seat_fields
from reconciler.stores.whom import means, told_at

if TYPE_CHECKING:
    from sqlite3 import Connection


def touched(database: "Connection", url: str, customer: CustomerId, addresses: Collection[PersonKey]) -> Holding | None:
    """See ``StateStore.touched``."""
    found = row_of(database, url, customer)
    if found is None:
        return None
    (number, row), wanted = found, {*addresses}
    ids = {v: kind for _, v, kind, text in called_in(database, wanted, [number], True) if means(text, wanted)}
    people = {value for value, kind in ids.items() if kind == PrivateKind.PERSON}
    people |= {*told_at(row.record, ids)} if ids else set()
    mine = seats_of(database, number, people, map(int, row.record["workspaces"])) if people else {}
    names = values_of(database, number, PrivateKind.PERSON, people) if people else {}
    texts = known(database, number, PrivateKind.TEXT)
    others = _others(database, number, mine)
    seats = in_fields(mine)
    part = Holding(customer, row.serial, row.head, row.record, names, texts, seats, others=others)
    return shapes.holding(part)


def _others(
    database: "Connection", number: int, mine: Mapping[int, Mapping[str, Collection[int]]]
) -> dict[int, list[tuple[Mapping[str, Any], int]]]:
    counted = {(w, shapes.text(seat)): n for w, seat, n in sqlite_tallies.everywhere(database, number)}
    for workspace, here in mine.items():
        for seat, who in here.items():
            counted[workspace, seat] -= len(who)
    others: dict[int, list[tuple[Mapping[str, Any], int]]] = {}
    for (workspace, seat), people in sorted(counted.items()):
        if people:
            others.setdefault(workspace, []).append((seat_fields(seat), shapes.whole(people, 1)))
    return others
