"""Files of a configuration: which there are, and reading one without ever leaving the configuration.

A path is opened step by step from the root's descriptor, following no symbolic link (``openat`` and ``O_NOFOLLOW``),
and only a regular file is read. So neither a link swapped in between nor a FIFO nor ``..`` leads anywhere else.
"""

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import Self

from reconciler.errors import InputInvalid
from reconciler.loading.yaml import LARGEST_FILE

HEAD = "reconciler.yaml"
YAML_ENDINGS = (".yaml", ".yml")
ROSTER_ENDING = ".csv"
_OURS = (*YAML_ENDINGS, ROSTER_ENDING)
_DEEPEST = 64  # folders in folders
_MANY_FOLDERS = 20_000  # where nothing says that they are of one configuration
_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
_A_PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class NotRead(Exception):
    """Why a file was not read: a code, a sentence, and what to do."""

    code: str
    why: str
    remedy: str = ""


def files_beneath(root: Path) -> Iterator[str | tuple[str, NotRead]]:
    """Every YAML file and roster beneath ``root``, relative to it and sorted; or why something is left out.

    Hidden files and folders are no part of a configuration. InputInvalid where ``root`` cannot be looked into, or looks
    like no configuration at all: without a ``reconciler.yaml`` nobody has said that all of this is ours.
    """
    try:
        walk = _Walk(root, not (root / HEAD).is_file(), root.stat().st_dev)
        first = walk.entries("")
    except OSError as fault:
        raise unreachable(root, fault) from None
    yield from walk.files("", first)


def unreachable(place: Path, fault: OSError) -> InputInvalid:
    return InputInvalid(
        f"{place} cannot be looked into: {fault.strerror or fault}",
        "look at its permissions, or name another directory",
    )


@dataclass(slots=True)
class _Walk:
    root: Path
    headless: bool
    device: int
    folders: int = 0

    def entries(self, folder: str) -> list["os.DirEntry[str]"]:
        with os.scandir(f"{self.root}/{folder}") as found:
            return sorted(found, key=attrgetter("name"))

    def files(self, folder: str, entries: Iterable["os.DirEntry[str]"]) -> Iterator[str | tuple[str, NotRead]]:
        for entry in entries:
            path = f"{folder}/{entry.name}" if folder else entry.name
            ours = entry.name.lower().endswith(_OURS)
            if entry.name.startswith("."):
                continue
            if not entry.name.isprintable():
                yield ascii(path), NotRead("unsafe-path", "The name has characters that cannot be shown.", "Rename it.")
            elif entry.is_symlink():
                if ours or entry.is_dir():
                    yield path, NotRead("unsafe-path", "It is a symbolic link.", "Put the file itself here.")
            elif entry.is_dir():
                yield from self._beneath(path, entry)
            elif ours:
                yield path

    def _beneath(self, folder: str, entry: "os.DirEntry[str]") -> Iterator[str | tuple[str, NotRead]]:
        if self.headless:
            self._refuse_wandering(folder, entry)
        try:
            within = self.entries(folder)
            if any(each.name == HEAD for each in within) and (self.root / folder / HEAD).exists():
                why = f"{folder} has a {HEAD} of its own."
                yield folder, NotRead("other-configuration", why, f"Name it: {folder}")
                return
        except OSError as fault:
            why = f"The folder cannot be looked into: {fault.strerror}."
            yield folder, NotRead("unreadable-file", why, "Look at its permissions.")
            return
        if folder.count("/") >= _DEEPEST:
            yield folder, NotRead("unsafe-path", f"It lies deeper than {_DEEPEST} folders.", "Move it up.")
        else:
            yield from self.files(folder, within)

    def _refuse_wandering(self, folder: str, entry: "os.DirEntry[str]") -> None:
        self.folders += 1
        what = ""
        if self.folders > _MANY_FOLDERS:
            what = f"more than {_MANY_FOLDERS:,} folders"
        elif entry.stat(follow_symlinks=False).st_dev != self.device:
            what = f"another file system beneath it ({folder})"
        if what:
            raise InputInvalid(
                f"{self.root} has no {HEAD} and {what}: it is no configuration",
                "go to the folder of your configuration, or name it; to make a new one: reconciler init DIR",
            )


def root_above(path: Path) -> Path | None:
    """The nearest folder with a ``reconciler.yaml``, from ``path`` (absolute) upwards. InputInvalid where one of them
    cannot be looked into."""
    folder = path
    try:
        start = path if path.is_dir() else path.parent
        for folder in (start, *start.parents):
            if (folder / HEAD).is_file():
                return folder
    except OSError as fault:  # nobody knows whether there is one
        raise unreachable(folder, fault) from None
    return None


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
