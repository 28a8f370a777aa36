"""The rows of a CSV by what they say, some thousands at a time: row by row a million would take four times as long.

Nearly every file is plain: no cell is quoted, and each row has as many cells as the first. There one expression takes
all rows that follow each other and say the same, and the cells in which they differ are parted in one step; where
hardly any two do, the rows are parted into columns. From where a file is not plain, the csv module reads it.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate, chain, islice, repeat
from typing import Any, NamedTuple

from reconciler.applying.answered import at_places, places_of_like
from reconciler.loading.csv_columns import parted

_AT_ONCE = 4096
_MOST_RUNS = 512
"""Of so many rows; taking more of them run by run would be slower than by columns."""


class Like(NamedTuple):
    """Rows that say the ``same``, the cell in which each has something of its own, and its last line, ascending."""

    same: tuple[str, ...]
    own: Sequence[str]
    lines: Sequence[int]


class Columns(NamedTuple):
    """The numbers of those that are read, and of the one of these in which rows differ; what others say is nothing."""

    same: Sequence[int]
    own: int


class Table:
    """csv.Error where it cannot be read; ``line`` is the last that was."""

    def __init__(self, lines: Iterator[str], delimiter: str) -> None:
        self._lines, self._delimiter = lines, delimiter
        self._before, self._reader = 0, self._read(lines)

    @cached_property
    def header(self) -> list[str]:
        return list(next(self._reader))

    @property
    def line(self) -> int:
        return self._before + int(self._reader.line_num)

    def rows(self, columns: Columns) -> Iterator[Sequence[Like]]:
        """Lines in which nothing stands are none."""
        plain = _Plain(self._delimiter, len(self.header), columns)
        while some := list(islice(self._lines, _AT_ONCE)):
            like = plain.like(some, self.line + 1)
            if like is None:
                break
            yield like
            self._before += len(some)
        self._before, self._reader = self.line, self._read(chain(some, self._lines))
        yield from self._one_by_one(columns)

    def _read(self, lines: Iterator[str]) -> Any:
        return csv.reader(lines, delimiter=self._delimiter, strict=True)

    def _one_by_one(self, columns: Columns) -> Iterator[Sequence[Like]]:
        before, width = self.line, len(self.header)
        while rows := list(islice(self._reader, _AT_ONCE)):
            taken = (1 + sum(cell.count("\n") for cell in row) for row in rows)
            ends = islice(accumulate(taken, initial=before), 1, None)
            told = [(end, _filled(row, width)) for end, row in zip(ends, rows, strict=True) if row]
            if told:
                lines, filled = zip(*told, strict=True)
                yield _by_columns(list(zip(*filled, strict=True)), lines, columns)
            before = self.line


class _Plain:
    """Rows of which each has so many cells, and no quotes."""

    def __init__(self, delimiter: str, width: int, columns: Columns) -> None:
        cell, read = f"[^{delimiter}\n]*+", sorted([*columns.same, columns.own])
        number = {column: n for n, column in enumerate(read, 1)}
        first = [f"({cell})" if column in number else cell for column in range(width)]
        others = [rf"\{number[column]}" if column in columns.same else cell for column in range(width)]
        self._run = re.compile(f"{delimiter.join(first)}\n(?:{delimiter.join(others)}\n)*+")
        self._same, self._own = [number[column] for column in columns.same], number[columns.own]
        self._delimiter, self._width, self._columns = delimiter, width, columns

    def like(self, lines: Sequence[str], start: int) -> Sequence[Like] | None:
        """Those from this line on; None unless all of them are plain."""
        text = "".join(lines)
        if '"' in text or max(map(len, lines)) > csv.field_size_limit():
            return None
        text = text if text.endswith("\n") else f"{text}\n"
        runs = list(islice(self._run.finditer(text), _MOST_RUNS + 1))
        if len(runs) > _MOST_RUNS:
            cells = self._parted(text)
            return None if cells is None else _by_columns(cells, range(start, start + len(lines)), self._columns)
        if sum(run.end() - run.start() for run in runs) != len(text):
            return None
        found: list[Like] = []
        for run in runs:
            own = self._own_of(run)
            found.append(Like(tuple(map(run.group, self._same)), own, range(start, start := start + len(own))))
        return found

    def _own_of(self, run: re.Match[str]) -> Sequence[str]:
        """The cells in which the rows differ. Where that is all they differ in, the rest of a row parts them."""
        rows = run[0]
        if len(self._same) + 1 < self._width:
            cells = self._parted(rows)
            assert cells is not None  # each row has as many
            return cells[self._columns.own]
        begin, end = (place - run.start() for place in run.span(self._own))
        before, after = rows[:begin], rows[end : rows.index("\n") + 1]
        return rows[begin : -len(after)].split(after + before)

    def _parted(self, text: str) -> Sequence[Sequence[str]] | None:
        return parted(text.removesuffix("\n"), self._delimiter, self._width)


def _by_columns(cells: Sequence[Sequence[str]], lines: Sequence[int], columns: Columns) -> Sequence[Like]:
    same = zip(*(cells[column] for column in columns.same), strict=True)
    own = cells[columns.own]
    return [Like(says, at_places(own, at), at_places(lines, at)) for says, at in places_of_like(same).items()]


def _filled(row: Sequence[str], width: int) -> list[str]:
    """A row that has fewer cells than the first one, or more."""
    return [*row, *repeat("", width)][:width]
