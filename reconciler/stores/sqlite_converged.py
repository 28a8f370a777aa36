"""What was kept of customers that are as declared (see ``kinds.converged``), in SQLite.

It counts only where nobody was at the customer since: our own writing takes it away, another hand breaks the seal
(``sqlite_seal``), and what no seal is about, the marks in the customer's row and this table itself, is in the proof.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from contextlib import AbstractContextManager
from datetime import date
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Protocol

from reconciler.kinds.converged import Converged
from reconciler.kinds.customer import CustomerId
from reconciler.stores.sqlite_reading import has
from reconciler.stores.sqlite_seal import opened_to_us

if TYPE_CHECKING:
    from sqlite3 import Connection

_ROW = "c.id, c.serial, c.head, c.root, c.sources"
_THESE = "c.id IN (SELECT value FROM json_each(?))"


class Sound(Protocol):
    """Whom a store knows to be as its own commits left them."""

    @property
    def sealed(self) -> set[CustomerId]: ...

    @property
    def proven(self) -> set[CustomerId]: ...


class KeepsConverged:
    def _reading(self) -> AbstractContextManager["Connection"]:
        raise NotImplementedError

    def _writing(self) -> AbstractContextManager["Connection"]:
        raise NotImplementedError

    def _known(self, database: "Connection") -> Sound:
        raise NotImplementedError

    def converged(self, customers: Collection[CustomerId]) -> Mapping[CustomerId, Converged]:
        with self._reading() as database:
            known = self._known(database)
            sound = [c for c in customers if c in known.sealed or c in known.proven]
            return dict(_kept(database, sound)) if sound and has(database, "converged") else {}

    def keep_converged(self, found: Mapping[CustomerId, Converged]) -> None:
        with self._writing() as database:
            known = self._known(database)
            sound = [c for c in found if c in known.sealed or c in known.proven]
            with opened_to_us(database, {}, sound, {*sound} - known.sealed):
                _keep(database, {c: found[c] for c in sound})


def _kept(database: "Connection", customers: Collection[CustomerId]) -> Iterable[tuple[CustomerId, Converged]]:
    rows = database.execute(
        f"SELECT {_ROW}, v.since, v.line, v.proof FROM customer c JOIN converged v ON v.customer = c.number"
        f" WHERE {_THESE}",
        (json.dumps(list(customers)),),
    )
    for *row, since, line, proof in rows:
        if isinstance(since, str) and isinstance(line, bytes) and proof == _proof(row, since, line):
            yield CustomerId(row[0]), Converged(date.fromisoformat(since), line)


def _keep(database: "Connection", found: Mapping[CustomerId, Converged]) -> None:
    rows = database.execute(f"SELECT c.number, {_ROW} FROM customer c WHERE {_THESE}", (json.dumps(list(found)),))
    database.executemany(
        "INSERT OR REPLACE INTO converged VALUES (?, ?, ?, ?)",
        [(number, *_proven(row, found[CustomerId(row[0])])) for number, *row in rows.fetchall()],
    )


def _proven(row: list[Any], found: Converged) -> tuple[str, bytes, bytes]:
    since = found.since.isoformat()
    return since, found.line, _proof(row, since, found.line)


def _proof(row: list[Any], since: str, line: bytes) -> bytes:
    """Over the customer's own row too: a serial or marks that moved on make it void."""
    proof = blake2b(repr((*row, since)).encode(), digest_size=32)
    proof.update(line)
    return proof.digest()
