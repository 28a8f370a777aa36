"""Support cases: a row each, or one with all that is known of it."""

from collections.abc import Iterator, Sequence

from reconciler.kinds.case import quantity_said
from reconciler.reporting.cases_view import CaseRow
from reconciler.reporting.escapes import for_json
from reconciler.reporting.json_stream import FORMAT_VERSION
from reconciler.reporting.look import Look, Shade
from reconciler.reporting.table import plain_row, table_csv, table_json, table_text
from reconciler.reporting.words import counted, paragraph
from reconciler.rules.benefit_use import Use

COLUMNS = (
    "case", "severity", "state", "title", "benefit", "used", "age", "opened", "opened_by", "closed", "closed_by",
    "reopened", "reopened_by",
)  # fmt: skip
"""``used`` is in units of the benefit, ``age`` in days."""
_IN_TEXT = ("case", "severity", "age", "title")
_OF_CLOSED = ("case", "state", "closed", "used", "title")


def cases_text(rows: Sequence[CaseRow], left_out: int, look: Look) -> Iterator[str]:
    still_open = [row for row in rows if row.closed is None]
    closed = [row for row in rows if row.closed is not None]
    yield from table_text(_IN_TEXT, still_open, look)
    if still_open and closed:
        yield "\n"
    yield from table_text(_OF_CLOSED, closed, look)
    more = f"; {counted(left_out, 'other')}: --show all" if left_out else ""
    yield f"\n{counted(len(rows), 'case')}{more}.\n" if rows else f"No cases{more}.\n"


def cases_json(rows: Sequence[CaseRow]) -> Iterator[str]:
    return table_json("cases", "cases", COLUMNS, rows)


def cases_csv(rows: Sequence[CaseRow]) -> Iterator[str]:
    return table_csv(COLUMNS, rows)


def case_json(row: CaseRow) -> Iterator[str]:
    yield for_json({"format_version": FORMAT_VERSION, "kind": "case", "case": plain_row(COLUMNS, row)}) + "\n"


def case_text(row: CaseRow, look: Look) -> Iterator[str]:
    """One case, and what is left of the benefit that it draws on."""
    yield look.painted(Shade.STRONG, look.safe(row.case)) + "\n"
    yield from _below(row.title, look)
    word = "open for" if row.closed is None else "closed after"
    yield f"  {row.severity.value}, {word} {counted(row.age, 'day')}\n"
    yield from _below(f"opened {row.opened} by {row.opened_by}", look)
    if row.reopened is not None:
        yield from _below(f"reopened {row.reopened} by {row.reopened_by}", look)
    if row.closed is not None:
        yield from _below(f"closed {row.closed} by {row.closed_by}", look)
    if row.benefit is not None:
        yield from _below(_benefit(row), look)


def _below(text: str, look: Look) -> Iterator[str]:
    yield from paragraph(text, look, first="  ", rest="    ")


def _benefit(row: CaseRow) -> str:
    took = "" if row.used is None else f", {quantity_said(round(row.used * 100))} used by this case"
    return f"draws on {row.benefit}{took}{_left(row.use)}"


def _left(use: Use | None) -> str:
    return "; it is not in this workspace any more" if use is None else f"; {left_said(use)}" if left_said(use) else ""


def left_said(use: Use) -> str:
    """``187.5 of 300 hours left``; nothing where there is no limit of this workspace's own."""
    if use.left is None:
        return ""
    whole = f"{use.benefit.quantity:,} {use.benefit.unit or 'units'}"
    if use.left < 0:
        return f"{quantity_said(-use.left)} more than the {whole} used"
    return f"{quantity_said(use.left)} of {whole} left"
