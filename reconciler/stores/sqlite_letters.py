"""What a SQLite state owes people and how far it got with it, inside a transaction of the caller.

A state of a release that delivered nothing lacks the tables; they are made by the first step of delivering.
"""

import json
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from reconciler.kinds.customer import CustomerId
from reconciler.kinds.letter import Delivery, Letter, MessageKind, Owed, OwedMessage, Queued, SentLetter
from reconciler.stores import shapes
from reconciler.stores.letter_rows import letter_of, letter_row, sent_of, sent_row
from reconciler.stores.sqlite_schema import DELIVERY

if TYPE_CHECKING:
    from sqlite3 import Connection

_INVITATION = MessageKind.INVITATION.value
_NUMBER = "(SELECT number FROM customer WHERE id = ?)"


def delivers(database: "Connection") -> bool:
    """Whether the tables of delivery are there."""
    return database.execute("SELECT 1 FROM sqlite_master WHERE name = 'letter'").fetchone() is not None


def owed(database: "Connection", customer: CustomerId, people: Collection[int] | None) -> Iterator[OwedMessage]:
    some, which = _of(people)
    rows, given = _messages(database, customer, some, *which)
    columns = "workspace, person, generation, kind"
    found = database.execute(f"SELECT {columns}, send_on FROM ({rows}) ORDER BY {columns}", given)
    return (shapes.owed(customer, w, p, g, day, kind) for w, p, g, kind, day in found)


def queued(database: "Connection", customer: CustomerId, on: date) -> Queued:
    rows, given = _messages(database, customer)
    day = on.isoformat()
    due, later, next_day = database.execute(
        "SELECT count(DISTINCT CASE WHEN send_on <= ? THEN person END), count(CASE WHEN send_on > ? THEN 1 END),"
        f" min(CASE WHEN send_on > ? THEN send_on END) FROM ({rows})",
        (day, day, day, *given),
    ).fetchone()
    return Queued(due, later, None if next_day is None else shapes.day(next_day))


Page = tuple[int, int]
"""The people behind a number, and how many of them at most."""


def recipients(database: "Connection", customer: CustomerId, on: date, page: Page) -> list[int]:
    rows, given = _messages(database, customer, " AND send_on <= ? AND person > ?", on.isoformat(), page[0])
    return _numbers(database.execute(f"SELECT DISTINCT person FROM ({rows}) ORDER BY 1 LIMIT ?", (*given, page[1])))


def reached(database: "Connection", customer: CustomerId, page: Page) -> list[int]:
    if not delivers(database):
        return []
    rows = f"SELECT DISTINCT person FROM sent WHERE customer = {_NUMBER} AND person > ? ORDER BY person LIMIT ?"
    return _numbers(database.execute(rows, (customer, *page)))


def _messages(
    database: "Connection", customer: CustomerId, also: str = "", *given: object
) -> tuple[str, tuple[object, ...]]:
    """What is owed, of either table, as a query and what it is given."""
    columns = "workspace, person, generation"
    rows = f"SELECT {columns}, '{_INVITATION}' kind, send_on FROM message WHERE customer = {_NUMBER}{also}"
    one = (customer, *given)
    if not delivers(database):
        return rows, one
    others = f"SELECT {columns}, kind, send_on FROM notice WHERE customer = {_NUMBER}{also}"
    return f"{rows} UNION ALL {others}", (*one, *one)


def _numbers(rows: Iterable[tuple[object]]) -> list[int]:
    return [shapes.whole(person, 1) for (person,) in rows]


def letters(database: "Connection", customer: CustomerId, people: Collection[int] | None) -> list[Letter]:
    if not delivers(database):
        return []
    some, which = _of(people)
    columns = "id, person, about, content, attempts, not_before, said"
    rows = f"SELECT {columns} FROM letter WHERE customer = {_NUMBER}{some} ORDER BY person, id"
    found = database.execute(rows, (customer, *which))
    return [letter_of(name, person, json.loads(about), *rest) for name, person, about, *rest in found]


def sent(database: "Connection", customer: CustomerId, people: Collection[int] | None) -> Iterator[SentLetter]:
    if delivers(database):
        some, which = _of(people)
        columns = "id, person, about, digest, at, refused"
        rows = f"SELECT {columns} FROM sent WHERE customer = {_NUMBER}{some} ORDER BY person, id"
        for name, person, about, *rest in database.execute(rows, (customer, *which)):
            yield sent_of(name, person, json.loads(about), *rest)


def delivery_kept(database: "Connection", step: Delivery) -> None:
    found = database.execute("SELECT number FROM customer WHERE id = ?", (step.customer,)).fetchone()
    if found is None:
        return
    number = found[0]
    gone = [(number, a.workspace, s.person, a.generation, a.kind.value) for s in step.sent for a in s.about]
    which = "customer = ? AND workspace = ? AND person = ? AND generation = ?"
    invitations, others = ([row for row in gone if (row[4] == _INVITATION) is usual] for usual in (True, False))
    database.executemany(f"DELETE FROM message WHERE {which}", (row[:4] for row in invitations))
    database.executemany(f"DELETE FROM notice WHERE {which} AND kind = ?", others)
    left = json.dumps([*step.void, *(letter.id for letter in step.sent)])
    database.execute("DELETE FROM letter WHERE customer = ? AND id IN (SELECT value FROM json_each(?))", (number, left))
    _kept(database, "letter", number, map(letter_row, step.letters))
    _kept(database, "sent", number, map(sent_row, step.sent))
    for each in step.owed:
        noticed(database, number, each)


def noticed(database: "Connection", number: int, owed: Owed) -> None:
    """Messages owed that are no invitations."""
    made(database)
    told, day = (owed.generation, owed.kind.value), owed.send_on.isoformat()
    rows = ((number, owed.workspace, person, *told, day) for person in owed.who)
    database.executemany("INSERT OR IGNORE INTO notice VALUES (?, ?, ?, ?, ?, ?)", rows)


def made(database: "Connection") -> None:
    """The tables, where they are missing."""
    if not delivers(database):
        for statement in DELIVERY.split(";"):
            database.execute(statement)


def any_of(database: "Connection", number: int) -> bool:
    """Whether a customer has any letter or notice, which they mostly have not."""
    there = "SELECT 1 FROM letter WHERE customer = ?1 UNION ALL SELECT 1 FROM notice WHERE customer = ?1"
    return delivers(database) and database.execute(there, (number,)).fetchone() is not None


def settled(database: "Connection", number: int, workspace: int, these: str, who: tuple[int | str, ...]) -> None:
    """What a commit takes out of the queue besides invitations, of a customer who has ``any_of`` it. ``these`` is the
    condition that finds ``who``."""
    here = (number, workspace, *who)
    database.execute(f"DELETE FROM notice WHERE customer = ? AND workspace = ? AND {these}", here)
    database.execute(f"DELETE FROM letter WHERE customer = ? AND {these}", (number, *who))


def _kept(database: "Connection", table: str, number: int, rows: Iterable[list[Any]]) -> None:
    for name, person, about, *rest in rows:
        marks = ", ".join("?" * (4 + len(rest)))
        whole = (number, person, name, json.dumps(about), *rest)
        database.execute(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", whole)


def _of(people: Collection[int] | None) -> tuple[str, tuple[str, ...]]:
    if people is None:
        return "", ()
    return " AND person IN (SELECT value FROM json_each(?))", (json.dumps(list(people)),)
