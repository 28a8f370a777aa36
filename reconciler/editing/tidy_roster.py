"""A roster in the order that all have: one person a line, sorted; its columns as they are."""

import csv
import io
from collections import Counter
from typing import NamedTuple

from reconciler.errors import BadAddress
from reconciler.findings import Place
from reconciler.kinds.address import PersonKey, key_of, normal_spelling
from reconciler.loading.characters import BOM
from reconciler.loading.gathered import Gathered
from reconciler.loading.nodes import COLUMN_BITS, place
from reconciler.loading.people import bad_address
from reconciler.loading.roster_columns import header_of
from reconciler.loading.roster_lines import Header
from reconciler.loading.rosters import Roster


class RosterLine(NamedTuple):
    key: PersonKey
    person: str
    text: str
    line: int
    """From 1."""


def is_roster(content: bytes) -> bool:
    """Whether the first line is one of a roster: other CSV files may lie beside it."""
    first = content.removeprefix(BOM).split(b"\n", 1)[0].decode(errors="replace").rstrip("\r")
    return isinstance(header_of(first), Header)


def roster_lines(content: bytes, file: str, found: Gathered) -> tuple[str, list[RosterLine]] | None:
    """The first line and everybody's, as they stand there; None, and why in ``found``, where a row is not right. A
    line of a roster that can be read is one row, so lines can be moved."""
    read = Gathered()
    roster = Roster(content, file, read)
    lines = content.removeprefix(BOM).decode(errors="replace").replace("\r\n", "\n").split("\n")
    rows: list[RosterLine] = []
    for person, _seat, at in roster.rows():
        try:
            text = lines[at >> COLUMN_BITS]
            rows.append(RosterLine(key_of(person), person, text, (at >> COLUMN_BITS) + 1))
        except BadAddress as fault:
            read.keep(bad_address(person, fault, place(file, at)))
    if read.broken:
        found.take(read)
        return None
    return lines[0], rows


def tidy_roster(content: bytes, file: str, found: Gathered) -> bytes | None:
    """The bytes that the file should have; None, and why in ``found``, where it is to be left alone. A byte order mark
    stays: without it some spreadsheets misread names."""
    read = roster_lines(content, file, found)
    if read is None:
        return None
    first, rows = read
    header = header_of(first)
    assert isinstance(header, Header)
    texts = [first, *(_spelled(row, header) for row in sorted(rows, key=lambda row: row.key))]
    mark = BOM if content.startswith(BOM) else b""
    after = mark + "".join(f"{text}\n" for text in texts).encode()
    again = roster_lines(after, file, Gathered())
    if after != content and (again is None or _told(rows, header) != _told(again[1], header)):
        found.add("left-alone", "It would say something else than before.", "Sort it by hand.", Place(file, 1))
        return None
    return after


def _spelled(row: RosterLine, header: Header) -> str:
    spelling = normal_spelling(row.person)
    if spelling == row.person:
        return row.text
    cells = cells_of(row.text, header)
    return as_line([*cells[: header.person], spelling, *cells[header.person + 1 :]], header)


def said_by(first: str, row: RosterLine) -> dict[str, str]:
    """The cells of a row that are not empty, by column."""
    header = header_of(first)
    assert isinstance(header, Header)
    return {name: cell for name, cell in zip(header.columns, cells_of(row.text, header), strict=True) if cell}


def cells_of(line: str, header: Header) -> list[str]:
    return next(csv.reader([line], delimiter=header.delimiter))


def as_line(cells: list[str], header: Header) -> str:
    line = io.StringIO()
    csv.writer(line, delimiter=header.delimiter, lineterminator="").writerow(cells)
    return line.getvalue()


def _told(rows: list[RosterLine], header: Header) -> Counter[tuple[str, ...]]:
    """Everybody with all that is said of them."""
    cells = (cells_of(row.text, header) for row in rows)
    return Counter((normal_spelling(c[header.person]), *c[: header.person], *c[header.person + 1 :]) for c in cells)
