"""One customer's commit as SQL, inside a transaction of the caller."""

import json
from collections.abc import Sequence
from math import inf
from typing import TYPE_CHECKING

from reconciler.kinds.letter import MessageKind
from reconciler.kinds.vendor import VendorPerson
from reconciler.planning.canonical import dump
from reconciler.ports import SALT_BYTES, Commit, CommitResult, Private, PrivateKind
from reconciler.stores import sqlite_letters, sqlite_prints
from reconciler.stores.sqlite_schema import LINK_KEY, VENDOR
from reconciler.stores.sqlite_seats import Kinds, Seats
from reconciler.stores.sqlite_waves import AT_ONCE, Arrays, Rows, are_few

if TYPE_CHECKING:
    from sqlite3 import Connection


def written(database: "Connection", commit: Commit, kinds: Kinds) -> CommitResult:
    """``kinds`` are those of all commits of the transaction."""
    number = _advanced(database, commit)
    if number is None:
        return CommitResult.STALE
    arrays, known = Arrays(), _known(database, number, commit)
    _enter(database, number, commit)
    _keep(database, number, commit.private)
    Seats(database, number, known, kinds, arrays).write(commit.seats)
    if commit.cases:
        database.executemany(
            "INSERT INTO support_case VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET fields = json_patch(fields, excluded.fields)",
            ((number, c.workspace, c.number, dump(c.fields).decode()) for c in commit.cases),
        )
    _queue(database, number, commit, arrays)
    sqlite_prints.keep(database, number, commit.private)
    return CommitResult.COMMITTED


def rows_of(commit: Commit) -> int:
    """About how many rows a commit writes."""
    return len(commit.private) + sum(len(s.who) for s in commit.seats) + sum(len(o.who) for o in commit.owed)


def _keep(database: "Connection", number: int, private: Sequence[Private]) -> None:
    """The private values: newcomers in one step if they are a wave, all others one by one."""
    person = PrivateKind.PERSON
    newcomers = [v for v in private if v.kind is person and v.text is not None and v.salt is not None]
    if not are_few(newcomers) and _is_wave(newcomers):
        for start in range(0, len(newcomers), AT_ONCE):
            _keep_wave(database, number, newcomers[start : start + AT_ONCE])
        private = [v for v in private if v.kind is not person or v.text is None or v.salt is None]
    database.executemany(
        f"INSERT OR REPLACE INTO private VALUES ({number:d}, ?, ?, ?, ?, ?)",
        ((value.id, value.kind.value, value.text, value.salt, value.erased) for value in private),
    )


def _is_wave(newcomers: Sequence[Private]) -> bool:
    """Whether their ids follow each other, and their salts are pieces of one blob."""
    ids, _, _, salts, _ = zip(*newcomers, strict=True)
    return ids == (*range(ids[0], ids[0] + len(ids)),) and {*map(len, salts)} == {SALT_BYTES}


def _keep_wave(database: "Connection", number: int, newcomers: Sequence[Private]) -> None:
    """In a third of the time."""
    ids, _, texts, salts, _ = zip(*newcomers, strict=True)
    database.execute(
        "INSERT OR REPLACE INTO private"
        f" SELECT ?, ? + key, ?, value, substr(?, key * {SALT_BYTES} + 1, {SALT_BYTES}), NULL FROM json_each(?)",
        (number, ids[0], PrivateKind.PERSON.value, b"".join(salts), json.dumps(texts)),
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


def _advanced(database: "Connection", commit: Commit) -> int | None:
    """The compare-and-set, and the marks: the customer's number, where its serial was the expected one and is now the
    next."""
    record = dump(commit.record).decode()
    sources = None if commit.sources is None else dump(dict(commit.sources)).decode()
    if commit.expected_serial == 0:
        done = database.execute(
            "INSERT INTO customer (id, serial, head, record, root, sources) VALUES (?, 1, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO NOTHING",
            (commit.customer, commit.head, record, commit.managed_by or "", sources or "{}"),
        )
        return done.lastrowid if done.rowcount == 1 else None
    which = (commit.customer, commit.expected_serial)
    found = database.execute("SELECT number FROM customer WHERE id = ? AND serial = ?", which).fetchone()
    if found is None:
        return None
    database.execute(
        "UPDATE customer SET serial = serial + 1, head = ?, record = ?,"
        " root = coalesce(?, root), sources = coalesce(?, sources) WHERE number = ?",
        (commit.head, record, commit.managed_by, sources, *found),
    )
    return int(found[0])


def _known(database: "Connection", number: int, commit: Commit) -> float:
    """The highest number of whoever may sit somewhere before a commit: who becomes known by it has a higher one."""
    if commit.expected_serial == 0:
        return 0
    (last,) = database.execute("SELECT max(id) FROM private WHERE customer = ?", (number,)).fetchone()
    newcomers = [value.id for value in commit.private if value.kind is PrivateKind.PERSON]
    return last if last and newcomers and min(newcomers) > last else inf


def _enter(database: "Connection", number: int, commit: Commit) -> None:
    """The journal entry and the apply; what was found before is no longer true."""
    serial = commit.expected_serial + 1
    database.execute("DELETE FROM converged WHERE customer = ?", (number,))
    database.execute("INSERT INTO journal VALUES (?, ?, ?, ?)", (number, serial, commit.head, commit.entry))
    if commit.apply:
        database.execute("INSERT OR REPLACE INTO applies VALUES (?, ?, ?)", (commit.apply, number, serial))


def _queue(database: "Connection", number: int, commit: Commit, arrays: Arrays) -> None:
    letters = bool(commit.settled) and sqlite_letters.any_of(database, number)
    for workspace, settled in commit.settled:
        for these, who in arrays.persons(settled):
            here = (number, workspace, *who)
            database.execute(f"DELETE FROM message WHERE customer = ? AND workspace = ? AND {these}", here)
            if letters:
                sqlite_letters.settled(database, number, workspace, these, who)
    # A message is owed once: a second one of the same generation is the first one.
    few = Rows(database, "INSERT OR IGNORE INTO message VALUES (?, ?, ?, ?, ?)")
    for owed in commit.owed:
        workspace, generation, day = owed.workspace, owed.generation, owed.send_on.isoformat()
        if owed.kind is not MessageKind.INVITATION:
            sqlite_letters.noticed(database, number, owed)
        elif are_few(owed.who):
            few.add((number, workspace, person, generation, day) for person in owed.who)
        else:
            few.write()
            for some in arrays.of(owed.who):
                database.execute(
                    "INSERT OR IGNORE INTO message (customer, workspace, generation, send_on, person)"
                    " SELECT ?, ?, ?, ?, value FROM json_each(?)",
                    (number, workspace, generation, day, some),
                )
    few.write()
