"""A CSV of answers: what people did elsewhere, one row each, columns in any order, more columns welcome."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from reconciler.applying.answers import Answer, Answered
from reconciler.errors import BadAddress, InputInvalid
from reconciler.findings import Finding, Place, Severity
from reconciler.kinds.account_policy import AccountKind, account_of_tenant
from reconciler.kinds.address import key_of
from reconciler.kinds.estate import CustomerId
from reconciler.kinds.workspace import WorkspaceId
from reconciler.loading.days import day, is_day, moment
from reconciler.loading.roster_lines import DELIMITERS
from reconciler.loading.yaml import LARGEST_FILE

NEEDED = ("customer", "workspace", "person", "answer")
"""``at`` may be left out: the answer then counts as of today."""
EXAMPLE = "customer,workspace,person,answer,at"
_ACCOUNTS = (AccountKind.WORK, AccountKind.PERSONAL)
"""``account``, or ``tenant``, may say what somebody signed in with (D-09)."""


@dataclass(frozen=True, slots=True)
class Answers:
    """The good rows by customer, and a finding for each bad one."""

    by_customer: Mapping[CustomerId, list[Answered]]
    findings: tuple[Finding, ...]
    rows: int


def read_answers(file: Path, today: date) -> Answers:
    """InputInvalid where the file as a whole cannot be read: no such file, not UTF-8, columns missing."""
    found: dict[CustomerId, list[Answered]] = {}
    findings: list[Finding] = []
    rows = 0
    for line, row in _rows(file):
        rows += 1
        try:
            found.setdefault(CustomerId(row["customer"] or ""), []).append(_answered(row, line, today))
        except (ValueError, BadAddress) as fault:
            findings.append(bad_row(file, line, str(fault)))
    return Answers({c: found[c] for c in sorted(found)}, tuple(findings), rows)


def bad_row(file: Path, line: int, why: str) -> Finding:
    return Finding(
        "answer-row",
        Severity.ERROR,
        "answer that was not recorded",
        why,
        "Correct the row and record it again; the rows that were good are not harmed by being there twice.",
        Place(str(file), line),
    )


def _rows(file: Path) -> Iterator[tuple[int, Mapping[str, str | None]]]:
    try:
        if file.is_file() and file.stat().st_size > LARGEST_FILE:
            what = f"{file} is larger than {LARGEST_FILE:,} bytes"
            raise InputInvalid(what, "split it: recording one part after the other comes to the same")
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        reason = fault.strerror if isinstance(fault, OSError) else f"it is not UTF-8 ({fault.reason})"
        raise InputInvalid(f"{file} cannot be read: {reason}", f"give a UTF-8 CSV with the columns {EXAMPLE}") from None
    if not text.strip():
        raise InputInvalid(f"{file} is empty", f"its first line names the columns: {EXAMPLE}")
    lines = text.splitlines(keepends=True)
    delimiter = next((d for d in DELIMITERS if d in lines[0]), ",")
    reader = csv.DictReader(lines, delimiter=delimiter, strict=True)
    missing = [name for name in NEEDED if name not in (reader.fieldnames or ())]
    if missing:
        raise InputInvalid(f"{file} has no column {missing[0]!r}", f"its first line names the columns: {EXAMPLE}")
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as fault:
        line = reader.reader.line_num  # DictReader's own is still that of the row before
        raise InputInvalid(f"{file}:{line}: {fault}", "mend that row; nothing was recorded") from None


def _answered(row: Mapping[str, str | None], line: int, today: date) -> Answered:
    words = {name: (row.get(name) or "").strip() for name in NEEDED}
    if empty := [name for name, word in words.items() if not word]:
        raise ValueError(f"{empty[0]} is empty")
    if words["answer"] not in set(Answer):
        raise ValueError(f"{words['answer']!r} is no answer; write {', '.join(Answer)}")
    return Answered(
        WorkspaceId(words["workspace"]),
        key_of(words["person"]),
        Answer(words["answer"]),
        _day(row.get("at"), today),
        line,
        _account(row.get("account"), row.get("tenant")),
    )


def _account(said: str | None, tenant: str | None) -> AccountKind | None:
    """The real kind of account, where the row says it, or the tenant that the account is of."""
    word, tenant = (said or "").strip(), (tenant or "").strip()
    if word and word not in _ACCOUNTS:
        raise ValueError(f"{word!r} is no kind of account; write {' or '.join(_ACCOUNTS)}, or leave it empty")
    told = [AccountKind(word)] if word else []
    told += [account_of_tenant(tenant)] if tenant else []
    if len(set(told)) > 1:
        raise ValueError(f"the account is {told[0]}, and the tenant {tenant} is of {told[1]} accounts")
    return told[0] if told else None


def _day(text: str | None, today: date) -> date:
    """The day, in UTC, of a day or a moment."""
    written = (text or "").strip()
    if not written:
        return today
    try:
        return day(written) or today if is_day(written) else moment(written).date()
    except ValueError:
        raise ValueError(f"{text!r} is no day or moment; write 2026-06-01 or 2026-06-01T09:00:00Z") from None
