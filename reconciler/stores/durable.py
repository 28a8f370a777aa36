"""Files that are there whole or not at all, also after a power cut. New ones are 0600."""

import errno
import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from reconciler import folders

_PIECE = 1 << 16


def written_aside(path: Path, chunks: Iterable[bytes]) -> Path:
    """A synced file beside ``path``, to be published; what a killed writer left there is overwritten.

    Only under the lock: there is one such place.
    """
    aside = aside_of(path)
    aside.unlink(missing_ok=True)
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with open(descriptor, "wb") as file:
            if path.exists():  # whoever opened it to a group meant that
                os.fchmod(descriptor, stat.S_IMODE(path.stat().st_mode))
            file.writelines(chunks)
            file.flush()
            os.fsync(descriptor)
    except OSError:
        aside.unlink(missing_ok=True)  # a full disk needs the room
        raise
    return aside


def is_there(path: Path) -> bool:
    """OSError where that cannot be told: newer versions of ``Path.exists`` take a disk that fails for no file."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def holds(path: Path, chunks: Iterable[bytes]) -> bool:
    """Whether a file is just these bytes."""
    with suppress(FileNotFoundError), path.open("rb") as file:
        return all(_comes_next(file, chunk) for chunk in chunks) and not file.read(1)
    return False


def _comes_next(file: BinaryIO, chunk: bytes) -> bool:
    pieces = (memoryview(chunk)[at : at + _PIECE] for at in range(0, len(chunk), _PIECE))
    return all(file.read(len(piece)) == piece for piece in pieces)


def refuse_odd(files: Iterable[Path]) -> None:
    """OSError where something else than a file of ours stands at one of these places, which renaming would replace."""
    for file in files:
        with suppress(FileNotFoundError):
            if not stat.S_ISREG(file.lstat().st_mode):
                raise OSError(errno.EINVAL, f"{file.name} beside it is no regular file")


def published(aside: Path, path: Path) -> None:
    """Puts ``aside`` in the place of ``path``; readers see the old file or the new one."""
    os.rename(aside, path)
    folders.synced(path.parent)


def keep_generation(path: Path, backup: Path) -> None:
    """Makes ``backup`` the present ``path``, which stays; to be called before ``path`` is replaced."""
    aside = aside_of(backup)
    aside.unlink(missing_ok=True)
    try:
        os.link(path, aside)
    except OSError:  # some network file systems have no hard links
        aside = written_aside(backup, [path.read_bytes()])
    os.rename(aside, backup)


def aside_of(path: Path) -> Path:
    return path.with_name(f".{path.name}.new")
