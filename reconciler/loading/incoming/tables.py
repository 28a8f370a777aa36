"""A text becomes a table: the separator found by itself, the heading in its first line, every row with its line."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from reconciler.errors import InputInvalid
from reconciler.kinds.formulas import before_inert
from reconciler.loading.incoming.decoding import decoded
from reconciler.loading.incoming.headings import REJECTED, Field, known_field
from reconciler.loading.roster_lines import DELIMITERS

MOST_COLUMNS = 1_000
MOST_ROWS = 1_000_000
_HEADINGS_BELOW = 5


Line = tuple[int, Sequence[str]]
"""The line (in a workbook the row) at which a row ends, and its cells."""


@dataclass(frozen=True, slots=True)
class Table:
    """``rows`` may be gone through more than once. Those of a text are read while somebody does, and may turn out to be
    no CSV further down: InputInvalid. ``told``: what was found by itself. ``formulas``: whether there could be any."""

    file: str
    header: tuple[str, ...]
    rows: Iterable[Line]
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
    told = f"{encoding}, parted by {DELIMITERS[delimiter].removeprefix('a ')}s"
    rows = _TextRows(text.encode(), delimiter, file, skipped)
    return headed(Table(file, (), rows, told, formulas="=" in text), mapped)


def headed(raw: Table, mapped: Mapping[Field, str]) -> Table:
    """Of rows without a header: the first one is the heading, and the only one. InputInvalid where it is not."""
    file = raw.file
    ahead = list(islice(raw.rows, _HEADINGS_BELOW))
    header = tuple(cell.strip() for cell in ahead[0][1]) if ahead else ()
    if len(header) > MOST_COLUMNS:
        raise InputInvalid(f"{file} has {len(header):,} columns; {MOST_COLUMNS:,} are allowed", "take some out")
    _refuse_what_is_no_heading(raw, header, ahead[1:], mapped)
    rows: Iterable[Line] = _Below(raw.rows)
    if REJECTED in header:
        rows = _AsTheyStood(rows)
    if not any(any(row) for _, row in rows):
        raise InputInvalid(f"{file} has headings and nobody below them", "export it again, with its people")
    return replace(raw, header=header, rows=rows)


class _Below:
    """The rows below the heading."""

    def __init__(self, rows: Iterable[Line]) -> None:
        self.rows = rows

    def __iter__(self) -> Iterator[Line]:
        return islice(self.rows, 1, None)


class _AsTheyStood:
    """The rows of a file of rejects, without what kept their cells from being run."""

    def __init__(self, rows: Iterable[Line]) -> None:
        self.rows = rows

    def __iter__(self) -> Iterator[Line]:
        return ((line, [before_inert(cell) for cell in row]) for line, row in self.rows)


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


class _TextRows:
    """The rows of a text in UTF-8: of hundreds of thousands nobody needs all at once, and they are ten times as large
    as the text."""

    def __init__(self, content: bytes, delimiter: str, file: str, skipped: int) -> None:
        self.content, self.delimiter, self.file, self.skipped = content, delimiter, file, skipped

    def __iter__(self) -> Iterator[Line]:
        text = io.TextIOWrapper(io.BytesIO(self.content), encoding="utf-8", newline="")
        reader, skipped = csv.reader(text, delimiter=self.delimiter, strict=True), self.skipped
        try:
            for number, row in enumerate(reader):
                if number == MOST_ROWS:
                    raise InputInvalid(f"{self.file} has more than {MOST_ROWS:,} rows", "split it")
                yield reader.line_num + skipped, row
        except csv.Error as fault:
            at = reader.line_num + skipped
            what = f"{self.file} is not CSV from line {at} on: {fault}"
            raise InputInvalid(what, "look for a quote that is not closed") from None


def _refuse_what_is_no_heading(
    raw: Table, header: Sequence[str], below: Sequence[Line], mapped: Mapping[Field, str]
) -> None:
    known = sum(_is_known(cell, mapped) for cell in header)
    if any("@" in cell for cell in header) and not known:
        what = f"{raw.file} has no headings: its first {raw.unit} is a person"
        raise InputInvalid(what, "put headings above: mail, name")
    for line, row in below:
        here = sum(known_field(cell) is not None for cell in row)
        if here and not any("@" in cell for cell in row) and (known == 0 or here > 1 or _names_an_address(row)):
            which = "the headings stand" if known == 0 else "there are headings again"
            keep = "above them" if known == 0 else "that is one too many"
            what = f"{raw.file} has two header lines: {which} in {raw.unit} {line}"
            raise InputInvalid(what, f"take out the {raw.unit} {keep}")


def _names_an_address(row: Sequence[str]) -> bool:
    return any(known_field(cell) in (Field.MAIL, Field.PRINCIPAL) for cell in row)
