"""The one place of a writer: ``flock`` on a file beside the state.

The kernel drops it with the process that holds it, however that ends, so there is no lock to break by hand and no
lease to run out. The file stays when the lock is gone; what is written in it says who holds it, for the message
of whoever waits in vain. It is no proof of anything: the compare-and-set of the serial is.

Behind the signature a store may leave a memo for whoever opens the state next: how far it had come. It is not synced,
so that it may lag behind the state, and never runs ahead of it.
"""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from reconciler.stores import durable, refusals

_SENDING = "the sending of mails of "
_OURS: set[Path] = set()
"""The locks that this process holds: it is not by them that it is kept waiting."""
_LONGEST_NAP = 0.25
_LONGEST = 500
_MEMO_AT = 512


def lock_file(state: Path) -> Path:
    return state.with_name(state.name + ".lock")


def delivery_lock(state: Path) -> Path:
    return lock_file(state.with_name(state.name + ".deliver"))


@contextmanager
def held_for_delivery(state: Path, url: str, holder: str, timeout: float) -> Iterator[None]:
    """The one place of whoever sends, beside the writer's: who applies does not wait for ten thousand mails."""
    with held(state.with_name(state.name + ".deliver"), f"{_SENDING}{url}", holder, timeout):
        yield


@contextmanager
def held(state: Path, url: str, holder: str, timeout: float) -> Iterator[Callable[[str], None]]:
    """Waits up to ``timeout`` seconds, then Locked. Not reentrant: a second one in the same process waits as well.
    Gives what writes the memo."""
    path = lock_file(state).absolute()
    descriptor = _taken(path, url, timeout)
    _OURS.add(path)
    try:
        _put(descriptor, f"{holder}\n{datetime.now(UTC).isoformat(timespec='seconds')}\n", 0)
        yield lambda memo: _put(descriptor, memo, _MEMO_AT)
        _put(descriptor, "", 0)
    finally:
        _OURS.discard(path)
        os.close(descriptor)


def holder_of(state: Path) -> str:
    """Who else holds the lock at this moment; empty where nobody does, or it cannot be told. Waits for nobody."""
    if lock_file(state).absolute() in _OURS:
        return ""
    try:
        descriptor = os.open(lock_file(state), os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return ""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _holder(os.pread(descriptor, _LONGEST, 0))
    except OSError:
        return ""
    finally:
        os.close(descriptor)
    return ""  # what a killed holder wrote tells nothing


def memo_of(state: Path) -> str:
    """What the last holder left; empty where there is nothing."""
    try:
        with lock_file(state).open("rb") as file:
            file.seek(_MEMO_AT)
            return file.read(_LONGEST).decode(errors="replace").strip()
    except OSError:
        return ""


def _taken(path: Path, url: str, timeout: float) -> int:
    deadline, nap = time.monotonic() + timeout, 0.01
    while True:
        descriptor = _open(path, url)
        try:
            if _flocked(descriptor, path):
                return descriptor
            signature = os.pread(descriptor, _LONGEST, 0)
        except OSError as error:
            os.close(descriptor)
            raise refusals.unusable(url.removeprefix(_SENDING), error) from error
        os.close(descriptor)
        if time.monotonic() >= deadline:
            raise refusals.locked(url, _holder(signature))
        time.sleep(nap)
        nap = min(nap * 2, _LONGEST_NAP, max(deadline - time.monotonic(), 0.001))


def _open(path: Path, url: str) -> int:
    try:
        durable.refuse_odd([path])
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise refusals.unusable(url.removeprefix(_SENDING), error) from error


def _flocked(descriptor: int, path: Path) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # Somebody may have removed the file: a lock on what has no name keeps nobody out.
        return os.path.samestat(os.fstat(descriptor), os.stat(path))
    except (BlockingIOError, FileNotFoundError):
        return False


def _put(descriptor: int, text: str, at: int) -> None:
    with suppress(OSError):  # a full disk cannot hold the name; the lock it can
        os.pwrite(descriptor, text.encode()[:_LONGEST].ljust(_LONGEST) + b"\n", at)


def _holder(signature: bytes) -> str:
    name, _, since = signature.decode(errors="replace").strip().partition("\n")
    shown = "".join(c if c.isprintable() else "?" for c in name) or "somebody else"
    try:
        return f"{shown} (for {(datetime.now(UTC) - datetime.fromisoformat(since)).total_seconds():.0f} s)"
    except (ValueError, TypeError):
        return shown
