"""One JSON object, written piece by piece: a million changes never stand in memory as text.

The outer object has a key a line and its long lists an element a line, so that two outputs can be compared line by
line; everything within is compact. Keys are sorted on every level.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from reconciler.reporting.escapes import for_json

FORMAT_VERSION = "1.0"
"""Of every JSON document: additions are minor, and a reader ignores the keys it does not know."""


class Pieces:
    """JSON text that is made while it is written."""

    def __init__(self, pieces: Iterable[str]) -> None:
        self.pieces = pieces


def array(elements: Iterable[str], indent: str = "  ") -> Pieces:
    """A list with an element a line; each is JSON text already."""
    return Pieces(_array(elements, indent))


def objects(elements: Iterable[Pieces], indent: str = "  ") -> Pieces:
    """A list of objects which are themselves made while they are written."""
    return Pieces(_objects(elements, indent))


def members(**values: Any) -> Pieces:
    """An object on as few lines as its values allow; a value is plain, or Pieces."""
    return Pieces(_members(values, start="{", separator=", ", end="}"))


def document(**values: Any) -> Iterator[str]:
    """The outer object, with the line end that ends the output. Plain values are asked for as they are written:
    a callable is called then, so that a sum may come after what it counts."""
    yield from _members(values, start="{\n ", separator=",\n ", end="\n}\n")


def _members(values: dict[str, Any], start: str, separator: str, end: str) -> Iterator[str]:
    lead = start
    for name in sorted(values):
        value = values[name]() if callable(values[name]) else values[name]
        yield f"{lead}{for_json(name)}: "
        if isinstance(value, Pieces):
            yield from value.pieces
        else:
            yield for_json(value)
        lead = separator
    yield end if values else start + end


def _array(elements: Iterable[str], indent: str) -> Iterator[str]:
    lead = "["
    for element in elements:
        yield f"{lead}\n{indent}{element}"
        lead = ","
    yield "[]" if lead == "[" else "]"


def _objects(elements: Iterable[Pieces], indent: str) -> Iterator[str]:
    lead = "["
    for element in elements:
        yield f"{lead}\n{indent}"
        yield from element.pieces
        lead = ","
    yield "[]" if lead == "[" else "]"
