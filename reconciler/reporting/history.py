"""What happened, a row for each entry of a journal."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from reconciler.kinds.file_commit import commit_said
from reconciler.reporting.action_words import done_said
from reconciler.reporting.history_view import HistoryRow
from reconciler.reporting.look import Look
from reconciler.reporting.table import table_csv, table_json, table_text

_TEXT = ("at", "customer", "serial", "apply", "actor", "via", "what")
COLUMNS = (*_TEXT, "verified", "config", "commit")


@dataclass(frozen=True, slots=True)
class _Told:
    at: datetime
    customer: str
    serial: int
    apply: str | None
    actor: str
    via: str
    what: str
    verified: bool
    config: str | None
    commit: str | None
    actions: dict[str, int]


def _told(rows: Sequence[HistoryRow]) -> Iterator[_Told]:
    for row in rows:
        yield _Told(
            row.at,
            row.customer,
            row.serial,
            row.apply or None,
            row.actor,
            row.via,
            "; ".join([done_said(row.actions), *row.permits, *_commit_said(row.commit)]),
            row.verified,
            row.config or None,
            row.commit or None,
            row.actions,
        )


def _commit_said(commit: str) -> Iterator[str]:
    if commit:
        yield f"commit {commit_said(commit)}"


def history_text(rows: Sequence[HistoryRow], look: Look) -> Iterator[str]:
    if not rows:
        yield "Nothing has happened yet.\n"
        return
    yield from table_text(_TEXT, _told(rows), look, prose="what")


def history_json(rows: Sequence[HistoryRow]) -> Iterator[str]:
    return table_json("history", "entries", (*COLUMNS, "actions"), _told(rows))


def history_csv(rows: Sequence[HistoryRow]) -> Iterator[str]:
    return table_csv(COLUMNS, _told(rows))
