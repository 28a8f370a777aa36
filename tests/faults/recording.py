"""A command's writes, names and syncs, in the order of happening, as ``strace`` saw them beneath one directory."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

CALLS = "openat,close,lseek,read,write,pwrite64,ftruncate,rename,link,unlink,mkdir,fsync,fdatasync"
_LINE = re.compile(r"^(\w+)\((.*)\)\s+= (-?\d+)(?:<([^>]*)>)?")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_PAGE = 4096
"""What a disk writes whole or not at all."""
STDOUT = 1


class Data(NamedTuple):
    """Bytes of a file; of a long writing, one page."""

    file: int
    at: int
    text: bytes


class Size(NamedTuple):
    file: int
    bytes: int


class Name(NamedTuple):
    """``file`` stands at ``new`` from now on, and no longer at ``old``."""

    file: int
    old: Path | None
    new: Path | None


class Folder(NamedTuple):
    """Made: without it nothing is beneath it."""

    path: Path


class Sync(NamedTuple):
    """Of a file, or of the names in a directory."""

    file: int | Path


class Told(NamedTuple):
    """The command has said on stdout what it did."""


Event = Data | Size | Name | Folder | Sync | Told


@dataclass
class Recording:
    """Follows descriptors and names; ``names`` are those of the beginning, and then of each moment."""

    beneath: Path
    names: dict[Path, int]
    events: list[Event] = field(default_factory=list)
    _files: dict[int, int | Path] = field(default_factory=dict)
    _places: dict[int, int] = field(default_factory=dict)
    _sizes: dict[int, int] = field(default_factory=dict)
    _ends: set[int] = field(default_factory=set)

    def follow(self, log: str) -> list[Event]:
        for line in log.splitlines():
            if (found := _LINE.match(line)) and not found[3].startswith("-"):
                call, arguments, result, where = found.groups()
                self.events += self._event(call, arguments, int(result), where or "")
        return self.events

    def _event(self, call: str, arguments: str, result: int, where: str) -> Iterator[Event]:
        texts = [bytes.fromhex(text.replace("\\x", "")) for text in _TEXT.findall(arguments)]
        if call == "openat":
            yield from self._opened(arguments, result, Path(bytes.fromhex(where.replace("\\x", "")).decode()))
        elif call in ("rename", "link", "unlink"):
            yield from self._named(call, [self.beneath / text.decode() for text in texts])
        elif call == "mkdir":
            yield Folder(self.beneath / texts[0].decode())
        else:
            descriptor = int(re.match(r"\d+", arguments)[0])  # type: ignore[index]
            numbers = [int(n) for n in re.findall(r", (\d+)(?=,|$)", arguments)]
            if call == "write" and descriptor == STDOUT:
                yield Told()
            elif descriptor in self._files:
                yield from self._used(call, descriptor, texts, numbers, result)

    def _opened(self, arguments: str, descriptor: int, path: Path) -> Iterator[Event]:
        self._files.pop(descriptor, None)
        if not path.is_relative_to(self.beneath) or "O_TMPFILE" in arguments:
            return
        if "O_DIRECTORY" in arguments or (path.suffix == "" and path not in self.names and "O_CREAT" not in arguments):
            self._files[descriptor] = path
            return
        if path not in self.names:
            self.names[path] = file = 1 + max(self.names.values(), default=0) + len(self.events) * 1000
            yield Name(file, None, path)
        file = self.names[path]
        self._files[descriptor], self._places[descriptor] = file, 0
        if "O_APPEND" in arguments:
            self._ends.add(descriptor)
        else:
            self._ends.discard(descriptor)
        if "O_TRUNC" in arguments:
            self._sizes[file] = 0
            yield Size(file, 0)

    def _named(self, call: str, paths: list[Path]) -> Iterator[Event]:
        if paths[0] in self.names:
            file = self.names[paths[0]] if call == "link" else self.names.pop(paths[0])
            new = paths[1] if call != "unlink" else None
            if new is not None:
                self.names[new] = file
            yield Name(file, None if call == "link" else paths[0], new)

    def _used(self, call: str, descriptor: int, texts: list[bytes], numbers: list[int], result: int) -> Iterator[Event]:
        file = self._files[descriptor]
        if call in ("fsync", "fdatasync"):
            yield Sync(file)
        elif call == "close":
            del self._files[descriptor]
        elif isinstance(file, Path):
            return
        elif call == "lseek":
            self._places[descriptor] = result
        elif call == "read":
            self._places[descriptor] += result
        elif call == "ftruncate":
            self._sizes[file] = numbers[0]
            yield Size(file, numbers[0])
        else:
            assert len(texts[0]) == result, "a text was cut short in the log"
            yield from self._written(call, descriptor, file, texts[0], numbers)

    def _written(self, call: str, descriptor: int, file: int, text: bytes, numbers: list[int]) -> Iterator[Event]:
        at = numbers[1] if call == "pwrite64" else self._places[descriptor]
        if descriptor in self._ends:
            at = self._sizes.get(file, 0)
        self._sizes[file] = max(self._sizes.get(file, 0), at + len(text))
        if call == "write":
            self._places[descriptor] = at + len(text)
        for start in range(0, len(text), _PAGE):
            yield Data(file, at + start, text[start : start + _PAGE])

    def sized(self, sizes: dict[int, int]) -> "Recording":
        """Knows how long the files of the beginning are."""
        self._sizes.update(sizes)
        return self
