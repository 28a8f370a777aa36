"""One customer's commit as SQL, inside a transaction of the caller.

Numbers travel as JSON arrays (``json_each``): a million seats in 0.35 s of CPU, against 1.0 s by ``executemany``.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from reconciler.kinds.letter import MessageKind
from reconciler.kinds.vendor import VendorPerson
from reconciler.planning.canonical import dump
from reconciler.ports import SALT_BYTES, Commit, CommitResult, Private, PrivateKind, SeatWrite
from reconciler.stores import sqlite_letters, sqlite_prints, sqlite_tallies
from reconciler.stores.sqlite_schema import LINK_KEY, VENDOR

if TYPE_CHECKING:
    from sqlite3 import Connection

_AT_ONCE = 50_000


def written(database: "Connection", commit: Commit, kinds: "Kinds") -> CommitResult:
    if not _advanced(database, commit):
        return CommitResult.STALE
    (number,) = database.execute("SELECT number FROM customer WHERE id = ?", (commit.customer,)).fetchone()
    _enter(database, number, commit)
    _keep(database, number, commit.private)
    _seat(database, number, commit.seats, kinds)
    database.executemany(
        "INSERT INTO support_case VALUES (?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET fields = json_patch(fields, excluded.fields)",
        ((number, c.workspace, c.number, dump(c.fields).decode()) for c in commit.cases),
    )
    _queue(database, number, commit)
    sqlite_prints.keep(database, number, commit.private)
    return CommitResult.COMMITTED


def rows_of(commit: Commit) -> int:
    """About how many rows a commit writes."""
    return len(commit.private) + sum(len(s.who) for s in commit.seats) + sum(len(o.who) for o in commit.owed)


def _keep(database: "Connection", number: int, private: Sequence[Private]) -> None:
    """The private values: newcomers in one step if they are a wave, all others one by one."""
    newcomers = [v for v in private if v.kind is PrivateKind.PERSON and v.text is not None and v.salt is not None]
    first, salts = (newcomers[0].id, [v.salt or b"" for v in newcomers]) if newcomers else (0, [])
    is_wave = [v.id for v in newcomers] == list(range(first, first + len(newcomers)))
    if is_wave and set(map(len, salts)) == {SALT_BYTES}:
        for start in range(0, len(newcomers), _AT_ONCE):
            _keep_wave(database, number, first + start, newcomers[start : start + _AT_ONCE])
        private = [v for v in private if v.kind is not PrivateKind.PERSON or v.text is None or v.salt is None]
    database.executemany(
        f"INSERT OR REPLACE INTO private VALUES ({number:d}, ?, ?, ?, ?, ?)",
        ((value.id, value.kind.value, value.text, value.salt, value.erased) for value in private),
    )


def _keep_wave(database: "Connection", number: int, first: int, newcomers: Sequence[Private]) -> None:
    """People whose ids follow each other, in a third of the time: their salts are pieces of one blob."""
    database.execute(
        "INSERT OR REPLACE INTO private"
        f" SELECT ?, ? + key, ?, value, substr(?, key * {SALT_BYTES} + 1, {SALT_BYTES}), NULL FROM json_each(?)",
        (
            *(number, first, PrivateKind.PERSON.value, b"".join([v.salt or b"" for v in newcomers])),
            json.dumps([v.text for v in newcomers]),
        ),
    )


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


def _advanced(database: "Connection", commit: Commit) -> bool:
    """The compare-and-set: whether the serial was the expected one, and is now the next."""
    record = dump(commit.record).decode()
    if commit.expected_serial == 0:
        done = database.execute(
            "INSERT INTO customer (id, serial, head, record) VALUES (?, 1, ?, ?) ON CONFLICT (id) DO NOTHING",
            (commit.customer, commit.head, record),
        )
    else:
        done = database.execute(
            "UPDATE customer SET serial = serial + 1, head = ?, record = ? WHERE id = ? AND serial = ?",
            (commit.head, record, commit.customer, commit.expected_serial),
        )
    return done.rowcount == 1


def _enter(database: "Connection", number: int, commit: Commit) -> None:
    """The journal entry, the apply and the marks; what was found before is no longer true."""
    serial = commit.expected_serial + 1
    database.execute("DELETE FROM converged WHERE customer = ?", (number,))
    database.execute("INSERT INTO journal VALUES (?, ?, ?, ?)", (number, serial, commit.head, commit.entry))
    if commit.apply:
        database.execute("INSERT OR REPLACE INTO applies VALUES (?, ?, ?)", (commit.apply, number, serial))
    if commit.managed_by is not None:
        database.execute("UPDATE customer SET root = ? WHERE number = ?", (commit.managed_by, number))
    if commit.sources is not None:
        sources = dump(dict(commit.sources)).decode()
        database.execute("UPDATE customer SET sources = ? WHERE number = ?", (sources, number))


def _seat(database: "Connection", number: int, writes: Sequence[SeatWrite], kinds: "Kinds") -> None:
    count = sqlite_tallies.Recount(database, number)
    for seats in writes:
        if seats.seat is None:
            for these, who in _persons(seats.who):
                count.leaving(seats.workspace, these, who)
                here = (number, seats.workspace, *who)
                database.execute(f"DELETE FROM seat WHERE customer = ? AND workspace = ? AND {these}", here)
            continue
        kind = kinds.of(seats.seat)
        had = kinds.known(seats.was) if seats.was is not None else None
        if had is not None and _exchanged(database, number, seats, (had, kind), count):
            continue
        for these, who in _persons(seats.who):
            count.leaving(seats.workspace, these, who)
        count.coming(seats.workspace, kind, len(seats.who))
        for some in _arrays(seats.who):
            database.execute(
                "INSERT OR REPLACE INTO seat SELECT ?, ?, value, ? FROM json_each(?)",
                (number, seats.workspace, kind, some),
            )
    count.keep()


def _exchanged(
    database: "Connection", number: int, seats: SeatWrite, kinds: tuple[int, int], count: sqlite_tallies.Recount
) -> bool:
    """Whether all of them had the first kind of seat, and have the second now: what was known of them before need not
    be looked up, which takes three times as long."""
    had, kind = kinds
    changed = 0
    for these, who in _persons(seats.who):
        changed += database.execute(
            f"UPDATE seat SET kind = ? WHERE customer = ? AND workspace = ? AND {these} AND kind = ?",
            (kind, number, seats.workspace, *who, had),
        ).rowcount
    count.changing(seats.workspace, had, kind, changed)
    return changed == len(seats.who)


def _queue(database: "Connection", number: int, commit: Commit) -> None:
    letters = bool(commit.settled) and sqlite_letters.any_of(database, number)
    for workspace, settled in commit.settled:
        for these, who in _persons(settled):
            here = (number, workspace, *who)
            database.execute(f"DELETE FROM message WHERE customer = ? AND workspace = ? AND {these}", here)
            if letters:
                sqlite_letters.settled(database, number, workspace, these, who)
    for owed in commit.owed:
        if owed.kind is not MessageKind.INVITATION:
            sqlite_letters.noticed(database, number, owed)
            continue
        wave = (number, owed.workspace, owed.generation, owed.send_on.isoformat())
        for some in _arrays(owed.who):
            # A message is owed once: a second one of the same generation is the first one.
            database.execute(
                "INSERT OR IGNORE INTO message (customer, workspace, generation, send_on, person)"
                " SELECT ?, ?, ?, ?, value FROM json_each(?)",
                (*wave, some),
            )


class Kinds:
    """The numbers of the kinds of seats that one transaction writes, each looked up once."""

    def __init__(self, database: "Connection") -> None:
        self._database = database
        self._numbers: dict[str, int] = {}

    def known(self, seat: Mapping[str, Any]) -> int | None:
        return self._found(_text_of(tuple(seat.items())))

    def of(self, seat: Mapping[str, Any]) -> int:
        """A new one where it is not known."""
        text = _text_of(tuple(seat.items()))
        found = self._found(text)
        if found is None:
            made = self._database.execute("INSERT INTO kind (seat) VALUES (?)", (text,))
            found = self._numbers[text] = int(made.lastrowid or 0)
        return found

    def _found(self, text: str) -> int | None:
        if text not in self._numbers:
            found = self._database.execute("SELECT id FROM kind WHERE seat = ?", (text,)).fetchone()
            if found is None:
                return None
            self._numbers[text] = int(found[0])
        return self._numbers[text]


@lru_cache(maxsize=1024)
def _text_of(seat: tuple[tuple[str, Any], ...]) -> str:
    """Thousands of commits write a few seats."""
    return dump(dict(seat)).decode()


def _persons(numbers: Sequence[int]) -> Iterator[tuple[str, tuple[int | str, ...]]]:
    """These people, ascending, as conditions, each with what it asks for. A wave is one range: half the time of a
    list."""
    if numbers and numbers[-1] - numbers[0] == len(numbers) - 1:
        yield "person BETWEEN ? AND ?", (numbers[0], numbers[-1])
    else:
        yield from (("person IN (SELECT value FROM json_each(?))", (who,)) for who in _arrays(numbers))


def _arrays(numbers: Sequence[int]) -> Iterator[str]:
    """JSON arrays, short enough that memory stays flat."""
    for start in range(0, len(numbers), _AT_ONCE):
        yield json.dumps(list(numbers[start : start + _AT_ONCE]))
