"""Rosters: CSV with one person a line, in whichever dialect spreadsheets write, where that is unambiguous.

An ordinary roster is taken by columns (see ``roster_columns``). In any other a row costs two look-ups: its person, and
all other cells together, which are judged once for each distinct set. A row that is not understood is a finding at its
file, row and column, and never left out silently.
"""

import csv
import io
from collections.abc import Iterator
from itertools import islice
from operator import itemgetter
from typing import Any

from reconciler.kinds.seat import Role, Seat
from reconciler.loading.characters import BOM, first_blot, odd_character
from reconciler.loading.gathered import MOST, Gathered
from reconciler.loading.nodes import COLUMN_BITS, place
from reconciler.loading.roster_columns import FORMULA, LONGEST_NAME, by_columns, header_of, row_check
from reconciler.loading.roster_lines import MOST_COLUMNS, Header, cell_column
from reconciler.loading.seats import Columns, Row, wanted


class Roster:
    """One roster file. ``names`` is complete once ``columns`` gave them or ``rows`` has run: the address as written,
    and the name beside it."""

    def __init__(self, content: bytes, file: str, found: Gathered) -> None:
        self.file = file
        self.found = found
        self.names: dict[str, str] = {}
        self.count = 0
        self._columns: Columns | None = None
        self._bad = 0
        self._content = content.removeprefix(BOM)
        self._looked_at = (1, 0)
        self._seats: dict[Any, Seat | None] = {}

    def columns(self) -> Columns | None:
        """Everybody in the file at once, or None, where ``rows`` is to be asked."""
        if self._columns is None:
            self._columns = by_columns(self._content)
        if self._columns is not None:
            self.names = self._columns.names
        return self._columns

    def is_of(self, file: str, content: bytes) -> bool:
        return self.file == file and self._content == content.removeprefix(BOM)

    @property
    def ordinary(self) -> bool:
        """Whether nothing in it has to be told of where it is taken once more."""
        return self._columns is not None

    def rows(self) -> Iterator[Row]:
        """Everybody in the file, in its order; what is wrong goes to ``found``."""
        self.names = {}
        header = self._header()
        if header is None:
            return
        text = io.TextIOWrapper(io.BytesIO(self._content), encoding="utf-8", newline="")
        reader = csv.reader(text, delimiter=header.delimiter, strict=True)
        try:
            next(reader)
            yield from self._people(reader, header)
        except csv.Error as fault:
            self._refuse("roster-row", reader.line_num, 1, f"It is not CSV from here on: {fault}.", "Look at quotes.")
            return
        if not self.count:
            what = "The roster names nobody."
            self.found.add("declares-nothing", what, "Add people, or remove it from members_from.", place(self.file, 0))

    def _people(self, reader: Any, header: Header) -> Iterator[Row]:
        person_at, name_at, width = header.person, header.name, len(header.columns)
        others = itemgetter(*header.others) if header.others else lambda _row: ()
        seats, line = self._seats, 1
        for row in reader:
            line += 1
            if not row:
                continue
            self.count += 1
            if len(row) != width or reader.line_num != line:
                self._odd_row(row, line, width)
                line = reader.line_num
                continue
            person = row[person_at]
            rest = others(row)
            seat = seats.get(rest)
            if seat is None or person[:1] in FORMULA or not person:
                seat = self._judged(row, line, header)
                if seat is None:
                    continue
                seats[rest] = seat
            if name_at is not None and row[name_at] and self._fit_name(row, line, header):
                self.names[person] = row[name_at]
            yield person, seat, (line - 1) << COLUMN_BITS

    def _judged(self, row: list[str], line: int, header: Header) -> Seat | None:
        """The seat a row asks for, or None where a cell is not right."""
        fields = {column: cell for column, cell in zip(header.columns, row, strict=True) if cell or column == "person"}
        if self._bad >= MOST:
            return self._judged_briefly(fields)
        problems = row_check().problems(fields)
        for field, said in problems:
            remedy = said.remedy.replace(f"{field}: ", "").replace('"', "")  # a cell is no YAML
            self._refuse(said.code, line, self._column(line, header, field), said.explanation, remedy)
        formulas = [column for column, cell in fields.items() if cell[:1] in FORMULA]
        for column in formulas:
            what = f"`{column}` starts with {fields[column][0]}, which a spreadsheet would run as a formula."
            self._refuse("roster-row", line, self._column(line, header, column), what, "Remove the character.")
        empty = not fields["person"]
        if empty:
            self._refuse(
                "roster-row", line, self._column(line, header, "person"), "The row names nobody.", "Remove it."
            )
        if problems or formulas or empty:
            self._bad += 1
            return None
        return wanted(fields, Role.MEMBER)

    def _judged_briefly(self, fields: dict[str, str]) -> Seat | None:
        """After a thousand bad rows the rest are counted: words for a million take longer than anybody reads."""
        if row_check().fits(fields) and fields["person"] and not any(cell[:1] in FORMULA for cell in fields.values()):
            return wanted(fields, Role.MEMBER)
        self.found.skip(self.file)
        return None

    def _fit_name(self, row: list[str], line: int, header: Header) -> bool:
        name = row[header.name or 0]
        if name[0] not in FORMULA and len(name) <= LONGEST_NAME:
            return True
        self._judged(row, line, header)
        return False

    def _odd_row(self, row: list[str], line: int, width: int) -> None:
        if len(row) == width or any(odd_character(cell) for cell in islice(row, MOST_COLUMNS)):
            self._refuse(
                "roster-row", line, 1, "A cell of this row goes on over several lines.", "Write it on one line."
            )
        else:
            what = f"The row has {len(row):,} cells; the first line names {width:,} column{'s'[width == 1 :]}."
            self._refuse("roster-row", line, 1, what, "Give it one cell for each column; empty ones may stay empty.")

    def _header(self) -> Header | None:
        if self._blotted(tabs=True):
            return None
        first = self._content.split(b"\n", 1)[0].decode().rstrip("\r")
        if not first.strip() and not self._content.strip():
            what = "The roster is empty."
            self.found.add("declares-nothing", what, "Add people, or remove it from members_from.", place(self.file, 0))
            return None
        header = header_of(first)
        if isinstance(header, Header):
            return None if header.delimiter != "\t" and self._blotted(tabs=False) else header
        for column, code, what, remedy in header:
            self._refuse(code, 1, column, what, remedy)
        return None

    def _blotted(self, tabs: bool) -> bool:
        """Whether something stands in it that is no text; a tab is, where it stands between cells."""
        blot = first_blot(self._content, tabs)
        if blot:
            self._refuse(blot.code, blot.line + 1, blot.column + 1, blot.sentence, "Save the roster as UTF-8 CSV.")
        return blot is not None

    def _column(self, line: int, header: Header, field: str) -> int:
        number = header.columns.index(field) if field in header.columns else 0
        return cell_column(self._line(line), header.delimiter, number)

    def _line(self, line: int) -> str:
        """A line from its number. What is told of goes down the file, so the search goes on from the last one."""
        number, start = self._looked_at if self._looked_at[0] <= line else (1, 0)
        for _ in range(number, line):
            start = self._content.index(b"\n", start) + 1
        self._looked_at = (line, start)
        end = self._content.find(b"\n", start)
        return self._content[start : end if end >= 0 else None].decode()

    def _refuse(self, code: str, line: int, column: int, what: str, remedy: str) -> None:
        self.found.add(code, what, remedy, place(self.file, (line - 1) << COLUMN_BITS | (column - 1)))
