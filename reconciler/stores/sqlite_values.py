"""The personal values that the commits of one transaction write, and their prints, inside it."""

import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from reconciler.ports import SALT_BYTES, Private
from reconciler.stores.sqlite_prints import prints_of
from reconciler.stores.sqlite_waves import AT_ONCE, Row, are_few

if TYPE_CHECKING:
    from sqlite3 import Connection

_ONE = "INSERT OR REPLACE INTO private VALUES (?, ?, ?, ?, ?, ?)"
_MANY = (
    f"INSERT OR REPLACE INTO private SELECT ?, ? + key, ?, value, substr(?, key * {SALT_BYTES} + 1, {SALT_BYTES}), NULL"
    " FROM json_each(?)"
)
"""In a third of the time."""


class Values:
    def __init__(self, database: "Connection") -> None:
        self._database = database
        self._written: list[tuple[int, Sequence[Private], int, bool]] = []

    def add(self, number: int, values: Sequence[Private], last: int, has_prints: bool) -> None:
        """Of a customer whose highest id is ``last`` so far."""
        if values or (last and not has_prints):
            self._written.append((number, values, last, has_prints))

    def write(self) -> None:
        written, self._written = self._written, []
        rows, waves = list[Row](), list[tuple[int, Sequence[Private]]]()
        for number, values, *_ in written:
            if not are_few(values) and _is_wave(values):
                waves.append((number, values))
            else:
                rows += ((number, v.id, v.kind.value, v.text, v.salt, v.erased) for v in values)
        self._database.executemany(_ONE, rows)
        self._database.executemany(_MANY, (run for wave in waves for run in _runs(*wave)))
        prints = (row for each in written for row in prints_of(self._database, *each))
        self._database.executemany("INSERT OR REPLACE INTO print VALUES (?, ?, ?)", prints)


def _is_wave(values: Sequence[Private]) -> bool:
    """Whether all are new: their ids follow each other, and their salts are pieces of one blob. SQLite would cut a text
    off where JSON has a NUL."""
    ids, _, texts, salts, proofs = zip(*values, strict=True)
    if None in texts or None in salts or {*proofs} != {None} or "\0" in "".join(texts):
        return False
    return ids == (*range(ids[0], ids[0] + len(ids)),) and {*map(len, salts)} == {SALT_BYTES}


def _runs(number: int, values: Sequence[Private]) -> Iterator[Row]:
    """Of one kind each, and short enough that memory stays flat."""
    for kind, alike in groupby(values, key=itemgetter(1)):
        run = [*alike]
        for start in range(0, len(run), AT_ONCE):
            ids, _, texts, salts, _ = zip(*run[start : start + AT_ONCE], strict=True)
            yield number, ids[0], kind.value, b"".join(salts), json.dumps(texts)
