"""The first line of a roster, and where a cell stands in a line."""

import csv
from collections.abc import Mapping
from typing import Any, NamedTuple

from reconciler.loading.wording import nearest

MOST_COLUMNS = 1_000
"""Of a file of rows; an export of any directory has fewer. What is wrong with each is told beside all others."""
DELIMITERS = {",": "a comma", ";": "a semicolon", "\t": "a tab"}


class Header(NamedTuple):
    """``person`` and ``name`` are numbers of columns, ``others`` all the rest, in order."""

    delimiter: str
    columns: tuple[str, ...]
    person: int
    name: int | None
    others: tuple[int, ...]


class Fault(NamedTuple):
    column: int
    code: str
    what: str
    remedy: str


def read_header(line: str, known: Mapping[str, Any], needed: tuple[str, ...] = ("person",)) -> Header | list[Fault]:
    """What the first line says, or everything that is wrong with it."""
    split = split_header(line)
    if isinstance(split, Fault):
        return [split]
    delimiter, columns = split
    faults = [
        Fault(cell_column(line, delimiter, number), *_fault(column, columns[:number], known))
        for number, column in enumerate(columns)
        if column not in known or column in columns[:number]
    ]
    missing = [column for column in needed if column not in columns]
    if missing and not faults:
        faults = [Fault(1, "roster-header", f"There is no column `{missing[0]}`.", "Name it in the first line.")]
    if faults:
        return faults
    person, name = columns.index("person"), columns.index("name") if "name" in columns else None
    return Header(delimiter, columns, person, name, tuple(n for n in range(len(columns)) if n not in (person, name)))


def split_header(line: str) -> tuple[str, tuple[str, ...]] | Fault:
    """The delimiter and the names of the columns; a fault where that is not clear."""
    present = [d for d in DELIMITERS if d in line]
    if len(present) > 1:
        both = " and ".join(DELIMITERS[d] for d in present)
        return Fault(1, "roster-header", f"Columns could be parted by {both}.", "Use one of them only.")
    delimiter = present[0] if present else ","
    if (count := line.count(delimiter) + 1) > MOST_COLUMNS:
        what = f"The first line has {count:,} columns; {MOST_COLUMNS:,} are allowed."
        return Fault(1, "roster-header", what, "Look whether lines of the file were joined.")
    try:
        return delimiter, tuple(next(csv.reader([line], delimiter=delimiter, strict=True), []))
    except csv.Error:
        return Fault(1, "roster-header", "A quote is not closed.", "Close it.")


def _fault(column: str, before: tuple[str, ...], known: Mapping[str, Any]) -> tuple[str, str, str]:
    if column in before:
        return "roster-header", f"`{column}` stands there twice.", "Keep one of the two."
    near = nearest(column, known)
    remedy = f"Did you mean `{near}`?" if near else f"Columns are {', '.join(known)}."
    return "roster-header", f"`{column}` is no column of a roster.", remedy


def cell_column(line: str, delimiter: str, number: int) -> int:
    """The column (from 1) at which a cell of a line starts; delimiters in quotes do not count."""
    quoted = False
    for column, character in enumerate(line):
        if number == 0:
            return column + 1
        if character == '"':
            quoted = not quoted
        elif character == delimiter and not quoted:
            number -= 1
    return len(line) + 1
