"""A CSV of answers: what people did elsewhere, one row each, columns in any order, more columns welcome."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from pathlib import Path
from typing import IO, Generic, NamedTuple, TypeVar

from reconciler.applying.answered import Alike, Answer, Replies, Reply, at_places, places_of_like
from reconciler.errors import BadAddress, InputInvalid
from reconciler.findings import Finding, Place, Severity
from reconciler.kinds.account_policy import AccountKind, account_of_tenant
from reconciler.kinds.address import PersonKey, key_of, usual_keys
from reconciler.kinds.days import day_of
from reconciler.kinds.estate import CustomerId
from reconciler.kinds.workspace import WorkspaceId
from reconciler.loading.answer_rows import Table
from reconciler.loading.days import is_day, moment
from reconciler.loading.roster_lines import DELIMITERS
from reconciler.loading.yaml import LARGEST_FILE

NEEDED = ("customer", "workspace", "person", "answer")
"""``at`` may be left out: the answer then counts as of today."""
EXAMPLE = "customer,workspace,person,answer,at"
Cell = TypeVar("Cell")
_SOMEBODY = "somebody"
_ANSWERS = {answer.value: answer for answer in Answer}
_ACCOUNTS = (AccountKind.WORK, AccountKind.PERSONAL)
"""``account``, or ``tenant``, may say what somebody signed in with (D-09)."""


class Answers(NamedTuple):
    """The good rows by customer, and a finding for each bad one."""

    by_customer: Mapping[CustomerId, Replies]
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
    found: dict[CustomerId, Replies] = {}
    findings: list[Finding] = []
    rows = 0
    known: dict[PersonKey, PersonKey] = {}
    for some in _columns(file):
        rows += len(some.lines)
        good = _together(some, today, known)
        for customer, alike in _one_by_one(file, some, today, findings) if good is None else good:
            found.setdefault(CustomerId(customer), Replies()).add(*alike)
    return Answers({c: found[c] for c in sorted(found)}, tuple(findings), rows)


def _together(rows: _Columns, today: date, known: dict[PersonKey, PersonKey]) -> Sequence[tuple[str, Alike]] | None:
    """Many rows by what they say, in a third of the time of one by one. None where something is wrong with one of them.
    Who is ``known`` from earlier rows has one text for all of them."""
    keys = usual_keys(rows.cells.person)
    if keys is None:
        return None
    keys = list(map(known.setdefault, keys, keys))
    good: list[tuple[str, Alike]] = []
    somebody = rows.cells._replace(person=[_SOMEBODY] * len(keys))
    try:
        for cells, places in places_of_like(zip(*somebody, strict=True)).items():
            reply = _reply(_Cells._make(cells), today)
            good.append((cells[0], Alike(reply, at_places(keys, places), at_places(rows.lines, places))))
    except ValueError:
        return None
    return good


def _one_by_one(file: Path, rows: _Columns, today: date, findings: list[Finding]) -> Iterator[tuple[str, Alike]]:
    """What is wrong goes to ``findings``."""
    for line, *cells in zip(rows.lines, *rows.cells, strict=True):
        row = _Cells[str](*cells)
        try:
            yield row.customer, Alike(_reply(row, today), [key_of(row.person.strip())], [line])
        except (ValueError, BadAddress) as fault:
            findings.append(bad_row(file, line, str(fault)))


def bad_row(file: Path, line: int, why: str) -> Finding:
    return Finding(
        "answer-row",
        Severity.ERROR,
        "answer that was not recorded",
        why,
        "Correct the row and record it again; the rows that were good are not harmed by being there twice.",
        Place(str(file), line),
    )


@contextmanager
def _opened(file: Path) -> Iterator[IO[str]]:
    """To be read line by line: a million of them take more memory than what they say."""
    try:
        if file.is_file() and file.stat().st_size > LARGEST_FILE:
            what = f"{file} is larger than {LARGEST_FILE:,} bytes"
            raise InputInvalid(what, "split it: recording one part after the other comes to the same")
        with file.open(encoding="utf-8-sig") as lines:
            yield lines
    except (OSError, UnicodeDecodeError) as fault:
        reason = fault.strerror if isinstance(fault, OSError) else f"it is not UTF-8 ({fault.reason})"
        raise InputInvalid(f"{file} cannot be read: {reason}", f"give a UTF-8 CSV with the columns {EXAMPLE}") from None


def _columns(file: Path) -> Iterator[_Columns]:
    with _opened(file) as lines:
        first = next(lines, "")
        if not first.strip() and all(map(str.isspace, lines)):
            raise InputInvalid(f"{file} is empty", f"its first line names the columns: {EXAMPLE}")
        table = Table(chain([first], lines), next((d for d in DELIMITERS if d in first), ","))
        try:
            if missing := [name for name in NEEDED if name not in table.header]:
                what = f"{file} has no column {missing[0]!r}"
                raise InputInvalid(what, f"its first line names the columns: {EXAMPLE}")
            places = {name: place for place, name in enumerate(table.header)}
            cells = itemgetter(*(places.get(name, len(table.header)) for name in _Cells._fields))
            for rows in table.rows():
                yield _Columns(rows.lines, _Cells._make(cells([*rows.columns, [""] * len(rows.lines)])))
        except csv.Error as fault:
            what = f"{file}:{table.line}: {fault}"
            raise InputInvalid(what, "mend that row; nothing was recorded") from None


def _reply(row: _Cells[str], today: date) -> Reply:
    """ValueError where it is not right, of the person only where nobody is named."""
    words = [word.strip() for word in row[: len(NEEDED)]]
    if "" in words:
        raise ValueError(f"{NEEDED[words.index('')]} is empty")
    _, workspace, _, answer = words
    if answer not in _ANSWERS:
        raise ValueError(f"{answer!r} is no answer; write {', '.join(Answer)}")
    return Reply(WorkspaceId(workspace), _ANSWERS[answer], _day(row.at, today), _account(row.account, row.tenant))


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
