"""Ordinary YAML, taken line by line: the way for thousands of small files.

A file is ordinary where it is one document, every line holds a key, an entry of a list, or both, each value stands on
one line, and nothing has to be told. One expression finds in a line what the parser makes several events of, in less
than half the time. Of any other file ``ordinary`` says nothing, and it is read by the parser: there is one place for
what is wrong, and tests hold the two ways together.
"""

import re
from array import array
from collections.abc import Sequence
from typing import Any

from reconciler.loading.nodes import COLUMN_BITS, Document, Entries, Fields, Position
from reconciler.loading.yaml_lists import Misread, put_back
from reconciler.loading.yaml_scalars import MAYBE_NO_TEXT, resolved

_LONGEST = 1024 * 1024
_DEEPEST = 16
_KEY = r"[A-Za-z0-9_][A-Za-z0-9_.@+-]{0,99}"
_START = r"[^\x00-'*,\-:-@\[-^`{-\xa0]"  # the letters of the world, digits and signs that mean nothing to YAML
_TEXT = rf"{_START}[^:#\n]*(?<![ ])"
_ITEM = rf"{_START}[^:#,\[\]{{}}\n]*(?<![ ])"
_LINE = re.compile(
    rf"""
    ^ (?<!\n\n) (\n*+) ([ ]*) (-[ ]+)? (?:({_KEY})(:[ ]+|:$))?
    (?: ({_TEXT}) | ("[^"\\\n]*" | '[^'\n]*') | \[({_ITEM})\] | (\[[^:#\n]*\]) | (\{{[^#\n]*\}}) )?
    [ ]* (?:(?<![^ \n])\#.*)? $
    """,
    re.MULTILINE | re.VERBOSE,
)
_NOTHING, _COLON, _QUOTED, _ONE_ITEM, _LIST, _MAPPING = 2, 5, 7, 8, 9, 10
"""The last thing found in a line, behind empty ones: nothing but its indentation, a key without a value, or how the
value is written."""
_ITEMS = re.compile(rf"\[ *(?:{_ITEM}(?: *, *{_ITEM})*)? *\]")
_PAIRS = re.compile(rf"\{{ *{_KEY}: +{_ITEM}(?: *, *{_KEY}: +{_ITEM})* *\}}")
_EACH_ITEM = re.compile(_ITEM)
_EACH_PAIR = re.compile(rf"({_KEY}): +({_ITEM})")
_NEVER = ("\r", "\ufffe", "\uffff")


class _NotOrdinary(Exception):
    pass


def ordinary(content: bytes, runs: dict[Position, list[str]]) -> list[Document] | None:
    """The document of an ordinary file, else None. ``runs`` are lines that were taken out of it (see ``yaml_lists``),
    and are taken from there."""
    text = content.decode().rstrip("\n")
    if len(text) > _LONGEST or any(character in text for character in _NEVER):
        return None
    try:
        root = _Builder().build(text, runs)
    except (_NotOrdinary, Misread):
        return None
    return [Document(root, root.start)]


class _Builder:
    """``top`` is the open mapping or list, whose lines start at ``column``; ``stack`` is what it stands in, first of
    all a mapping of nothing but the root."""

    def __init__(self) -> None:
        self.top: Any = _opened(Fields(), 0)
        self.column = -1
        self.stack: list[tuple[Any, int]] = []

    def build(self, content: str, runs: dict[Position, list[str]]) -> Any:
        """One loop over all lines; ``waiting`` is a key whose value comes on the next ones."""
        waiting: str | None = ""
        top, number = self.top, -1
        for line in _LINE.finditer(content):
            blank, indent, dash, key, colon, text = line.group(1, 2, 3, 4, 5, 6)
            number += 1 + len(blank)
            if not dash and not key:
                if line.lastindex != _NOTHING:
                    raise _NotOrdinary
                continue
            column, kind = len(indent), Entries if dash else Fields
            at = number << COLUMN_BITS | column
            if waiting is not None:
                top, waiting = self.open_beneath(waiting, kind, at, column), None
            elif column != self.column or type(top) is not kind:
                top = self.close_to(column, kind)
            if dash:
                at += len(dash)
                if not key:
                    top.append(_plain(text) if text else _value(line, at))
                    top.written.append(at)
                    if at in runs:
                        put_back(runs.pop(at), top)
                    continue
                top = self.open_in_list(at, column + len(dash))
            if key in top or (key[0] in MAYBE_NO_TEXT and type(resolved(key)) is not str):
                raise _NotOrdinary
            top.written.append(at)
            if line.lastindex == _COLON:
                waiting = key
                continue
            at += len(key) + len(colon)
            top[key] = _plain(text) if text else _value(line, at)
            top.written.append(at)
        if waiting is not None or runs or number != content.count("\n"):
            raise _NotOrdinary
        return self.stack[0][0][""]

    def open_beneath(self, key: str, kind: type, at: Position, column: int) -> Any:
        """The entries of a list may start where its key does."""
        if column < self.column or (column == self.column and kind is Fields) or len(self.stack) > _DEEPEST:
            raise _NotOrdinary
        self.stack.append((self.top, self.column))
        self.top[key] = value = _opened(kind(), at)
        self.top.written.append(at)
        self.top, self.column = value, column
        return value

    def open_in_list(self, at: Position, column: int) -> Any:
        self.stack.append((self.top, self.column))
        value = _opened(Fields(), at)
        self.top.append(value)
        self.top.written.append(at)
        self.top, self.column = value, column
        return value

    def close_to(self, column: int, kind: type) -> Any:
        while column < self.column or (column == self.column and type(self.top) is not kind):
            self.top, self.column = self.stack.pop()
        if column != self.column:
            raise _NotOrdinary
        return self.top


def _opened(value: Any, at: Position) -> Any:
    value.start, value.written = at, array("Q")
    return value


def _plain(text: str) -> Any:
    return resolved(text) if text[0] in MAYBE_NO_TEXT else text


def _value(line: re.Match[str], at: Position) -> Any:
    """What is written behind a key or a dash, at this position."""
    how = line.lastindex or 0
    text = line[how]
    if how == _ONE_ITEM:
        return _entries((_plain(text),), at, (at + 1,))
    if how == _QUOTED:
        return text[1:-1]
    if how == _LIST and _ITEMS.fullmatch(text):
        items = list(_EACH_ITEM.finditer(text))
        return _entries([resolved(item[0]) for item in items], at, [at + item.start() for item in items])
    if how != _MAPPING or not _PAIRS.fullmatch(text):
        raise _NotOrdinary
    return _fields(text, at)


def _entries(items: Sequence[Any], at: Position, written: Sequence[Position]) -> Entries:
    entries = Entries(items)
    entries.start, entries.written = at, array("Q", written)
    return entries


def _fields(text: str, at: Position) -> Fields:
    fields: Fields = _opened(Fields(), at)
    for pair in _EACH_PAIR.finditer(text):
        key, value = pair.groups()
        if key in fields or type(resolved(key)) is not str:
            raise _NotOrdinary
        fields[key] = resolved(value)
        fields.written.extend((at + pair.start(1), at + pair.start(2)))
    return fields
