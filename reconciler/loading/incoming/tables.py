"""A text becomes a table: the separator found by itself, the heading in its first line, every row with its line."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from reconciler.errors import InputInvalid
from reconciler.loading.incoming.decoding import decoded
from reconciler.loading.incoming.headings import Field, known_field
from reconciler.loading.roster_lines import DELIMITERS

MOST_COLUMNS = 1_000
MOST_ROWS = 1_000_000
_HEADINGS_BELOW = 5


@dataclass(frozen=True, slots=True)
class Table:
    """``lines`` has the line (in a workbook the row) at which each row ends. ``told``: what was found by itself.
    ``formulas``: whether there could be any."""

    file: str
    header: tuple[str, ...]
    rows: Sequence[Sequence[str]]
    lines: Sequence[int]
    told: str
    unit: str = "line"
    formulas: bool = True


def read_table(content: bytes, file: str, mapped: Mapping[Field, str]) -> Table:
    """The table in the bytes of a text file. InputInvalid where it is none, or could be read in two ways."""
    text, encoding = decoded(content, file)
    if not text.strip():
        raise InputInvalid(f"{file} is empty", "export it again")
    first, _, rest = text.partition("\n")
    skipped = 0
    if first.startswith("sep=") and len(first.rstrip("\r")) <= len("sep=;"):
        skipped, text = 1, rest
        first = rest.partition("\n")[0]
    delimiter = _delimiter(first.rstrip("\r"), mapped, file)
    rows, lines = _rows(text, delimiter, file, skipped)
    told = f"{encoding}, parted by {DELIMITERS[delimiter].removeprefix('a ')}s"
    return headed(Table(file, (), rows, lines, told, formulas="=" in text), mapped)


def headed(raw: Table, mapped: Mapping[Field, str]) -> Table:
    """Of rows without a header: the first one is the heading, and the only one. InputInvalid where it is not."""
    file, rows = raw.file, raw.rows
    header = tuple(cell.strip() for cell in rows[0]) if rows else ()
    if len(header) > MOST_COLUMNS:
        raise InputInvalid(f"{file} has {len(header):,} columns; {MOST_COLUMNS:,} are allowed", "take some out")
    _refuse_what_is_no_heading(raw, header, mapped)
    if not any(any(row) for row in rows[1:]):
        raise InputInvalid(f"{file} has headings and nobody below them", "export it again, with its people")
    return replace(raw, header=header, rows=rows[1:], lines=raw.lines[1:])


def _delimiter(line: str, mapped: Mapping[Field, str], file: str) -> str:
    """The one by which most headings are known; then the one that makes most columns."""
    ways = {delimiter: _split(line, delimiter) for delimiter in DELIMITERS if delimiter in line}
    if not ways:
        return ","
    worth = {d: (sum(_is_known(cell, mapped) for cell in cells), len(cells)) for d, cells in ways.items()}
    best = max(worth.values())
    likely = [d for d in worth if worth[d] == best]
    if len(likely) > 1:
        both = " or ".join(DELIMITERS[d] for d in likely)
        raise InputInvalid(f"{file} could be parted by {both}", "put headings that have one of them in quotes")
    return likely[0]


def _split(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line], delimiter=delimiter), [])


def _is_known(cell: str, mapped: Mapping[Field, str]) -> bool:
    return known_field(cell) is not None or cell.strip() in mapped.values()


def _rows(text: str, delimiter: str, file: str, skipped: int) -> tuple[list[list[str]], Sequence[int]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        rows = list(reader)
        if len(rows) > MOST_ROWS:
            raise InputInvalid(f"{file} has {len(rows):,} rows; {MOST_ROWS:,} are allowed", "split it")
        if reader.line_num == len(rows):
            return rows, range(1 + skipped, 1 + skipped + len(rows))
        again = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        return rows, [again.line_num + skipped for _ in again]
    except csv.Error as fault:
        at = reader.line_num + skipped
        raise InputInvalid(
            f"{file} is not CSV from line {at} on: {fault}", "look for a quote that is not closed"
        ) from None


def _refuse_what_is_no_heading(raw: Table, header: Sequence[str], mapped: Mapping[Field, str]) -> None:
    known = sum(_is_known(cell, mapped) for cell in header)
    if any("@" in cell for cell in header) and not known:
        what = f"{raw.file} has no headings: its first {raw.unit} is a person"
        raise InputInvalid(what, "put headings above: mail, name")
    for row, line in zip(raw.rows[1:_HEADINGS_BELOW], raw.lines[1:_HEADINGS_BELOW], strict=True):
        here = sum(known_field(cell) is not None for cell in row)
        if here and not any("@" in cell for cell in row) and (known == 0 or here > 1 or _names_an_address(row)):
            which = "the headings stand" if known == 0 else "there are headings again"
            keep = "above them" if known == 0 else "that is one too many"
            what = f"{raw.file} has two header lines: {which} in {raw.unit} {line}"
            raise InputInvalid(what, f"take out the {raw.unit} {keep}")


def _names_an_address(row: Sequence[str]) -> bool:
    return any(known_field(cell) in (Field.MAIL, Field.PRINCIPAL) for cell in row)
