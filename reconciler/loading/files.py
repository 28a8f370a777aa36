"""Files of a configuration: which there are, and reading one without ever leaving the configuration.

A path is opened step by step from the root's descriptor, following no symbolic link (``openat`` and ``O_NOFOLLOW``),
and only a regular file is read. So neither a link swapped in between nor a FIFO nor ``..`` leads anywhere else.
"""

import errno
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from reconciler.loading.yaml import LARGEST_FILE

HEAD = "reconciler.yaml"
YAML_ENDINGS = (".yaml", ".yml")
ROSTER_ENDING = ".csv"
_DEEPEST = 64  # folders in folders
_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
_A_PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class NotRead(Exception):
    """Why a file was not read: a code, a sentence, and what to do."""

    code: str
    why: str
    remedy: str = ""


def files_beneath(root: Path, folder: str = "") -> Iterator[str | tuple[str, NotRead]]:
    """Every YAML file and roster beneath ``root``, relative to it and sorted; or why something is left out.

    Hidden files and folders are no part of a configuration.
    """
    entries = sorted(os.scandir(root / folder), key=lambda e: e.name)
    for entry in entries:
        path = f"{folder}/{entry.name}" if folder else entry.name
        ours = entry.name.lower().endswith((*YAML_ENDINGS, ROSTER_ENDING))
        if entry.name.startswith("."):
            continue
        if not entry.name.isprintable():
            yield ascii(path), NotRead("unsafe-path", "The name has characters that cannot be shown.", "Rename it.")
        elif entry.is_symlink():
            if ours or entry.is_dir():
                yield path, NotRead("unsafe-path", "It is a symbolic link.", "Put the file itself here.")
        elif entry.is_dir():
            yield from _beneath(root, path)
        elif ours:
            yield path


def _beneath(root: Path, folder: str) -> Iterator[str | tuple[str, NotRead]]:
    if (root / folder / HEAD).exists():
        yield folder, NotRead("other-configuration", f"{folder} has a {HEAD} of its own.", f"Name it: {folder}")
    elif folder.count("/") >= _DEEPEST:
        yield folder, NotRead("unsafe-path", f"It lies deeper than {_DEEPEST} folders.", "Move it up.")
    else:
        yield from files_beneath(root, folder)


def root_above(path: Path) -> Path | None:
    """The nearest folder with a ``reconciler.yaml``, from ``path`` (absolute) upwards."""
    start = path if path.is_dir() else path.parent
    return next((folder for folder in (start, *start.parents) if (folder / HEAD).is_file()), None)


def read_beneath(root: Path, path: str) -> bytes:
    """The bytes of one file, as ``Reader`` reads it."""
    with Reader(root) as reader:
        return reader.read(path)


class Reader:
    """Reads files beneath a root. The folder of the last one stays open: files come folder by folder, and in a
    configuration of many small ones the way to each would cost more than the file."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._parts: list[str] = []
        self._at = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._leave()

    def read(self, path: str) -> bytes:
        """The bytes of a file, whose path is relative to the root. Raises NotRead, for unsafe paths before opening."""
        parts = path.split("/")
        if path.startswith("/") or "\\" in path or "\0" in path or ".." in parts or "" in parts:
            raise NotRead("unsafe-path", f"`{path}` leads out of the configuration.", "Write a path beneath this file.")
        try:
            if self._at < 0 or parts[:-1] != self._parts:
                self._enter(parts[:-1])
            return _read(parts[-1], self._at)
        except OSError as fault:
            raise _refusal(fault) from None

    def _enter(self, parts: list[str]) -> None:
        self._leave()
        self._at = os.open(self._root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            for part in parts:
                inner = os.open(part, _FLAGS | os.O_DIRECTORY, dir_fd=self._at)
                os.close(self._at)
                self._at = inner
        except OSError:
            self._leave()
            raise
        self._parts = parts

    def _leave(self) -> None:
        if self._at >= 0:
            os.close(self._at)
            self._at = -1


def _read(name: str, at: int) -> bytes:
    _refuse_odd(os.stat(name, dir_fd=at, follow_symlinks=False))
    opened = os.open(name, _FLAGS, dir_fd=at)
    try:
        entry = os.fstat(opened)
        _refuse_odd(entry)
        content = os.read(opened, entry.st_size + 1)
        if len(content) == entry.st_size:
            return content
        while more := os.read(opened, _A_PIECE):  # it changes meanwhile, or its disk gives it in pieces
            content += more
            _refuse_size(len(content))
        return content
    finally:
        os.close(opened)


def _refuse_odd(entry: os.stat_result) -> None:
    """Before opening, since opening a device may already do something, and again after it."""
    if stat.S_ISLNK(entry.st_mode):
        raise NotRead("unsafe-path", "It is a symbolic link.", "Put the file itself here.")
    if not stat.S_ISREG(entry.st_mode):
        raise NotRead("unsafe-path", "It is no regular file.", "Put a regular file here.")
    _refuse_size(entry.st_size)


def _refuse_size(size: int) -> None:
    if size > LARGEST_FILE:
        raise NotRead("too-large", f"It has {size:,} bytes; {LARGEST_FILE:,} are allowed.", "Split it.")


def _refusal(fault: OSError) -> NotRead:
    if fault.errno in (errno.ELOOP, errno.ENOTDIR):
        return NotRead(
            "unsafe-path", "A part of the path is a symbolic link or no folder.", "Put the file itself here."
        )
    if fault.errno == errno.ENOENT:
        return NotRead("unreadable-file", "There is no such file.", "Create it, or correct the path.")
    return NotRead("unreadable-file", f"It cannot be read: {fault.strerror}.", "Look at its permissions.")
