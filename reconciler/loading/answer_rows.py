"""The rows of a CSV column by column, thousands at a time: row by row a million of them would take three times as long.

Nearly every file is plain: no cell is quoted, and each row has as many cells as the first. Its lines are parted
together, in a few steps over all their letters. From where that is not so, the csv module reads it.
"""

import csv
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate, chain, islice, repeat
from typing import Any, NamedTuple

from reconciler.loading.csv_columns import parted

_AT_ONCE = 4096


class Rows(NamedTuple):
    """Some of them, and the last line of each; ``columns`` are as many as the first row of the file has cells."""

    lines: Sequence[int]
    columns: Sequence[Sequence[str]]


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

    def rows(self) -> Iterator[Rows]:
        """Lines in which nothing stands are none."""
        while some := list(islice(self._lines, _AT_ONCE)):
            columns = self._parted(some)
            if columns is None:
                break
            yield Rows(range(self.line + 1, self.line + 1 + len(some)), columns)
            self._before += len(some)
        self._before, self._reader = self.line, self._read(chain(some, self._lines))
        yield from self._one_by_one()

    def _parted(self, lines: Sequence[str]) -> Sequence[Sequence[str]] | None:
        """None unless all of them are plain."""
        text = "".join(lines)
        if '"' in text or max(map(len, lines)) > csv.field_size_limit():
            return None
        return parted(text.removesuffix("\n"), self._delimiter, len(self.header))

    def _read(self, lines: Iterator[str]) -> Any:
        return csv.reader(lines, delimiter=self._delimiter, strict=True)

    def _one_by_one(self) -> Iterator[Rows]:
        before, width = self.line, len(self.header)
        while rows := list(islice(self._reader, _AT_ONCE)):
            taken = (1 + sum(cell.count("\n") for cell in row) for row in rows)
            ends = islice(accumulate(taken, initial=before), 1, None)
            told = [(end, _filled(row, width)) for end, row in zip(ends, rows, strict=True) if row]
            if told:
                lines, filled = zip(*told, strict=True)
                yield Rows(lines, list(zip(*filled, strict=True)))
            before = self.line


def _filled(row: Sequence[str], width: int) -> list[str]:
    """A row that has fewer cells than the first one, or more."""
    return [*row, *repeat("", width)][:width]
