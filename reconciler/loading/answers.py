"""A CSV of answers: what people did elsewhere, one row each, columns in any order, more columns welcome."""

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from itertools import chain, islice
from operator import itemgetter
from pathlib import Path
from typing import IO, NamedTuple

from reconciler.applying.answered import Alike, Answer, Replies, Reply
from reconciler.errors import BadAddress, InputInvalid
from reconciler.kinds.account_policy import AccountKind, account_of_tenant
from reconciler.kinds.address import PersonKey, key_of, usual_keys
from reconciler.kinds.days import day_of
from reconciler.kinds.estate import CustomerId
from reconciler.kinds.workspace import WorkspaceId
from reconciler.loading.answer_rows import Columns, Like, Table
from reconciler.loading.bad_rows import BadRows
from reconciler.loading.days import is_day, moment
from reconciler.loading.roster_lines import DELIMITERS
from reconciler.loading.yaml import LARGEST_FILE

NEEDED = ("customer", "workspace", "person", "answer")
"""``at`` may be left out: the answer then counts as of today."""
EXAMPLE = "customer,workspace,person,answer,at"
_SOMEBODY = "somebody"
_MARK = "\ufeff"
"""What some programs put before the first letter."""
_ANSWERS = {answer.value: answer for answer in Answer}
_ACCOUNTS = (AccountKind.WORK, AccountKind.PERSONAL)
"""``account``, or ``tenant``, may say what somebody signed in with (D-09)."""


Known = defaultdict[str, dict[PersonKey, PersonKey]]
"""By customer, whose people fit into a processor's cache; a million of all would not."""


class Answers(NamedTuple):
    """The good rows by customer, and the bad ones."""

    by_customer: Mapping[CustomerId, Replies]
    bad: BadRows
    rows: int


class _Cells(NamedTuple):
    """As they are written; empty where there is none."""

    customer: str
    workspace: str
    person: str
    answer: str
    at: str
    account: str
    tenant: str


def read_answers(file: Path, today: date) -> Answers:
    """InputInvalid where the file as a whole cannot be read: no such file, not UTF-8, columns missing."""
    found: dict[CustomerId, Replies] = {}
    bad, rows = BadRows(file), 0
    known: Known = defaultdict(dict)
    for some in _rows(file):
        for like, keys in zip(some, _keys(some, known), strict=True):
            rows += len(like.lines)
            customer = CustomerId(like.same[0])
            if good := _taken(like, keys, today, bad):
                if customer not in found:
                    found[customer] = Replies()
                found[customer].add(*good)
    return Answers({c: found[c] for c in sorted(found)}, bad, rows)


def _keys(some: Sequence[Like], known: Known) -> Iterator[Sequence[PersonKey] | None]:
    """Of everybody in like rows, judged together; None where one of them is not of the usual sort. Who is ``known``
    from earlier rows of the same customer has one text for all of them."""
    together = usual_keys([*chain.from_iterable(like.own for like in some)])
    told = iter(together or ())
    for like in some:
        keys = [*islice(told, len(like.own))] if together else usual_keys(like.own)
        yield [*map(known[like.same[0]].setdefault, keys, keys)] if keys else None


def _taken(like: Like, keys: Sequence[PersonKey] | None, today: date, bad: BadRows) -> Alike | None:
    """Those who replied so, of whom not all may have ``keys`` yet. None where nobody did."""
    cells = _Cells._make(like.same)
    try:
        reply = _reply(cells, today)
    except ValueError as fault:
        if all(map(str.strip, like.own)):
            bad.add(str(fault), like.lines)
            return None
    else:
        if keys is not None:
            return Alike(reply, keys, like.lines)
    nobody, good = cells._replace(person=""), dict[int, PersonKey]()
    for person, line in zip(map(str.strip, like.own), like.lines, strict=True):
        try:
            reply = _reply(cells if person else nobody, today)
            good[line] = key_of(person)
        except (ValueError, BadAddress) as fault:
            bad.add(str(fault), [line])
    return Alike(reply, [*good.values()], [*good]) if good else None


@contextmanager
def _opened(file: Path) -> Iterator[IO[str]]:
    """To be read line by line: a million of them take more memory than what they say."""
    try:
        if file.is_file() and file.stat().st_size > LARGEST_FILE:
            what = f"{file} is larger than {LARGEST_FILE:,} bytes"
            raise InputInvalid(what, "split it: recording one part after the other comes to the same")
        with file.open(encoding="utf-8") as lines:
            yield lines
    except (OSError, UnicodeDecodeError) as fault:
        reason = fault.strerror if isinstance(fault, OSError) else f"it is not UTF-8 ({fault.reason})"
        raise InputInvalid(f"{file} cannot be read: {reason}", f"give a UTF-8 CSV with the columns {EXAMPLE}") from None


def _rows(file: Path) -> Iterator[Sequence[Like]]:
    """Some at a time, by what they say of somebody: all ``_Cells``."""
    with _opened(file) as lines:
        first = next(lines, "").removeprefix(_MARK)
        if not first.strip() and all(map(str.isspace, lines)):
            raise InputInvalid(f"{file} is empty", f"its first line names the columns: {EXAMPLE}")
        table = Table(chain([first], lines), next((d for d in DELIMITERS if d in first), ","))
        try:
            if missing := [name for name in NEEDED if name not in table.header]:
                what = f"{file} has no column {missing[0]!r}"
                raise InputInvalid(what, f"its first line names the columns: {EXAMPLE}")
            places = {name: place for place, name in enumerate(table.header)}
            same = [name for name in _Cells._fields if name in places and name != "person"]
            there = [*same, "person"]
            cells = itemgetter(*(there.index(name) if name in there else len(there) for name in _Cells._fields))
            for some in table.rows(Columns([places[name] for name in same], places["person"])):
                yield [Like(cells((*says, _SOMEBODY, "")), people, lines) for says, people, lines in some]
        except csv.Error as fault:
            what = f"{file}:{table.line}: {fault}"
            raise InputInvalid(what, "mend that row; nothing was recorded") from None


@lru_cache(maxsize=4096)
def _reply(row: _Cells, today: date) -> Reply:
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
