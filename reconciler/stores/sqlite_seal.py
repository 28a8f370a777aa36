"""Whose hand was last at a customer: a seal that our commits set, and that any other writing breaks.

Triggers on every table that holds a customer take its seal away. A commit writes and seals in one transaction; one that
writes many rows into a table drops its triggers first and makes them again, so that a million seats cost no trigger
(for a few rows that would cost more than the triggers), and other programs never find them gone.
A customer without a seal is not wrong: it is to be proven by its journal before anything is built on it. So is every
one where the triggers are not ours to the letter, as in a state of a release that had none.

Whoever knows all this can forge a seal, as they could the whole state; this is for an honest hand in a hurry.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from reconciler.kinds.customer import CustomerId
from reconciler.stores.sqlite_schema import CASES, CONVERGED, PRINTS, TALLIES

if TYPE_CHECKING:
    from sqlite3 import Connection

_TABLE = "CREATE TABLE IF NOT EXISTS seal (customer INTEGER PRIMARY KEY)"
_MANY_ROWS = 400
"""Into one table: so many cost as much by its triggers as making them again."""
_NUMBERS = "SELECT number FROM customer WHERE id IN (SELECT value FROM json_each(?))"
_MISSED = -1
"""In the place of a customer: one was renamed or taken out, who would look like one that was never there."""


def _triggers() -> Iterator[tuple[str, str]]:
    for table in ("private", "seat", "journal", "applies", "message", "support_case", "print", "tally"):
        for event, whose in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
            also = " OR customer = NEW.customer" if event == "UPDATE" else ""
            yield _trigger(f"{table}_{event}", f"{event} ON {table}", f"{whose}.customer{also}")
    yield _trigger("customer_UPDATE", "UPDATE OF serial, head, record ON customer", "OLD.number")
    yield _trigger("customer_INSERT", "INSERT ON customer", "NEW.number")  # REPLACE deletes without a word
    yield _trigger("kind_UPDATE", "UPDATE ON kind", "customer")
    yield _trigger("kind_DELETE", "DELETE ON kind", "customer")
    replaced = "BEFORE INSERT ON kind WHEN EXISTS (SELECT 1 FROM kind WHERE id = NEW.id OR seat = NEW.seat)"
    yield "sealed_kind_INSERT", f"CREATE TRIGGER sealed_kind_INSERT {replaced} BEGIN DELETE FROM seal; END"
    for name, event in (("customer_id", "UPDATE OF id, number"), ("customer_DELETE", "DELETE")):
        begin = f"CREATE TRIGGER sealed_{name} AFTER {event} ON customer BEGIN"
        yield f"sealed_{name}", f"{begin} INSERT OR IGNORE INTO seal VALUES ({_MISSED}); END"


def _trigger(name: str, event: str, customer: str) -> tuple[str, str]:
    broken = f"DELETE FROM seal WHERE customer = {customer}"
    return f"sealed_{name}", f"CREATE TRIGGER sealed_{name} AFTER {event} BEGIN {broken}; END"


TRIGGERS: Mapping[str, str] = dict(_triggers())


def foreign_triggers(database: "Connection") -> list[str]:
    """The names of triggers that another hand made: what they do to our writing nobody knows."""
    return sorted(name for name, sql in _found(database).items() if TRIGGERS.get(name) != sql)


def are_ours(database: "Connection") -> bool:
    """Whether the seals say something: what takes them away is there, as we made it."""
    return _found(database) == TRIGGERS


def sealed_customers(database: "Connection") -> set[CustomerId]:
    if not are_ours(database):
        return set()
    return {c for (c,) in database.execute("SELECT c.id FROM seal s JOIN customer c ON c.number = s.customer")}


def one_is_missed(database: "Connection") -> bool:
    """Whether a customer was renamed or taken out: by what the triggers saw, or by rows that nobody has."""
    if _found(database):
        (seen,) = database.execute(f"SELECT count(*) FROM seal WHERE customer = {_MISSED}").fetchone()
        if seen:
            return True
    number, *others = database.execute(
        "SELECT (SELECT max(number) FROM customer), (SELECT count(*) FROM customer),"
        " (SELECT max(customer) FROM journal), (SELECT max(customer) FROM private), (SELECT max(customer) FROM seat)"
    ).fetchone()
    highest, count, *rest = (each or 0 for each in (number, *others))
    odd = any(not isinstance(each, int) for each in (highest, *rest))
    return odd or count != highest or max(rest) > count


@contextmanager
def opened_to_us(
    database: "Connection", rows: Mapping[str, int], ours: Iterable[CustomerId], doubted: Iterable[CustomerId] = ()
) -> Iterator[None]:
    """Around the writing of about so many rows into each table, inside its transaction; ``ours`` is read after it:
    these customers are as we left them. ``doubted`` are those who had no seal before it."""
    found = _found(database)
    anew = _of_tables({table for table, many in rows.items() if many > _MANY_ROWS}) if found == TRIGGERS else TRIGGERS
    for name in anew.keys() & found.keys():
        database.execute(f"DROP TRIGGER {name}")
    for table in (_TABLE, CASES, CONVERGED, PRINTS, TALLIES):  # of a state of a release that had none
        database.execute(table)
    _forget_figures(database, doubted)
    yield
    database.execute(f"INSERT OR IGNORE INTO seal {_NUMBERS}", (json.dumps(list(ours)),))
    for sql in anew.values():
        database.execute(sql)


def _of_tables(tables: Collection[str]) -> Mapping[str, str]:
    return {name: sql for name, sql in TRIGGERS.items() if name.split("_")[1] in tables}


def _forget_figures(database: "Connection", customers: Iterable[CustomerId]) -> None:
    """Another hand was at them, or may have been: what was counted of them is made anew by their next commit."""
    for table in ("print", "tally"):
        database.execute(f"DELETE FROM {table} WHERE customer IN ({_NUMBERS})", (json.dumps(list(customers)),))


def _found(database: "Connection") -> dict[str, str]:
    return dict(database.execute("SELECT name, sql FROM sqlite_master WHERE type IN ('trigger', 'view')"))
