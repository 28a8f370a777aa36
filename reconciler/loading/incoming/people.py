"""Who is named by the rows of a table, and which rows cannot be taken.

Of several rows for one person the same one counts whatever their order: an admin before a member, then the one that
sorts first. A row that says the same again is only counted; one that says something else is rejected, and so is a row
whose address or cell does not fit.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice, repeat
from typing import NamedTuple

from reconciler.errors import InputInvalid
from reconciler.kinds.address import PersonKey
from reconciler.loading.incoming.accounts import Account, Accounts, Kind, Row, RowRefused
from reconciler.loading.incoming.headings import Columns, Field
from reconciler.loading.incoming.ordinary_accounts import Together, read_together
from reconciler.loading.incoming.tables import Line, Table

_AT_ONCE = 512
"""Rows. One that needs a look has all of its stretch looked at."""


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

    def rank(self, row: Row) -> tuple[bool, tuple[str, ...], str]:
        """Of several rows for one person the first counts."""
        return "admin" not in row.cells[: Field.ROLE in self.said], row.cells, row.person


def people_in(table: Table, columns: Columns, wanted: Wanted, at_once: int = _AT_ONCE) -> Incoming:
    """Everybody whom the table names; a row with a formula is a reject, for nothing is worked out here. InputInvalid
    where nobody can be used; but logins without any address are rejects that can be mended."""
    reader = _Reader(table, columns, wanted)
    reader.run(at_once)
    into = reader.into
    if not (into.people or into.disabled or into.guests or Field.LOGIN in columns):
        raise InputInvalid(*reader.nobody())
    into.rejected.sort()
    if wanted.disabled is Take.LEAVE:
        into.disabled -= into.people.keys()
    if wanted.guests is Take.LEAVE:
        into.guests -= into.people.keys()
    return into


class _Lost(NamedTuple):
    """A row that does not count because another one of the same person does: both by their number."""

    number: int
    counts: int
    person: str
    key: PersonKey


class _Reader:
    """Of a row that counts only its number is kept: of hundreds of thousands few are ever asked for again."""

    def __init__(self, table: Table, columns: Columns, wanted: Wanted) -> None:
        self.table, self.wanted = table, wanted
        self.columns = columns
        self.used = sorted(set(columns.values()))
        self.accounts = Accounts(columns)
        self.into = Incoming(said=self.accounts.said, header=tuple(table.header[n] for n in self.used), told=table.told)
        self._kept: dict[PersonKey, int] = {}
        self._lost: list[_Lost] = []
        self._formula = ""
        """The first one that was seen, in a sentence."""

    def run(self, at_once: int) -> None:
        rows, number = iter(self.table.rows), 0
        while stretch := list(islice(rows, at_once)):
            if not self._take_together(number, [row for _, row in stretch]):
                for at, (line, row) in enumerate(stretch, number):
                    self._take_alone(at, line, row)
            number += len(stretch)
        self._reject_lost()

    def _take_together(self, number: int, rows: Sequence[Sequence[str]]) -> bool:
        """A whole stretch in a few steps. False, and nothing done, where its rows are to be looked at one by one."""
        if set(map(len, rows)) != {len(self.table.header)} or (self.table.formulas and self._formulas_in(rows)):
            return False
        taken = read_together(self.accounts, rows)
        if taken is None:
            return False
        people, into = dict(zip(taken.keys, taken.rows, strict=True)), self.into
        if len(people) < len(rows) or not into.people.keys().isdisjoint(people):
            return False
        into.rows += len(rows)
        self._kept.update(zip(people, range(number, number + len(rows)), strict=True))
        for key in self._noted(taken):
            del people[key]
        into.people.update(people)
        return True

    def _noted(self, taken: Together) -> set[PersonKey]:
        """Counts guests and disabled accounts, and gives those who are not wanted."""
        into, wanted = self.into, self.wanted
        unwanted = taken.guests if wanted.guests is Take.LEAVE else set[PersonKey]()
        disabled = taken.disabled - unwanted
        into.decoded |= taken.decoded
        into.guests |= taken.guests
        into.disabled |= disabled
        return unwanted | disabled if wanted.disabled is Take.LEAVE else unwanted

    def _formulas_in(self, rows: Sequence[Sequence[str]]) -> bool:
        return any(row[number][:1] == "=" for number in self.used for row in rows)

    def _take_alone(self, number: int, line: int, row: Sequence[str]) -> None:
        if not any(row):
            return
        self.into.rows += 1
        try:
            if len(row) != len(self.table.header):
                row = self._of_width(row, len(self.table.header))
            formula = self._formula_in(row, line) if self.table.formulas else ""
            account = self.accounts.read(row)
            if formula:
                raise RowRefused(f"`{formula}` is a formula", account.key)
            self._take(account, number)
        except RowRefused as fault:
            self._reject((line, row), fault.why, fault.key)

    def nobody(self) -> tuple[str, str]:
        """Why nothing of the table can be used, and what to do about it."""
        if self._formula:
            return self._formula, "nothing is worked out here: paste the column as values, and export again"
        return self._unusable(), "look at that column, or name another: --map mail=HEADING"

    def _unusable(self) -> str:
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

    def _formula_in(self, row: Sequence[str], line: int) -> str:
        """The heading of the first one in a row; empty where there is none."""
        heading = next((self.table.header[number] for number in self.used if row[number][:1] == "="), "")
        if heading and not self._formula:
            self._formula = f"{self.table.file} has formulas: `{heading}` in {self.table.unit} {line} is one"
        return heading

    def _take(self, account: Account, number: int) -> None:
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
            into.people[key], self._kept[key] = account.row, number
        elif known.cells == account.row.cells:
            into.again += 1
            into.people[key] = min(known, account.row)
        elif into.rank(account.row) < into.rank(known):
            self._lost.append(_Lost(self._kept[key], number, account.row.person, key))
            into.people[key], self._kept[key] = account.row, number
        else:
            self._lost.append(_Lost(number, self._kept[key], known.person, key))

    def _reject_lost(self) -> None:
        asked = {number for lost in self._lost for number in (lost.number, lost.counts)}
        rows = {n: row for n, row in enumerate(self.table.rows) if n in asked} if asked else {}
        for lost in self._lost:
            where = f"{self.table.unit} {rows[lost.counts][0]}"
            why = f"{lost.person} is in {where} too, with other cells; that one counts"
            self._reject(rows[lost.number], why, lost.key)

    def _reject(self, at: Line, why: str, key: str) -> None:
        line, row = at
        cells = tuple(row[n] if n < len(row) else "" for n in self.used)
        self.into.rejected.append(Rejected(line, cells, why, key))
