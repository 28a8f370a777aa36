"""Whether a SQLite state is sound: its pages, its references, its journal. Inside a transaction of the caller."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reconciler.kinds.customer import CustomerId
from reconciler.planning.canonical import read
from reconciler.ports import head_of
from reconciler.stores import soundness

if TYPE_CHECKING:
    from sqlite3 import Connection

_AT_MOST = 20
_ENTRIES = """
    SELECT c.id, j.seq, j.digest, CAST(j.entry AS BLOB) FROM journal j JOIN customer c ON c.number = j.customer
    ORDER BY j.customer, j.seq
"""


def integrity_faults(database: "Connection") -> Iterator[str]:
    for (said,) in database.execute(f"PRAGMA quick_check({_AT_MOST})"):
        if said != "ok":
            yield said
    for table, _, parent, _ in database.execute("PRAGMA foreign_key_check").fetchmany(_AT_MOST):
        yield f"a row of {table} names a {parent} that does not exist"
    heads = {c: (serial, head) for c, serial, head in database.execute("SELECT id, serial, head FROM customer")}
    changed: list[str] = []
    kept = list(soundness.journal_faults(_hashes(database, changed), heads))
    yield from (*changed, *kept)


def read_whole(database: "Connection") -> None:
    """ValueError where a JSON text in it is none."""
    for (seat,) in database.execute("SELECT seat FROM kind"):
        read(seat)
    for record, sources in database.execute("SELECT record, sources FROM customer"):
        _ = read(record), read(sources)
    database.execute("SELECT 1 FROM message, seat LIMIT 1")


def _hashes(database: "Connection", changed: list[str]) -> Iterator[tuple[CustomerId, str]]:
    """Of all entries; what is ``changed`` in them is told on the way."""
    for customer, seq, digest, entry in database.execute(_ENTRIES):
        hashed = head_of(entry)
        if hashed != digest:
            changed.append(f"{customer}: journal entry {seq} is not as it was written")
        yield customer, hashed
