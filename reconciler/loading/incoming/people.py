"""Who is named by the rows of a table, and which rows cannot be taken.

Of several rows for one person the same one counts whatever their order: an admin before a member, then the one that
sorts first. A row that says the same again is only counted; one that says something else is rejected, and so is a row
whose address or cell does not fit.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import repeat
from typing import NamedTuple

from reconciler.errors import InputInvalid
from reconciler.kinds.address import PersonKey
from reconciler.loading.incoming.accounts import Account, Accounts, Kind, Row, RowRefused
from reconciler.loading.incoming.headings import Columns, Field
from reconciler.loading.incoming.tables import Table


class Take(StrEnum):
    """Whether accounts of a kind come into the roster."""

    TAKE = "take"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which accounts are wanted."""

    disabled: Take = Take.LEAVE
    guests: Take = Take.TAKE


class Rejected(NamedTuple):
    """``cells`` are those of the columns that are used. ``key`` is empty where nobody can say who is meant."""

    line: int
    cells: tuple[str, ...]
    why: str
    key: str = ""


@dataclass(slots=True)
class Incoming:
    """``said`` are the columns that ``people`` have cells for; ``header`` is that of the rejects. ``again`` rows said
    the same as another. ``disabled`` were left out or are among ``people``, and so were ``guests``."""

    people: dict[PersonKey, Row] = field(default_factory=dict)
    said: tuple[Field, ...] = ()
    header: tuple[str, ...] = ()
    rejected: list[Rejected] = field(default_factory=list)
    rows: int = 0
    again: int = 0
    disabled: set[PersonKey] = field(default_factory=set)
    guests: set[PersonKey] = field(default_factory=set)
    decoded: set[PersonKey] = field(default_factory=set)
    told: str = ""


def people_in(table: Table, columns: Columns, wanted: Wanted) -> Incoming:
    """Everybody whom the table names. InputInvalid where it holds formulas, or nobody at all; but logins without any
    address are rejects that can be mended."""
    reader = _Reader(table, columns, wanted)
    reader.run()
    into = reader.into
    if not (into.people or into.disabled or into.guests or Field.LOGIN in columns):
        raise InputInvalid(reader.nobody(), "look at that column, or name another: --map mail=HEADING")
    into.rejected.sort()
    if wanted.disabled is Take.LEAVE:
        into.disabled -= into.people.keys()
    if wanted.guests is Take.LEAVE:
        into.guests -= into.people.keys()
    return into


class _Reader:
    def __init__(self, table: Table, columns: Columns, wanted: Wanted) -> None:
        self.table, self.wanted = table, wanted
        self.columns = columns
        self.used = sorted(set(columns.values()))
        self.accounts = Accounts(columns)
        self.into = Incoming(said=self.accounts.said, header=tuple(table.header[n] for n in self.used), told=table.told)
        self._kept: dict[PersonKey, tuple[int, Sequence[str]]] = {}

    def run(self) -> None:
        into, width, read, take = self.into, len(self.table.header), self.accounts.read, self._take
        formulas = self.table.formulas
        for line, row in zip(self.table.lines, self.table.rows, strict=True):
            if not any(row):
                continue
            into.rows += 1
            try:
                if len(row) != width:
                    row = self._of_width(row, width)
                if formulas:
                    self._refuse_formulas(row, line)
                take(read(row), row, line)
            except RowRefused as fault:
                self._reject(line, row, fault.why, fault.key)

    def nobody(self) -> str:
        """Why nothing of the table can be used, in one sentence."""
        column = self.table.header[self.columns.get(Field.MAIL, self.columns.get(Field.PRINCIPAL, 0))]
        first = self.into.rejected[0]
        file, unit = self.table.file, self.table.unit
        if any(rejected.key for rejected in self.into.rejected):
            return f"{file}: no row can be used; the first is {unit} {first.line}: {first.why}"
        return f"{file} has no address in any row of `{column}`; the first is {unit} {first.line}: {first.why}"

    def _of_width(self, row: Sequence[str], width: int) -> Sequence[str]:
        """Spreadsheets leave out empty cells at the end, or add some."""
        if len(row) <= self.used[-1] or any(row[width:]):
            raise RowRefused(f"it has {len(row)} cells, the headings {width}")
        return [*row[:width], *repeat("", width - len(row))]

    def _refuse_formulas(self, row: Sequence[str], line: int) -> None:
        for number in self.used:
            if row[number][:1] == "=":
                table = self.table
                what = f"{table.file} has formulas: `{table.header[number]}` in {table.unit} {line} is one"
                raise InputInvalid(what, "nothing is worked out here: paste the column as values, and export again")

    def _take(self, account: Account, row: Sequence[str], line: int) -> None:
        into, key = self.into, account.key
        if account.decoded:
            into.decoded.add(key)
        if account.kind is Kind.GUEST:
            into.guests.add(key)
            if self.wanted.guests is Take.LEAVE:
                return
        if not account.in_use:
            into.disabled.add(key)
            if self.wanted.disabled is Take.LEAVE:
                return
        known = into.people.get(key)
        if known is None:
            into.people[key], self._kept[key] = account.row, (line, row)
        elif known.cells == account.row.cells:
            into.again += 1
            into.people[key] = min(known, account.row)
        else:
            self._settle(key, known, account.row, row, line)

    def _settle(self, key: PersonKey, known: Row, other: Row, row: Sequence[str], line: int) -> None:
        kept_line, kept_row = self._kept[key]
        if self._rank(other) < self._rank(known):
            self.into.people[key], self._kept[key] = other, (line, row)
            line, row, kept_line = kept_line, kept_row, line
        why = f"{known.person} is in {self.table.unit} {kept_line} too, with other cells; that one counts"
        self._reject(line, row, why, key)

    def _rank(self, row: Row) -> tuple[bool, tuple[str, ...], str]:
        return "admin" not in row.cells[: Field.ROLE in self.into.said], row.cells, row.person

    def _reject(self, line: int, row: Sequence[str], why: str, key: str) -> None:
        cells = tuple(row[n] if n < len(row) else "" for n in self.used)
        self.into.rejected.append(Rejected(line, cells, why, key))
