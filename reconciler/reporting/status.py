"""One line for each customer: what it holds, what is awaited, what needs somebody."""

from collections.abc import Iterator, Sequence
from typing import Any

from reconciler.reporting.listed_text import TO_DECIDE
from reconciler.reporting.look import Look
from reconciler.reporting.table import table_csv, table_json, table_text
from reconciler.reporting.words import counted

COLUMNS = (
    "customer", "serial", "workspaces", "members", "open", "past_end", "needs_decision", "owed", "last_apply",
    "contract", "suspended",
)  # fmt: skip
"""``open`` and ``past_end`` are invitations, ``owed`` messages that wait to be sent; ``suspended`` is whether
workspaces are, and stands in text only where it is so."""


def status_text(rows: Sequence[Any], look: Look) -> Iterator[str]:
    if not rows:
        yield "The state holds no customer yet.\n"
        return
    suspended = any(row.suspended for row in rows)
    yield from table_text(COLUMNS if suspended else COLUMNS[:-1], rows, look)
    undecided = sum(row.needs_decision for row in rows)
    if undecided:
        needs = "needs" if undecided == 1 else "need"
        yield f"\n{counted(undecided, 'invitation')} {needs} a decision: {TO_DECIDE}\n"


def status_json(rows: Sequence[Any]) -> Iterator[str]:
    return table_json("status", "customers", COLUMNS, rows)


def status_csv(rows: Sequence[Any]) -> Iterator[str]:
    return table_csv(COLUMNS, rows)
