"""A state in one SQLite file: the default, good to millions of memberships.

Every commit is one transaction, ``BEGIN IMMEDIATE`` to ``COMMIT``, whatever its number of customers. A stale
customer is found by the compare-and-set of its serial before anything of it is written, so leaving it out needs no
savepoint. ``sqlite_file`` says how the file is opened and why so, ``sqlite_schema`` what is in it.

Not handled: a network file system whose locks do not work, and a file copied or put back while ``hub.db-journal``
beside it is not empty: back up by SQLite's own backup (``sqlite3 hub.db ".backup copy.db"``), not by copying.
"""

import json
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reconciler.errors import ReconcilerError, StateBroken
from reconciler.kinds.address import PersonKey
from reconciler.kinds.customer import CustomerId
from reconciler.kinds.letter import Delivery
from reconciler.kinds.vendor import VendorPerson
from reconciler.planning.canonical import dump
from reconciler.ports import Commit, CommitResult, Holding, Private
from reconciler.stores import durable, lock, refusals, shapes, sqlite_letters
from reconciler.stores.sending import Sends, sending_file
from reconciler.stores.sqlite_asking import AsksParts, AsksTheQueue
from reconciler.stores.sqlite_check import integrity_faults, read_whole
from reconciler.stores.sqlite_converged import KeepsConverged
from reconciler.stores.sqlite_file import PATIENCE, connected, make, memo, present, told
from reconciler.stores.sqlite_reading import customers, holding_of, link_key, vendor
from reconciler.stores.sqlite_seal import opened_to_us, sealed_customers
from reconciler.stores.sqlite_touched import touched
from reconciler.stores.sqlite_writing import Batch, link_key_kept, rows_of, vendor_kept

if TYPE_CHECKING:
    from sqlite3 import Connection


@dataclass(frozen=True, slots=True)
class _Seen:
    """What was known to be sound when the file was at this version, which other connections' commits move on."""

    version: int
    sealed: set[CustomerId]
    proven: set[CustomerId] = field(default_factory=set)


