"""Files of a configuration: which there are, and reading one without ever leaving the configuration.

A path is opened step by step from the root's descriptor, following no symbolic link (``openat`` and ``O_NOFOLLOW``),
and only a regular file is read. So neither a link swapped in between nor a FIFO nor ``..`` leads anywhere else.
"""

import errno
import os
import stat
import sys
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
    for path, _, found in _walked(root):
        yield path if isinstance(found, int) else (path, found)


def contents_beneath(root: Path) -> Iterator[tuple[str, bytes | NotRead]]:
    """The same files with what is in them. Each is read from the very folder in which it was found: in a configuration
    of many small files the way to each would cost more than the file."""
    for path, entry, found in _walked(root):
        if not isinstance(found, int):
            yield path, found
            continue
        content: bytes | NotRead
        try:
            if not entry.is_file(follow_symlinks=False):  # as the folder says, which spares asking for each
                _refuse_odd(os.stat(entry.name, dir_fd=found, follow_symlinks=False))
            content = _opened(entry.name, found)
        except NotRead as why:
            content = why
        except OSError as fault:
            content = _refusal(fault)
        yield path, content


def _walked(root: Path) -> Iterator["_Entry"]:
    try:
        headless, device = not (root / HEAD).is_file(), root.stat().st_dev
        at = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as fault:
        raise unreachable(root, fault) from None
    try:
        try:
            first = _entries(at)
        except OSError as fault:
            raise unreachable(root, fault) from None
        yield from _Walk(root, headless, device).files("", at, first)
    finally:
        os.close(at)


def unreachable(place: Path, fault: OSError) -> InputInvalid:
    return InputInvalid(
        f"{place} cannot be looked into: {fault.strerror or fault}",
        "look at its permissions, or name another directory",
    )


_Entry = tuple[str, "os.DirEntry[str]", "int | NotRead"]
"""A path, its entry, and the descriptor of the folder that it is in; or why it is left out."""


def _entries(at: int) -> list["os.DirEntry[str]"]:
    with os.scandir(at) as found:
        return sorted(found, key=attrgetter("name"))


@dataclass(slots=True)
class _Walk:
    root: Path
    headless: bool
    device: int
    folders: int = 0

    def files(self, folder: str, at: int, entries: Iterable["os.DirEntry[str]"]) -> Iterator[_Entry]:
        """Of the folder whose descriptor is ``at``; a file's way is followed from there, as long as it is yielded."""
        before = f"{folder}/" if folder else ""
        for entry in entries:
            name = entry.name
            if name.startswith("."):
                continue
            path, ours = f"{before}{name}", name.lower().endswith(_OURS)
            if not name.isprintable():
                shown, why = _left_out(path)
                yield shown, entry, why
            elif entry.is_symlink():
                if ours or entry.is_dir():
                    yield path, entry, NotRead("unsafe-path", "It is a symbolic link.", "Put the file itself here.")
            elif entry.is_dir():
                yield from self._beneath(path, at, entry)
            elif ours:
                yield path, entry, at

    def _beneath(self, folder: str, at: int, entry: "os.DirEntry[str]") -> Iterator[_Entry]:
        if self.headless:
            self._refuse_wandering(folder, entry)
        inner = -1
        try:
            inner = os.open(entry.name, _FLAGS | os.O_DIRECTORY, dir_fd=at)
            within = _entries(inner)
            if any(each.name == HEAD and each.is_file() for each in within):
                why = f"{folder} has a {HEAD} of its own."
                yield folder, entry, NotRead("other-configuration", why, f"Name it: {folder}")
            elif folder.count("/") >= _DEEPEST:
                why = f"It lies deeper than {_DEEPEST} folders."
                yield folder, entry, NotRead("unsafe-path", why, "Move it up.")
            else:
                yield from self.files(folder, inner, within)
        except OSError as fault:
            why = f"The folder cannot be looked into: {fault.strerror}."
            yield folder, entry, NotRead("unreadable-file", why, "Look at its permissions.")
        finally:
            if inner >= 0:
                os.close(inner)

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


def _left_out(path: str) -> tuple[str, NotRead]:
    """What a path that cannot be shown is called, and why it is left out. Names are UTF-8 in nearly every repository,
    whatever the locale says that they are."""
    meant = os.fsencode(path).decode("utf-8", "replace")
    if sys.getfilesystemencoding() != "utf-8" and meant.isprintable() and "\ufffd" not in meant:
        return meant, _no_name_here()
    return ascii(path), NotRead("unsafe-path", "The name has characters that cannot be shown.", "Rename it.")


def _no_name_here() -> NotRead:
    locale = sys.getfilesystemencoding()
    why = f"The name is UTF-8, and by the locale of this run names are {locale}."
    return NotRead("unsafe-path", why, "Run it under a locale of UTF-8: LC_ALL=C.UTF-8")


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
            _refuse_odd(os.stat(parts[-1], dir_fd=self._at, follow_symlinks=False))
            return _opened(parts[-1], self._at)
        except OSError as fault:
            raise _refusal(fault) from None
        except UnicodeEncodeError:
            raise _no_name_here() from None

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


def _opened(name: str, at: int) -> bytes:
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
    if not stat.S_ISREG(entry.st_mode):
        if stat.S_ISLNK(entry.st_mode):
            raise NotRead("unsafe-path", "It is a symbolic link.", "Put the file itself here.")
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
