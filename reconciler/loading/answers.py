"""A CSV of answers: what people did elsewhere, one row each, columns in any order, more columns welcome."""

import csv
from array import array
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import chain, groupby, islice, repeat
from operator import itemgetter
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from reconciler.applying.answers import Answer, Answered
from reconciler.errors import BadAddress, InputInvalid
from reconciler.findings import Finding, Place, Severity
from reconciler.kinds.account_policy import AccountKind, account_of_tenant
from reconciler.kinds.address import PersonKey, key_of, usual_keys
from reconciler.kinds.days import day_of
from reconciler.kinds.estate import CustomerId
from reconciler.kinds.workspace import WorkspaceId
from reconciler.loading.days import is_day, moment
from reconciler.loading.roster_lines import DELIMITERS
from reconciler.loading.yaml import LARGEST_FILE

NEEDED = ("customer", "workspace", "person", "answer")
"""``at`` may be left out: the answer then counts as of today."""
EXAMPLE = "customer,workspace,person,answer,at"
_AT_ONCE = 4096
Cell = TypeVar("Cell")
_SOMEBODY = "somebody"
_ANSWERS = {answer.value: answer for answer in Answer}
_ACCOUNTS = (AccountKind.WORK, AccountKind.PERSONAL)
"""``account``, or ``tenant``, may say what somebody signed in with (D-09)."""


class Said(NamedTuple):
    """What a row says besides of whom: thousands say the same, and share it."""

    workspace: WorkspaceId
    answer: Answer
    on: date
    account: AccountKind | None


class OfCustomer:
    """The good rows of one customer, each made when it is asked for: of a million rows together that is 20 MB, where
    the answers themselves are 130."""

    def __init__(self) -> None:
        self._said: list[Said] = []
        self._people: list[PersonKey] = []
        self._rows = array("L")

    def add(self, said: Iterable[Said], people: Iterable[PersonKey], rows: Iterable[int]) -> None:
        self._said.extend(said)
        self._people.extend(people)
        self._rows.extend(rows)

    def __iter__(self) -> Iterator[Answered]:
        for (workspace, answer, on, account), person, row in zip(self._said, self._people, self._rows, strict=True):
            yield Answered(workspace, person, answer, on, row, account)


class Answers(NamedTuple):
    """The good rows by customer, and a finding for each bad one."""

    by_customer: Mapping[CustomerId, OfCustomer]
    findings: tuple[Finding, ...]
    rows: int


class _Cells(NamedTuple, Generic[Cell]):
    """As they are written; empty where there is none."""

    customer: Cell
    workspace: Cell
    person: Cell
    answer: Cell
    at: Cell
    account: Cell
    tenant: Cell


class _Columns(NamedTuple):
    """Some rows, column by column, and the line of each."""

    lines: Sequence[int]
    cells: _Cells[Sequence[str]]


def read_answers(file: Path, today: date) -> Answers:
    """InputInvalid where the file as a whole cannot be read: no such file, not UTF-8, columns missing."""
    found: dict[CustomerId, OfCustomer] = {}
    findings: list[Finding] = []
    rows = 0
    known: dict[PersonKey, PersonKey] = {}
    for some in _columns(file):
        rows += len(some.lines)
        good = _by_columns(some, today, known) or _one_by_one(file, some, today, findings)
        for customer, start, end in _runs(good.customers):
            of_customer = found.setdefault(CustomerId(customer), OfCustomer())
            of_customer.add(good.said[start:end], good.people[start:end], good.rows[start:end])
    return Answers({c: found[c] for c in sorted(found)}, tuple(findings), rows)


class _Good(NamedTuple):
    """Rows that are right, in columns."""

    customers: Sequence[str]
    said: Sequence[Said]
    people: Sequence[PersonKey]
    rows: Sequence[int]