class SqliteStore(Sends, AsksParts, AsksTheQueue, KeepsConverged):
    """Sees the state as it is at each call. A connection is of one process: it is not carried over a fork.

    ``patience``: seconds to wait for another program that uses the file at the same moment.
    """

    def __init__(self, url: str, path: Path, writable: bool, patience: float = PATIENCE) -> None:
        self.url = url
        self._path = path
        self._writable = writable
        self._patience = patience
        self._process = os.getpid()
        self._seen: _Seen | None = None
        self._connection: Connection | None = connected(path, url, writable, patience)

    @property
    def lineage(self) -> str:
        with self._reading() as database:
            return str(database.execute("SELECT lineage FROM meta").fetchone()[0])

    def moment(self) -> AbstractContextManager[object]:
        return self._reading()

    def customers(self) -> Mapping[CustomerId, int]:
        with self._reading() as database:
            return customers(database)

    def holding(self, customer: CustomerId) -> Holding | None:
        with self._reading() as database:
            return holding_of(database, self.url, customer)

    def touched(self, customer: CustomerId, addresses: Collection[PersonKey]) -> Holding | None:
        with self._reading() as database:
            sealed = customer in self._known(database).sealed
            return touched(database, self.url, customer, addresses) if sealed else None

    def sealed(self, customer: CustomerId) -> bool:
        with self._reading() as database:
            known = self._known(database)
            if customer in known.sealed or customer in known.proven:
                return True
            return not database.execute("SELECT 1 FROM customer WHERE id = ?", (customer,)).fetchone()

    def proven(self, customer: CustomerId) -> None:
        if self._seen is not None:
            self._seen.proven.add(customer)

    def commit(self, batch: Sequence[Commit]) -> Sequence[CommitResult]:
        with self._writing() as database:
            known = self._known(database)
            ours, results = {*known.proven}, []
            doubted = {*ours, *(commit.customer for commit in batch)} - known.sealed
            with opened_to_us(database, rows_of(batch), ours, doubted):
                writing = Batch(database, [commit.customer for commit in batch])
                for commit in batch:
                    # Stale too where another hand was at the customer since it was read: its serial would not tell.
                    sound = not commit.expected_serial or commit.customer in known.sealed or commit.customer in ours
                    results.append(writing.add(commit) if sound else CommitResult.STALE)
                    if results[-1] is CommitResult.COMMITTED:
                        ours.add(commit.customer)
                writing.write()
        known.sealed.update(ours)
        known.proven.clear()
        return results

    def scrub(self) -> None:
        """The file is built anew of what is in it: pages that were given up keep what stood on them."""
        self._to_be_written()
        with told(self.url, self._path):
            self._database().execute("DROP TABLE IF EXISTS converged")
            self._database().execute("VACUUM")

    def remember(self, customer: CustomerId, managed_by: str, sources: Mapping[str, Any]) -> None:
        with self._writing() as database:
            marks = (managed_by, dump(dict(sources)).decode())
            database.execute("UPDATE customer SET root = ?, sources = ? WHERE id = ?", (*marks, customer))

    def vendor(self) -> Sequence[VendorPerson]:
        with self._reading() as database:
            return vendor(database)

    def keep_vendor(self, people: Sequence[VendorPerson]) -> None:
        with self._writing() as database:
            vendor_kept(database, people)

    def link_key(self) -> str:
        with self._reading() as database:
            return link_key(database)

    def keep_link_key(self, key: str) -> None:
        with self._writing() as database:
            link_key_kept(database, key)

    def applied(self, apply: str) -> Mapping[CustomerId, int]:
        with self._reading() as database:
            return dict(
                database.execute(
                    "SELECT c.id, a.serial FROM applies a JOIN customer c ON c.number = a.customer"
                    " WHERE a.apply = ? ORDER BY c.id",
                    (apply,),
                )
            )

    def head(self, customer: CustomerId) -> str:
        with self._reading() as database:
            found = database.execute("SELECT head FROM customer WHERE id = ?", (customer,)).fetchone()
        return str(found[0]) if found else ""

    def journal(self, customer: CustomerId) -> Iterator[bytes]:
        for ((entry,),) in self._pages("SELECT CAST(t.entry AS BLOB) FROM journal t", customer, "t.seq", 1):
            yield entry

    def backwards(self, customer: CustomerId) -> Iterator[bytes]:
        for ((entry,),) in self._pages("SELECT CAST(t.entry AS BLOB) FROM journal t", customer, "t.seq DESC", 1):
            yield entry

    def private(self, customer: CustomerId, ids: Collection[int] | None = None) -> Iterator[Private]:
        these = None if ids is None else json.dumps(sorted(ids))
        select = "SELECT t.id, t.kind, t.text, t.salt, t.erased FROM private t"
        with self._as_written():
            for page in self._pages(select, customer, "t.id", 10_000, these):
                yield from shapes.private_values(page)

    def keep_delivery(self, steps: Sequence[Delivery]) -> None:
        with self._writing() as database:
            known = self._known(database)
            sqlite_letters.made(database)
            ours = [step.customer for step in steps if step.customer in known.sealed | known.proven]
            with opened_to_us(database, {}, ours, {*ours} - known.sealed):
                for step in steps:
                    sqlite_letters.delivery_kept(database, step)
        self._forget_noted(step.customer for step in steps)

    def check(self) -> Sequence[str]:
        try:
            with self._reading() as database:
                faults = list(integrity_faults(database))
                if not faults:
                    read_whole(database)
            return faults
        except StateBroken as broken:
            return [broken.what]

    @contextmanager
    def lock(self, holder: str, timeout: float) -> Iterator[None]:
        self._to_be_written()
        with lock.held(self._path, self.url, holder, timeout) as leave_memo:
            try:
                yield
            finally:
                with suppress(ReconcilerError), self._reading() as database:
                    leave_memo(memo(database))

    def close(self) -> None:
        connection, self._connection = self._connection, None
        self._seen = None
        if connection is not None:
            connection.close()

    def _database(self) -> "Connection":
        """The connection; a new one after a failure, so that ``applied`` tells the truth."""
        if os.getpid() != self._process:
            raise ReconcilerError(f"This is a bug in reconciler: {self.url} was carried into another process.")
        if self._connection is None:
            self._connection = connected(self._path, self.url, self._writable, self._patience)
        return self._connection

    def _known(self, database: "Connection") -> _Seen:
        """Who is sealed or proven, as long as no other connection has written."""
        (version,) = database.execute("PRAGMA data_version").fetchone()
        if self._seen is None or self._seen.version != version:
            self._seen = _Seen(version, sealed_customers(database))
        return self._seen

    def _reading(self) -> AbstractContextManager["Connection"]:
        """One moment of the state, whatever a writer does meanwhile; the caller's, where that is in one."""
        database = self._database()
        return nullcontext(database) if database.in_transaction else self._begun(database)

    @contextmanager
    def _begun(self, database: "Connection") -> Iterator["Connection"]:
        with told(self.url, self._path):
            database.execute("BEGIN")
            try:
                with self._as_written():
                    yield database
            finally:
                if database.in_transaction:  # a disk that failed has ended it, and is to be told of
                    database.execute("COMMIT")

    @contextmanager
    def _as_written(self) -> Iterator[None]:
        try:
            yield
        except refusals.MALFORMED as error:
            raise refusals.damaged(self.url, f"a value in it is not as reconciler writes it ({error})") from error

    def _pages(
        self, select: str, customer: CustomerId, order: str, size: int, ids: str | None = None
    ) -> Iterator[list[tuple[Any, ...]]]:
        """Rows, so many at once."""
        some, asked = ("", ()) if ids is None else (" AND t.id IN (SELECT value FROM json_each(?))", (ids,))
        with told(self.url, self._path):
            found = self._database().execute(
                f"{select} JOIN customer c ON c.number = t.customer WHERE c.id = ?{some} ORDER BY {order}",
                (customer, *asked),
            )
            while page := found.fetchmany(size):
                yield page

    @contextmanager
    def _writing(self) -> Iterator["Connection"]:
        """All or nothing. What fails after the first write leaves open whether it happened."""
        import sqlite3  # start-up time

        self._to_be_written()
        database = self._database()
        with told(self.url, self._path):
            database.execute("BEGIN IMMEDIATE")
        try:
            yield database
            database.execute("COMMIT")
        except sqlite3.Error as error:
            self.close()
            if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:  # waited in vain for a reader to end
                raise refusals.locked(self.url, "") from error
            raise refusals.in_doubt(self.url, error) from error
        except BaseException:
            self.close()
            raise


def files(path: Path) -> tuple[Path, ...]:
    logs = (path.with_name(path.name + ending) for ending in ("-journal", "-wal", "-shm"))
    beside = (lock.lock_file(path), lock.delivery_lock(path), sending_file(path), durable.aside_of(path))
    return (path, *beside, *logs)


def lasting(path: Path) -> tuple[Path, ...]:
    return (sending_file(path), path)


def opened(url: str, path: Path, writable: bool, patience: float) -> SqliteStore | None:
    return SqliteStore(url, path, writable, patience) if present(path, url) else None


def created(url: str, path: Path, lineage: str) -> SqliteStore:
    make(path, url, lineage)
    return SqliteStore(url, path, writable=True)
