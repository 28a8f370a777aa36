"""The parts of a customer (see ``parts``) out of a SQLite state, by key: what a million others have is not read.

An address is found by its print (see ``sqlite_prints``), people are counted once for all (see ``sqlite_tallies``); all
else is asked by primary key.
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from reconciler.kinds.address import PersonKey
from reconciler.kinds.customer import CustomerId
from reconciler.planning.canonical import read
from reconciler.ports import Holding, PrivateKind, Tallies
from reconciler.stores import refusals, shapes, sqlite_tallies
from reconciler.stores.sqlite_prints import called
from reconciler.stores.sqlite_reading import cases_in, journal_end, seat_fields, seat_text
from reconciler.stores.whom import ids_in, means, named_in

if TYPE_CHECKING:
    from sqlite3 import Connection


def standings(database: "Connection", url: str, address: PersonKey, customer: CustomerId | None) -> list[Holding]:
    """By customer; of one only, where it is named."""
    found: dict[int, dict[int, str]] = {}
    for number, value, kind, text in called(database, [address], customer):
        if means(text, [address]):
            found.setdefault(number, {})[value] = kind
    made = [_standing(database, url, number, values) for number, values in found.items()]
    return sorted((holding for holding in made if holding is not None), key=lambda holding: holding.customer)


def named(database: "Connection", customer: CustomerId, addresses: Collection[PersonKey]) -> set[int]:
    number, wanted = _number(database, customer), {*addresses}
    found = called(database, wanted, customer) if wanted else ()
    return _people_of(database, number, {v: kind for _, v, kind, text in found if means(text, wanted)})


def _people_of(database: "Connection", number: int | None, found: Mapping[int, str]) -> set[int]:
    """Whose values these are: those who became known by them, and those of whom the facts say so."""
    at, ids = "json_extract(told.value, '$.address')", json.dumps(sorted(found))
    also = "EXISTS (SELECT 1 FROM json_each(told.value, '$.also') other WHERE other.value IN (SELECT value FROM some))"
    rows = database.execute(
        "WITH some AS (SELECT value FROM json_each(?)) SELECT told.key"
        " FROM customer c, json_each(c.record, '$.people') told"
        f" WHERE c.number = ? AND ({at} IN (SELECT value FROM some) OR {also})",
        (ids, number),
    )
    told = {int(key) for (key,) in rows} if found else set()
    return {value for value, kind in found.items() if kind == PrivateKind.PERSON} | told


def _standing(database: "Connection", url: str, number: int, found: Mapping[int, str]) -> Holding | None:
    people = _people_of(database, number, found)
    head = _Head.of(database, url, number)
    return head.holding(people, _seats_of(database, number, people, head.workspaces), {}) if people else None


def some(
    database: "Connection", url: str, customer: CustomerId, people: Collection[int], workspaces: Collection[int]
) -> Holding | None:
    number = _number(database, customer)
    if number is None:
        return None
    return _Head.of(database, url, number).holding(people, _seats_of(database, number, people, workspaces), {})


def seated(
    database: "Connection",
    customer: CustomerId,
    workspaces: Collection[int],
    wanted: Callable[[Mapping[str, Any]], bool],
) -> dict[int, list[int]]:
    number, found = _number(database, customer), {}
    for workspace in sorted(workspaces):
        here = (number, workspace)
        kinds = database.execute("SELECT DISTINCT kind FROM seat WHERE customer = ? AND workspace = ?", here).fetchall()
        those = [kind for (kind,) in kinds if wanted(seat_fields(seat_text(database, kind)))]
        rows = database.execute(
            "SELECT person FROM seat WHERE customer = ? AND workspace = ?"
            " AND kind IN (SELECT value FROM json_each(?)) ORDER BY person",
            (*here, json.dumps(those)),
        )
        if people := [shapes.whole(person, 1) for (person,) in rows] if those else []:
            found[workspace] = people
    return found


def inside(database: "Connection", url: str, customer: CustomerId, workspaces: Collection[int]) -> Holding | None:
    number = _number(database, customer)
    if number is None:
        return None
    head = _Head.of(database, url, number)
    cases = {w: here for w in sorted(workspaces) if (here := cases_in(database, number, w))}
    return head.holding(named_in(cases, head.record.get("merged", {})), {}, cases)


def roll(database: "Connection", url: str, customer: CustomerId, workspace: int) -> Holding | None:
    number = _number(database, customer)
    if number is None:
        return None
    head = _Head.of(database, url, number)
    rows = database.execute(
        "SELECT kind, person FROM seat WHERE customer = ? AND workspace = ? ORDER BY person", (number, workspace)
    )
    groups: dict[int, list[int]] = {}
    for kind, person in rows:
        groups.setdefault(kind, []).append(person)
    told = sorted((seat_text(database, kind), who) for kind, who in groups.items())
    seats = {workspace: [(seat_fields(seat), who) for seat, who in told]} if told else {}
    cases = {workspace: here} if (here := cases_in(database, number, workspace)) else {}
    people = named_in(cases, head.record.get("merged", {})).union(*groups.values())
    return head.holding(people, seats, cases)


def texts(database: "Connection", customer: CustomerId, ids: Collection[int]) -> dict[int, str]:
    rows = database.execute(
        "SELECT id, text FROM private WHERE customer = (SELECT number FROM customer WHERE id = ?)"
        " AND text IS NOT NULL AND id IN (SELECT value FROM json_each(?)) ORDER BY id",
        (customer, json.dumps(sorted(ids))),
    )
    return {number: shapes.said(text) for number, text in rows}


def _number(database: "Connection", customer: CustomerId) -> int | None:
    row = database.execute("SELECT number FROM customer WHERE id = ?", (customer,)).fetchone()
    return row[0] if row else None


class _Head:
    """A customer's row. Facts of people, of whom there may be a million, stay in SQLite until some are asked for."""

    def __init__(self, database: "Connection", number: int, row: tuple[Any, ...]) -> None:
        self._database, self._number = database, number
        self.customer, self._serial, self._head, record, self._managed_by, self._sources = row
        self.record: Mapping[str, Any] = read(record)

    @property
    def workspaces(self) -> list[int]:
        return sorted(map(int, self.record["workspaces"]))

    @classmethod
    def of(cls, database: "Connection", url: str, number: int) -> "_Head":
        row = database.execute(
            "SELECT id, serial, head, json_remove(record, '$.people'), root, sources FROM customer WHERE number = ?",
            (number,),
        ).fetchone()
        if row is None or journal_end(database, number) != row[1:3]:
            raise refusals.damaged(url, f"serial and head of {row[0] if row else number} are not those of its journal")
        return cls(database, number, row)

    def holding(self, people: Collection[int], seats: Mapping[int, Any], cases: Mapping[int, Any]) -> Holding:
        record = {**self.record, "people": self._facts(people)}
        told: list[Any] = [record, [seat for groups in seats.values() for seat, _ in groups], cases]
        return shapes.holding(
            Holding(
                CustomerId(self.customer),
                self._serial,
                self._head,
                record,
                self._values(PrivateKind.PERSON, people),
                self._values(PrivateKind.TEXT, set(ids_in(told))),
                seats,
                self._managed_by,
                read(self._sources),
                cases,
            )
        )

    def _facts(self, people: Collection[int]) -> dict[str, Any]:
        rows = self._database.execute(
            "SELECT told.key, told.value FROM customer c, json_each(c.record, '$.people') told"
            " WHERE c.number = ? AND told.key IN (SELECT CAST(value AS TEXT) FROM json_each(?))",
            (self._number, json.dumps(sorted(people))),
        )
        return {number: read(facts) for number, facts in rows}

    def _values(self, kind: PrivateKind, ids: Iterable[int]) -> dict[int, str]:
        return values_of(self._database, self._number, kind, ids)


