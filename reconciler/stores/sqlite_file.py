"""Connections to a SQLite state: making, recognising and opening the file.

Why these settings (measured over every image that a power cut can leave): the default of Python's module
(DELETE, FULL) loses an invitation whose mail has gone in 41 of 1,656 images, TRUNCATE with synchronous=EXTRA in none.
WAL has a reset bug before SQLite 3.51.3 and cannot be opened on a read-only or full disk. The file is never opened
besides SQLite: closing such a descriptor would drop SQLite's own locks.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shlex import quote as quoted
from typing import TYPE_CHECKING
from urllib.parse import quote

from reconciler import folders
from reconciler.errors import ReconcilerError, StateBroken, StateIdentity
from reconciler.stores import durable, lock, refusals
from reconciler.stores.sqlite_schema import APPLICATION_ID, TABLES, VERSION
from reconciler.stores.sqlite_seal import foreign_triggers, one_is_missed

if TYPE_CHECKING:
    from sqlite3 import Connection

PATIENCE = 10.0
"""Seconds to wait for another connection that is just writing (a million seats take three)."""


def connected(path: Path, url: str, writable: bool, patience: float) -> "Connection":
    """A connection to a file that was recognised as a sound state of ours."""
    import sqlite3  # start-up time

    with told(url, path):
        try:
            return _recognised(path, url, writable, patience)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_READONLY_ROLLBACK:
                raise
        _roll_back(path, url, patience)
        return _recognised(path, url, writable, patience)


def present(path: Path, url: str) -> bool:
    """Whether the file is there. A rollback journal without it would be played back into the next one of its name."""
    journal = _rollback_journal(path)
    if durable.is_there(path):
        return True
    if durable.is_there(journal) and journal.stat().st_size:
        raise refusals.damaged(url, f"it is missing, and its rollback journal {journal.name} is still there")
    return False


def make(path: Path, url: str, lineage: str) -> None:
    """A new file, whole or not at all: built aside and renamed."""
    with told(url, path):
        folders.made(path.parent)
    with lock.held(path, url, "the maker of a new state", PATIENCE), told(url, path):
        if present(path, url):
            raise refusals.taken(url)
        aside = durable.written_aside(path, [])
        _rollback_journal(aside).unlink(missing_ok=True)  # of a maker that was killed
        connection = _connection(aside, writable=True)
        try:
            connection.executescript(
                f"BEGIN; {TABLES} PRAGMA application_id={APPLICATION_ID}; PRAGMA user_version={VERSION};"
            )
            connection.execute("INSERT INTO meta VALUES (?)", (lineage,))
            connection.execute("COMMIT")
        except BaseException:
            for left in (aside, _rollback_journal(aside)):  # a full disk needs the room
                left.unlink(missing_ok=True)
            raise
        finally:
            connection.close()
        durable.published(aside, path)


@contextmanager
def told(url: str, path: Path) -> Iterator[None]:
    """What SQLite and the system say, said as an error of ours."""
    import sqlite3  # start-up time

    try:
        yield
    except sqlite3.Error as error:
        raise _as_ours(url, path, error) from error
    except OSError as error:
        raise refusals.unusable(url, error) from error


def _as_ours(url: str, path: Path, error: Exception) -> ReconcilerError:
    import sqlite3  # start-up time

    code = getattr(error, "sqlite_errorcode", 0)
    if code == sqlite3.SQLITE_READONLY_ROLLBACK:
        return _unfinished(url)
    match code & 0xFF:
        case sqlite3.SQLITE_BUSY:
            return refusals.locked(url, lock.holder_of(path))
        case sqlite3.SQLITE_NOTADB:
            return refusals.foreign(url)
        case sqlite3.SQLITE_CORRUPT:
            return refusals.unreadable(url, error)
        case sqlite3.SQLITE_ERROR:
            return refusals.damaged(url, f"its tables are not those of a state ({error})")
    return refusals.unusable(url, error)


def _unfinished(url: str) -> StateBroken:
    return refusals.damaged(
        url,
        "a writer was killed, and what it left can only be undone where the file can be written",
        "run reconciler verify where the state is writable",
    )


def _recognised(path: Path, url: str, writable: bool, patience: float) -> "Connection":
    if os.stat(path).st_size == 0:
        raise refusals.empty(url)
    left = lock.memo_of(path)  # before the file is looked at, which may be of a later moment, and never of an earlier
    connection = _connection(path, writable, patience)
    try:
        _not_in_wal_mode(connection, url)
        if writable:
            connection.execute("PRAGMA journal_mode=TRUNCATE")
            connection.execute("PRAGMA synchronous=EXTRA")
            connection.execute("PRAGMA cache_size=-16000")
        _identify(connection, path, url)
        _as_far_as(left, connection, path, url)
    except BaseException:
        connection.close()
        raise
    return connection


def memo(database: "Connection") -> str:
    """How far the state has come: its lineage, and how many journal entries there are."""
    (lineage,) = database.execute("SELECT lineage FROM meta").fetchone()
    return f"{lineage} {_entries(database)}"


def _entries(database: "Connection") -> int:
    """Entries are never taken out, so that the last row has their number."""
    return int(database.execute("SELECT max(rowid) FROM journal").fetchone()[0] or 0)


def _as_far_as(left: str, connection: "Connection", path: Path, url: str) -> None:
    """A file that was put back from a backup is whole and sound, and older than the memo beside it."""
    lineage, _, entries = left.partition(" ")
    here, now = memo(connection).partition(" ")[0], _entries(connection)
    if lineage != here or not entries.isdecimal() or int(entries) <= now:
        return
    raise refusals.damaged(
        url,
        f"it has {now:,} journal entries and had {int(entries):,} when it was last written, as if it came from a "
        "backup; nothing was changed",
        f"bring back the newer {url}; or, to give up what happened since:\nrm {quoted(str(lock.lock_file(path)))}\n"
        "and: reconciler verify",
    )


def _not_in_wal_mode(connection: "Connection", url: str) -> None:
    """Another program has switched it on; going back needs the file alone, which a plan that is read does not leave."""
    if connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
        raise StateIdentity(
            f"{url} was put into WAL mode by another program, which a power cut can harm",
            f"put it back, once no program uses it: sqlite3 {quoted(url.removeprefix('sqlite://'))} "
            "'PRAGMA journal_mode=TRUNCATE'",
        )


def _connection(path: Path, writable: bool, patience: float = PATIENCE) -> "Connection":
    import sqlite3  # start-up time

    uri = f"file:{quote(str(path))}?mode={'rw' if writable else 'ro'}"
    return sqlite3.connect(uri, uri=True, isolation_level=None, timeout=patience)


def _identify(connection: "Connection", path: Path, url: str) -> None:
    connection.execute("BEGIN")
    found, version, pages, size = (
        connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("application_id", "user_version", "page_count", "page_size")
    )
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if found != APPLICATION_ID:
        raise refusals.foreign(url)
    if version != VERSION:
        raise refusals.other_version(url, version, VERSION)
    if os.stat(path).st_size < pages * size:
        raise refusals.damaged(url, "it is shorter than its first page says, so it was cut off")
    _untouched(connection, url)
    connection.execute("COMMIT")


def _untouched(connection: "Connection", url: str) -> None:
    """What another hand may have done to the state as a whole; about a customer see ``sqlite_seal``."""
    lineages = [lineage for (lineage,) in connection.execute("SELECT lineage FROM meta LIMIT 2")]
    if len(lineages) != 1 or not isinstance(lineages[0], str) or not lineages[0]:
        why = "it has two lineages" if len(lineages) > 1 else "its lineage is gone"
        raise refusals.damaged(url, f"{why}, so it was changed by another hand")
    if foreign := foreign_triggers(connection):
        raise refusals.damaged(
            url,
            f"it has a trigger or view that is not of reconciler: {foreign[0]}",
            "take it out with the tool that made it, then: reconciler verify",
        )
    if one_is_missed(connection):
        raise refusals.damaged(url, "a customer was renamed in it or taken out of it by another hand")


def _roll_back(path: Path, url: str, patience: float) -> None:
    """Undoes what a killed writer left unfinished: SQLite does so by itself as soon as it may write."""
    if not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        raise _unfinished(url)
    with lock.held(path, url, "a reader undoing what a killed writer left", patience):
        connection = _connection(path, writable=True)
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        finally:
            connection.close()


def _rollback_journal(path: Path) -> Path:
    return path.with_name(path.name + "-journal")