def _runs(customers: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """Rows of one customer that follow each other: from where to before where."""
    start = 0
    for customer, run in groupby(customers):
        end = start + len(list(run))
        yield customer, start, end
        start = end


def _by_columns(rows: _Columns, today: date, known: dict[PersonKey, PersonKey]) -> _Good | None:
    """Many rows together, in a third of the time of one by one. None where something is wrong with one of them. Who is
    ``known`` from earlier rows has one text for all of them."""
    cells = rows.cells
    keys, alike = usual_keys(cells.person), list(zip(*cells[:2], *cells[3:], strict=True))
    try:
        said = {each: _said(_Cells._make((*each[:2], _SOMEBODY, *each[2:])), today) for each in set(alike)}
    except ValueError:
        return None
    if keys is None:
        return None
    keys = list(map(known.setdefault, keys, keys))
    return _Good(cells.customer, list(map(said.__getitem__, alike)), keys, rows.lines)


def _one_by_one(file: Path, rows: _Columns, today: date, findings: list[Finding]) -> _Good:
    """What is wrong goes to ``findings``."""
    good: list[tuple[str, Said, PersonKey, int]] = []
    for line, *cells in zip(rows.lines, *rows.cells, strict=True):
        row = _Cells[str](*cells)
        try:
            good.append((row.customer, _said(row, today), key_of(row.person.strip()), line))
        except (ValueError, BadAddress) as fault:
            findings.append(bad_row(file, line, str(fault)))
    return _Good(*map(list, zip(*good, strict=True))) if good else _Good((), (), (), ())


def bad_row(file: Path, line: int, why: str) -> Finding:
    return Finding(
        "answer-row",
        Severity.ERROR,
        "answer that was not recorded",
        why,
        "Correct the row and record it again; the rows that were good are not harmed by being there twice.",
        Place(str(file), line),
    )


def _lines(file: Path) -> Iterator[str]:
    """One at a time: a million of them take more memory than what they say."""
    empty = True
    try:
        if file.is_file() and file.stat().st_size > LARGEST_FILE:
            what = f"{file} is larger than {LARGEST_FILE:,} bytes"
            raise InputInvalid(what, "split it: recording one part after the other comes to the same")
        with file.open(encoding="utf-8-sig") as lines:
            for line in lines:
                empty = empty and line.isspace()
                yield line
    except (OSError, UnicodeDecodeError) as fault:
        reason = fault.strerror if isinstance(fault, OSError) else f"it is not UTF-8 ({fault.reason})"
        raise InputInvalid(f"{file} cannot be read: {reason}", f"give a UTF-8 CSV with the columns {EXAMPLE}") from None
    if empty:
        raise InputInvalid(f"{file} is empty", f"its first line names the columns: {EXAMPLE}")


def _columns(file: Path) -> Iterator[_Columns]:
    """Row by row a million of them would take twice as long."""
    lines = _lines(file)
    first = next(lines)
    if first.isspace():
        deque(lines, maxlen=0)  # is there anything?
    delimiter = next((d for d in DELIMITERS if d in first), ",")
    reader = csv.reader(chain([first], lines), delimiter=delimiter, strict=True)
    try:
        header = next(reader)
        if missing := [name for name in NEEDED if name not in header]:
            raise InputInvalid(f"{file} has no column {missing[0]!r}", f"its first line names the columns: {EXAMPLE}")
        width, number = len(header), {name: number for number, name in enumerate(header)}
        cells = itemgetter(*(number.get(name, width) for name in _Cells._fields))
        while some := [(reader.line_num, row) for row in islice(reader, _AT_ONCE)]:
            if rows := [row if len(row) == width else _filled(row, width) for _, row in some if row]:
                columns = [*zip(*rows, strict=True), [""] * len(rows)]
                yield _Columns([line for line, row in some if row], _Cells._make(cells(columns)))
    except csv.Error as fault:
        what = f"{file}:{reader.line_num}: {fault}"
        raise InputInvalid(what, "mend that row; nothing was recorded") from None


def _filled(row: Sequence[str], width: int) -> list[str]:
    """A row that has fewer cells than the first one, or more."""
    return [*row, *repeat("", width)][:width]


def _said(row: _Cells[str], today: date) -> Said:
    """ValueError where it is not right, of the person only where nobody is named."""
    words = [word.strip() for word in row[: len(NEEDED)]]
    if "" in words:
        raise ValueError(f"{NEEDED[words.index('')]} is empty")
    _, workspace, _, answer = words
    if answer not in _ANSWERS:
        raise ValueError(f"{answer!r} is no answer; write {', '.join(Answer)}")
    return Said(WorkspaceId(workspace), _ANSWERS[answer], _day(row.at, today), _account(row.account, row.tenant))


@lru_cache(maxsize=4096)
def _account(said: str, tenant: str) -> AccountKind | None:
    """The real kind of account, where the row says it, or the tenant that the account is of."""
    word, tenant = said.strip(), tenant.strip()
    if word and word not in _ACCOUNTS:
        raise ValueError(f"{word!r} is no kind of account; write {' or '.join(_ACCOUNTS)}, or leave it empty")
    told = [AccountKind(word)] if word else []
    told += [account_of_tenant(tenant)] if tenant else []
    if len(set(told)) > 1:
        raise ValueError(f"the account is {told[0]}, and the tenant {tenant} is of {told[1]} accounts")
    return told[0] if told else None


@lru_cache(maxsize=4096)
def _day(text: str, today: date) -> date:
    """The day, in UTC, of a day or a moment."""
    written = text.strip()
    if not written:
        return today
    try:
        day = day_of(written) or today if is_day(written) else moment(written).date()
    except ValueError:
        raise ValueError(f"{text!r} is no day or moment; write 2026-06-01 or 2026-06-01T09:00:00Z") from None
    if day > today:
        at = f"{day}T08:00+13:00"
        raise ValueError(f"{day} is yet to come: in UTC today is {today}; where it has come already write {at}")
    return day
