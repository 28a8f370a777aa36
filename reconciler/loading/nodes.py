"""What the YAML loader builds: dicts and lists that know where each key and value was written.

A position is one integer, ``line << 26 | column``, both from 0; ``place`` turns it into what people read. A mapping
keeps two positions for each key (the key's, the value's), a list one for each entry, in an array and in order:
eight bytes each, where a pair of objects would be a hundred. Both have no ``__init__``: the loader fills ``start``
and ``written`` itself, a million times.
"""

from array import array
from collections.abc import Iterator
from typing import Any, NamedTuple

from reconciler.findings import Place

COLUMN_BITS = 26  # a file has at most 64 MB, so no line is longer
COLUMN_MASK = (1 << COLUMN_BITS) - 1

_MANY = 32

Position = int


def place(file: str, position: Position) -> Place:
    return Place(file, (position >> COLUMN_BITS) + 1, (position & COLUMN_MASK) + 1)


class Fields(dict[str, Any]):
    """A mapping as written. Keys are never deleted or added, so that ``written`` stays in step."""

    __slots__ = ("_numbers", "start", "written")
    start: Position
    written: "array[int]"
    _numbers: dict[str, int]

    def each(self) -> Iterator[tuple[str, Any, Position, Position]]:
        """Key, value, position of the key, position of the value."""
        written = self.written
        for index, (key, value) in enumerate(self.items()):
            yield key, value, written[2 * index], written[2 * index + 1]

    def positions(self, key: str) -> tuple[Position, Position]:
        """Where ``key`` stands, and its value; the mapping's own start where it does not."""
        if key not in self:
            return self.start, self.start
        number = 2 * self._number(key)
        return self.written[number], self.written[number + 1]

    def key_position(self, key: str) -> Position:
        return self.positions(key)[0]

    def position(self, key: str) -> Position:
        """Where the value of ``key`` stands."""
        return self.positions(key)[1]

    def _number(self, key: str) -> int:
        """Which of the keys this is. Counted once for mappings of many: each of thousands may be asked for."""
        if len(self) < _MANY:
            return list(self).index(key)
        if not hasattr(self, "_numbers"):
            self._numbers = {name: number for number, name in enumerate(self)}
        return self._numbers[key]


class Entries(list[Any]):
    """A list as written."""

    __slots__ = ("start", "written")
    start: Position
    written: "array[int]"

    def position(self, index: int) -> Position:
        return self.written[index]


class Document(NamedTuple):
    """One YAML document: what it holds (a mapping, if it is one of ours) and where it starts."""

    content: Any
    start: Position


def find(content: Any, path: "list[str | int]") -> tuple[Position, Position]:
    """Positions of the key (or entry) and of the value at ``path``; as far as the path can be followed."""
    key_at = value_at = content.start if isinstance(content, Fields | Entries) else 0
    for step in path:
        if isinstance(content, Fields) and isinstance(step, str) and step in content:
            key_at, value_at = content.positions(step)
        elif isinstance(content, Entries) and isinstance(step, int) and step < len(content):
            key_at = value_at = content.position(step)
        else:
            break
        content = content[step]
    return key_at, value_at