def values_of(database: "Connection", number: int, kind: PrivateKind, ids: Iterable[int]) -> dict[int, str]:
    return dict(
        database.execute(
            "SELECT id, text FROM private WHERE customer = ? AND kind = ? AND text IS NOT NULL"
            " AND id IN (SELECT value FROM json_each(?)) ORDER BY id",
            (number, kind.value, json.dumps(sorted(ids))),
        )
    )


def _seats_of(
    database: "Connection", number: int, people: Collection[int], workspaces: Iterable[int]
) -> dict[int, Any]:
    return in_fields(seats_of(database, number, people, workspaces))


def in_fields(seats: Mapping[int, Mapping[str, list[int]]]) -> dict[int, Any]:
    """As a holding has them: by the text of the seat, which is then read."""
    return {w: [(seat_fields(seat), who) for seat, who in sorted(here.items())] for w, here in seats.items()}


def seats_of(
    database: "Connection", number: int, people: Collection[int], workspaces: Iterable[int]
) -> dict[int, dict[str, list[int]]]:
    """By workspace and by the seat's text, each by its whole key. CROSS, since SQLite would else go through all seats
    of the customer first."""
    rows = database.execute(
        "SELECT s.workspace, s.kind, s.person FROM json_each(?) w CROSS JOIN json_each(?) p"
        " CROSS JOIN seat s ON s.customer = ? AND s.workspace = w.value AND s.person = p.value ORDER BY 1, 3",
        (json.dumps(sorted(workspaces)), json.dumps(sorted(people)), number),
    )
    groups: dict[int, dict[str, list[int]]] = {}
    for workspace, kind, person in rows:
        groups.setdefault(workspace, {}).setdefault(seat_text(database, kind), []).append(person)
    return groups


def tallies(database: "Connection", customer: CustomerId, workspaces: Collection[int]) -> Tallies:
    number = _number(database, customer)
    counted = sqlite_tallies.counted(database, number, workspaces) if number is not None else {}
    told = {w: sorted((seat_text(database, kind), people) for kind, people in kinds) for w, kinds in counted.items()}
    return {w: [(seat_fields(seat), people) for seat, people in seats] for w, seats in told.items()}
