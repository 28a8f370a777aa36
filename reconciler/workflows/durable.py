"""Files that somebody named, written whole or not at all, and nothing else put in the place of what is no file."""

import os
import stat
import tempfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from reconciler import folders
from reconciler.delivery.owners_files import for_its_owner
from reconciler.errors import ReconcilerError

_DEVICES = ("/dev/", "/proc/")
_MEMORY = "/dev/shm/"
"""A disk like any other."""


@contextmanager
def replaced(path: Path) -> Iterator[BinaryIO]:
    """Writes beside the file and takes its place only when everything is on the disk. A symbolic link is followed, and
    stays. A pipe, a terminal and ``/dev/null`` have nothing to be replaced: they are written to as the shell's ``>``
    does."""
    try:
        through = _written_through(path)
    except OSError as fault:
        raise _cannot_write(path, fault) from fault
    with _into(path) if through else _beside(path) as out:
        yield out


def refuse_unwritable(path: Path) -> None:
    """Before anything is done whose outcome is to be written there."""
    try:
        if not _written_through(path) and not os.access(_target(path).parent, os.W_OK | os.X_OK):
            _target(path).parent.stat()  # that it is missing is said as such
            raise PermissionError(0, "nobody may write in its directory")
    except OSError as fault:
        raise _cannot_write(path, fault) from fault


def refuse_unwritable_folder(folder: Path) -> None:
    """OSError where no file could be put there, nor the folder made; nothing is made."""
    there = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    if not there.is_dir():
        raise NotADirectoryError(0, f"{there} is no directory")
    if not os.access(there, os.W_OK | os.X_OK):
        raise PermissionError(0, f"nobody may write in {there}")


def made_new(texts: Mapping[Path, str], secret: Collection[Path] = ()) -> None:
    """All these files, none of which is there, or none of them: OSError, and its file gone again with the others.
    Those that are ``secret`` are for their owner's eyes only, and so is a directory that is made for one."""
    made: list[Path] = []
    try:
        for path, text in texts.items():
            path.parent.mkdir(mode=0o700 if path in secret else 0o777, parents=True, exist_ok=True)
            opener = for_its_owner if path in secret else None
            with open(path, "x", encoding="utf-8", newline="", opener=opener) as new:
                made.append(path)
                new.write(text)
    except BaseException:
        for path in made:
            path.unlink(missing_ok=True)
        raise


@contextmanager
def _beside(path: Path) -> Iterator[BinaryIO]:
    target = _target(path)
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".reconciler.")
    except OSError as fault:
        raise _cannot_write(path, fault) from fault
    try:
        with os.fdopen(handle, "wb") as out:
            if target.exists():  # whoever opened it to a group meant that
                os.fchmod(handle, stat.S_IMODE(target.stat().st_mode))
            yield out
            out.flush()
            os.fsync(out.fileno())
        Path(name).replace(target)
        folders.synced(target.parent)
    except BaseException as fault:
        Path(name).unlink(missing_ok=True)
        if isinstance(fault, OSError):
            raise _cannot_write(path, fault) from fault
        raise


@contextmanager
def _into(path: Path) -> Iterator[BinaryIO]:
    """Appends, so that ``/dev/stdout`` in a file stands behind what is there already."""
    try:
        with open(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC), "wb") as out:
            yield out
    except OSError as fault:
        raise _cannot_write(path, fault) from fault


def _target(path: Path) -> Path:
    return Path(os.path.realpath(path))


def _written_through(path: Path) -> bool:
    """Whether something is there that is no file to be replaced. OSError where it can take no text at all."""
    try:
        kind = path.stat().st_mode
    except FileNotFoundError:
        return False
    if stat.S_ISDIR(kind):
        raise IsADirectoryError(0, "it is a directory")
    if stat.S_ISBLK(kind) or stat.S_ISSOCK(kind):
        raise PermissionError(0, "it is a disk or a socket")
    where = os.path.abspath(path)
    return not stat.S_ISREG(kind) or (where.startswith(_DEVICES) and not where.startswith(_MEMORY))


def _cannot_write(path: Path, fault: OSError) -> ReconcilerError:
    return ReconcilerError(f"cannot write {path}: {fault.strerror or fault}", "name another place, or make room there")
