"""What a store says when it cannot go on: one sentence on what and where, and what to type."""

from pathlib import Path
from shlex import quote

from reconciler.errors import CommitInDoubt, Locked, ReconcilerError, StateBroken, StateIdentity

MALFORMED = (ValueError, KeyError, TypeError, RecursionError, AttributeError, IndexError, OverflowError)
"""What reading a text raises that is not as reconciler writes it."""

_RESTORE = "restore it from a backup or from Git, then: reconciler verify"


def empty(url: str) -> StateIdentity:
    return StateIdentity(
        f"{url} is empty: there is no state in it",
        "name the right file with --state; if this one is meant to become a new state, remove it first",
    )


def foreign(url: str) -> StateIdentity:
    return StateIdentity(f"{url} is not a state of reconciler", "name the right file with --state; nothing was written")


def other_version(url: str, found: object, known: int) -> StateIdentity:
    return StateIdentity(
        f"{url} has state format {found}, and this release knows format {known}",
        "install the release of reconciler that wrote it; nothing was written",
    )


def taken(url: str) -> StateIdentity:
    return StateIdentity(
        f"{url} exists already; a new state is never made over something",
        "name another place, or move what is there away",
    )


def damaged(url: str, why: str, remedy: str = _RESTORE) -> StateBroken:
    return StateBroken(f"{url} is damaged: {why}", remedy)


def unreadable(url: str, error: Exception) -> StateBroken:
    """SQLite calls malformed what makes no sense, and what the disk does not give (EIO) alike."""
    return StateBroken(
        f"{url} is damaged, or its disk cannot read it: {reason(error)}",
        "look at the disk, then: reconciler verify; what that finds wrong too, bring back from a backup or from Git",
    )


def older_than_journal(url: str, journal: Path, commit: int, newest: int, committed: int) -> StateBroken:
    """What happened since is not lost: the journal has it, and the newer file, wherever that is."""
    return damaged(
        url,
        f"it is of writing {commit:,} and its journal {journal.name} goes on to writing {newest:,}, as if one of "
        "the two came from a backup; nothing was changed",
        f"bring back the newer {url}; or, to give up what happened since: keep a copy of both files, then\n"
        f"truncate --size={committed} {quote(str(journal))}\nand: reconciler verify",
    )


def unusable(url: str, error: Exception) -> ReconcilerError:
    """The place refused before anything was written."""
    return ReconcilerError(
        f"cannot use the state {url}: {reason(error)}",
        "check the disk and the permissions of the directory, then run again",
    )


def in_doubt(url: str, error: Exception) -> CommitInDoubt:
    """The place failed between the first byte and the last sync."""
    return CommitInDoubt(
        f"writing the state {url} failed: {reason(error)}",
        "make room or mend the disk, then run the same command again",
    )


def locked(url: str, holder: str) -> Locked:
    """``holder`` is empty where it is no reconciler. SQLite says the same where no locks are granted at all."""
    wait = "wait for it to end, or queue for longer: --lock-timeout 5m"
    if holder:
        return Locked(f"{url} is locked by {holder}", wait)
    return Locked(
        f"{url} is being used by another program",
        f"{wait}; where there is none, and the file is on a network, see to its lock server",
    )


def read_only(url: str) -> ReconcilerError:
    return ReconcilerError(f"This is a bug in reconciler: {url} was opened to be read, and then written.")


def reason(error: Exception) -> str:
    return (isinstance(error, OSError) and error.strerror) or str(error) or type(error).__name__
