"""An export: CSV that says in each row which person is in which workspace of which customer.

Columns stand in any order; those that a roster knows are carried over, the others are left aside. Here people may be
spelled in two ways, or stand twice in a workspace: that is told, with both rows, and settled as follows. The first
spelling is used everywhere in a customer. The first row of a person counts, except that an admin stays an admin. A
workspace or customer whose name is no id gets one made from it, and keeps its name.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from reconciler.errors import BadAddress
from reconciler.findings import Place, Severity
from reconciler.kinds.address import PersonKey, key_of
from reconciler.loading.characters import BOM
from reconciler.loading.csv_columns import columns_of
from reconciler.loading.gathered import Gathered
from reconciler.loading.ids import Ids, slug
from reconciler.loading.roster_columns import FORMULA, row_check
from reconciler.loading.roster_lines import cell_column

CARRIED = ("role", "name", "until", "reason", "ticket", "sponsor", "reinvite")
_NEEDED = ("customer", "workspace", "person")


@dataclass(slots=True)
class Exported:
    """A person in one workspace: the first row, and the cells that a roster carries."""

    spelling: str
    cells: dict[str, str]
    line: int


Workspaces = dict[str, dict[PersonKey, Exported]]


@dataclass(slots=True)
class Export:
    """``customers[customer][workspace][person]``, all sorted; ``rows`` were read. ``names`` are those of workspaces
    (customer, workspace) and customers (customer, "") that differ from the id."""

    customers: dict[str, Workspaces] = field(default_factory=dict)
    names: dict[tuple[str, str], str] = field(default_factory=dict)
    rows: int = 0

    @property
    def workspaces(self) -> int:
        return sum(len(workspaces) for workspaces in self.customers.values())

    @property
    def people(self) -> int:
        """People of two customers are two."""
        return sum(len({key for w in workspaces.values() for key in w}) for workspaces in self.customers.values())


def read_export(content: bytes, file: str, found: Gathered) -> Export:
    """What the bytes of an export say; with an error in ``found`` it is not whole."""
    content = content.removeprefix(BOM)
    columns = columns_of(content, file, _NEEDED, f"The first line names {', '.join(_NEEDED)} and role.", found)
    if columns is None:
        return Export()
    reader = _Reader(file, *columns, content.decode(), found)
    reader.run()
    return reader.sorted_export()


class _Reader:
    def __init__(self, file: str, delimiter: str, columns: tuple[str, ...], text: str, found: Gathered) -> None:
        self.file = file
        self.delimiter = delimiter
        self.columns = columns
        self.text = text
        self.found = found
        self.export = Export()
        self._spellings: dict[tuple[str, PersonKey], tuple[str, int]] = {}
        self._customer_ids = Ids()
        self._workspace_ids: dict[str, Ids] = {}
        self._lines: list[str] = []

    def run(self) -> None:
        reader = csv.reader(io.StringIO(self.text, newline=""), delimiter=self.delimiter, strict=True)
        try:
            next(reader)
            for line, row in self._whole_rows(reader):
                self.export.rows += 1
                cells = dict(zip(self.columns, row, strict=True))
                if self._fits(cells, line):
                    self._take(cells, line)
        except csv.Error as fault:
            self._refuse("roster-row", reader.line_num, "", f"It is not CSV from here on: {fault}.", "Look at quotes.")
        if not self.export.rows:
            self.found.add("declares-nothing", "The file names nobody.", "Add rows.", Place(self.file, 1))

    def sorted_export(self) -> Export:
        whole = self.export
        whole.names = {(customer, ""): name for customer, name in self._customer_ids.names().items()}
        for customer, ids in self._workspace_ids.items():
            whole.names |= {(customer, workspace): name for workspace, name in ids.names().items()}
        whole.customers = {
            customer: {name: dict(sorted(people.items())) for name, people in sorted(workspaces.items())}
            for customer, workspaces in sorted(whole.customers.items())
        }
        return whole

    def _whole_rows(self, reader: Any) -> Iterator[tuple[int, list[str]]]:
        line = 1
        for row in reader:
            line += 1
            if row and (len(row) != len(self.columns) or reader.line_num != line):
                what = f"The row has {len(row)} cells; the first line names {len(self.columns)} columns."
                several = "A cell of this row goes on over several lines."
                self._refuse("roster-row", line, "", what if reader.line_num == line else several, "Mend the row.")
                line = reader.line_num
            elif row:
                yield line, row

    def _fits(self, cells: Mapping[str, str], line: int) -> bool:
        """Whether every cell that is used is right; what is not is told."""
        told = False
        for column in ("customer", "workspace"):
            if not slug(cells[column]):
                what = f"`{cells[column]}` names no {column}."
                self._refuse("bad-value", line, column, what, "Fill it in, in letters or digits.")
                told = True
        try:
            key_of(cells["person"])
        except BadAddress as fault:
            self._refuse("bad-address", line, "person", f"`{cells['person']}`: {fault.what}.", fault.remedy)
            told = True
        carried = {column: cells[column] for column in ("person", *CARRIED) if cells.get(column)}
        for column, said in row_check().problems(carried):
            self._refuse(said.code, line, column, said.explanation, said.remedy)
            told = True
        for column in (c for c, cell in carried.items() if cell[0] in FORMULA):
            what = f"`{column}` starts with {carried[column][0]}, which a spreadsheet would run as a formula."
            self._refuse("roster-row", line, column, what, "Remove the character.")
            told = True
        return not told

    def _take(self, cells: Mapping[str, str], line: int) -> None:
        customer = self._id("customer", cells["customer"], self._customer_ids, line)
        workspace = self._id("workspace", cells["workspace"], self._workspace_ids.setdefault(customer, Ids()), line)
        text = cells["person"]
        key = key_of(text)
        spelling, first_line = self._spellings.setdefault((customer, key), (text, line))
        if spelling != text:
            what = f"{text} is spelled {spelling} in row {first_line}; that spelling is used for all of {customer}."
            self._settle("D-11", line, what, first_line)
        people = self.export.customers.setdefault(customer, {}).setdefault(workspace, {})
        carried = {column: cells[column] for column in CARRIED if cells.get(column)}
        known = people.setdefault(key, Exported(spelling, carried, line))
        if known.line == line:
            return
        role = "admin" if "admin" in (carried.get("role"), known.cells.get("role")) else "member"
        what = f"{text} is in {workspace} of {customer} in row {known.line} already; that row counts, as {role}."
        self._settle("duplicate-person", line, what, known.line)
        known.cells["role"] = role

    def _id(self, column: str, name: str, ids: Ids, line: int) -> str:
        made = ids.made(name, line)
        if made.clash:
            what = f"The {column} `{name}` would get the id {made.id}, as another one in row {made.clash} does."
            self._refuse("bad-value", line, column, what, "Rename one of them in the export.")
        elif made.new and made.id != name:
            what = f"`{name}` is no id; the {column} gets the id {made.id} and keeps its name."
            at = self._place(line, column)
            self.found.add("bad-value", what, "Nothing has to be done.", at, (), Severity.WARNING)
        return made.id

    def _settle(self, code: str, line: int, what: str, first_line: int) -> None:
        places = self._place(line, "person"), (self._place(first_line, "person"),)
        self.found.add(
            code, what, "Nothing has to be done; mend the export where it comes from.", *places, Severity.WARNING
        )

    def _refuse(self, code: str, line: int, column: str, what: str, remedy: str) -> None:
        self.found.add(code, what, remedy, self._place(line, column))

    def _place(self, line: int, column: str) -> Place:
        if not self._lines:
            self._lines = self.text.split("\n")
        if not column or line > len(self._lines):
            return Place(self.file, line)
        return Place(self.file, line, cell_column(self._lines[line - 1], self.delimiter, self.columns.index(column)))
