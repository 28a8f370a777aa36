"""The commits of one transaction as SQL, inside it."""

import json
from collections.abc import Collection, Mapping, Sequence
from math import inf
from typing import TYPE_CHECKING, NamedTuple

from reconciler.kinds.customer import CustomerId
from reconciler.kinds.vendor import VendorPerson
from reconciler.planning.canonical import dump
from reconciler.ports import Commit, CommitResult, PrivateKind
from reconciler.stores.sqlite_messages import Messages
from reconciler.stores.sqlite_schema import LINK_KEY, VENDOR
from reconciler.stores.sqlite_seats import Seats
from reconciler.stores.sqlite_tallies import Recount
from reconciler.stores.sqlite_values import Values
from reconciler.stores.sqlite_waves import Arrays, Rows

if TYPE_CHECKING:
    from sqlite3 import Connection


class Batch:
    """What they write is gathered, and goes into the file table by table: a statement for all customers."""

    def __init__(self, database: "Connection", customers: Collection[CustomerId]) -> None:
        """``customers`` are those of whom commits will come."""
        self._database, arrays = database, Arrays()
        self._before, self._newest = _before(database, customers), _newest(database)
        self._written: set[CustomerId] = set()
        self._values = Values(database)
        self._seats, self._messages = Seats(database, arrays), Messages(database, arrays)
        self._rows = {each: Rows(database, statement) for each, statement in _STATEMENTS.items()}

    def add(self, commit: Commit) -> CommitResult:
        """The compare-and-set of a customer's serial. It is written where that is the expected one."""
        if commit.customer in self._written:  # another step of the same customer builds on the one before
            self.write()
            self._before |= _before(self._database, [commit.customer])
        before = self._before.get(commit.customer) or _Before(self._newest + 1)
        if before.serial != commit.expected_serial:
            return CommitResult.STALE
        self._newest = max(self._newest, before.number)
        self._written.add(commit.customer)
        self._advance(before, commit)
        self._values.add(before.number, commit.private, before.last, before.has_prints)
        self._seats.add(
            Recount(self._database, before.number, _known(before, commit), before.has_tallies), commit.seats
        )
        self._messages.settle(before.number, commit.settled)
        self._messages.owe(before.number, commit.owed)
        return CommitResult.COMMITTED

    def write(self) -> None:
        """Whatever was not written yet. Messages go first: pages that they leave are taken by what is new."""
        self._messages.write()
        for rows in self._rows.values():
            rows.write()
        self._values.write()
        self._seats.write()

    def _advance(self, before: "_Before", commit: Commit) -> None:
        """The customer's row, its journal and its cases; what was found of it before is no longer true."""
        number, serial, record = before.number, before.serial + 1, dump(commit.record).decode()
        sources = None if commit.sources is None else dump(dict(commit.sources)).decode()
        if before.serial:
            self._rows["moved"].add(commit.head, record, commit.managed_by, sources, number)
        else:
            marks = (commit.managed_by or "", sources or "{}")
            self._rows["new"].add(number, commit.customer, commit.head, record, *marks)
        self._rows["converged"].add(number)
        self._rows["journal"].add(number, serial, commit.head, commit.entry)
        if commit.apply:
            self._rows["applies"].add(commit.apply, number, serial)
        for case in commit.cases:
            self._rows["cases"].add(number, case.workspace, case.number, dump(case.fields).decode())


_STATEMENTS = {
    "new": "INSERT INTO customer (number, id, serial, head, record, root, sources) VALUES (?, ?, 1, ?, ?, ?, ?)",
    "moved": "UPDATE customer SET serial = serial + 1, head = ?, record = ?,"
    " root = coalesce(?, root), sources = coalesce(?, sources) WHERE number = ?",
    "converged": "DELETE FROM converged WHERE customer = ?",
    "journal": "INSERT INTO journal VALUES (?, ?, ?, ?)",
    "applies": "INSERT OR REPLACE INTO applies VALUES (?, ?, ?)",
    "cases": "INSERT INTO support_case VALUES (?, ?, ?, ?)"
    " ON CONFLICT DO UPDATE SET fields = json_patch(fields, excluded.fields)",
}


class _Before(NamedTuple):
    """How a customer stands before a commit, serial 0 being one whom the state does not know. ``last`` is the highest
    id of its personal values."""

    number: int
    serial: int = 0
    last: int = 0
    has_prints: bool = False
    has_tallies: bool = False


def _before(database: "Connection", customers: Collection[CustomerId]) -> dict[CustomerId, _Before]:
    rows = database.execute(
        "SELECT id, number, serial, coalesce((SELECT max(id) FROM private WHERE customer = number), 0),"
        " EXISTS (SELECT 1 FROM print WHERE customer = number), EXISTS (SELECT 1 FROM tally WHERE customer = number)"
        " FROM customer WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(customers)),),
    )
    return {CustomerId(customer): _Before(*found) for customer, *found in rows}


def _newest(database: "Connection") -> int:
    return int(database.execute("SELECT max(number) FROM customer").fetchone()[0] or 0)


def _known(before: _Before, commit: Commit) -> float:
    """The highest number of whoever may sit somewhere before a commit: who becomes known by it has a higher one."""
    if not before.serial:
        return 0
    newcomers = [value.id for value in commit.private if value.kind is PrivateKind.PERSON]
    return before.last if before.last and newcomers and min(newcomers) > before.last else inf


def rows_of(batch: Sequence[Commit]) -> Mapping[str, int]:
    """About how many rows commits write into each table that may get many."""
    return {
        "private": sum(len(commit.private) for commit in batch),
        "seat": sum(len(seats.who) for commit in batch for seats in commit.seats),
        "message": sum(len(owed.who) for commit in batch for owed in commit.owed)
        + sum(len(who) for commit in batch for _, who in commit.settled),
        "tally": 2 * sum(len(commit.seats) for commit in batch),
    }


def vendor_kept(database: "Connection", people: Sequence[VendorPerson]) -> None:
    database.execute(VENDOR)
    database.execute("DELETE FROM vendor")
    database.executemany(
        "INSERT INTO vendor VALUES (?, ?, ?, ?, ?, ?)",
        ((p.key, p.address, p.role.value, p.name, p.since, p.by) for p in people),
    )


def link_key_kept(database: "Connection", key: str) -> None:
    database.execute(LINK_KEY)
    database.execute("DELETE FROM link_key")
    database.execute("INSERT INTO link_key VALUES (?)", (key,))
