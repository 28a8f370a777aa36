"""Whether a SQLite state is sound: its pages, its references, its journal. Inside a transaction of the caller."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reconciler.kinds.estate import CustomerId
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
    for customer, seq, digest, entry in database.execute(_ENTRIES):
        if head_of(entry) != digest:
            yield f"{customer}: journal entry {seq} is not as it was written"
    heads = {c: (serial, head) for c, serial, head in database.execute("SELECT id, serial, head FROM customer")}
    yield from soundness.journal_faults(_entries(database), heads)


def _entries(database: "Connection") -> Iterator[tuple[CustomerId, bytes]]:
    return ((customer, entry) for customer, _, _, entry in database.execute(_ENTRIES))
