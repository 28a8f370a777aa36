"""Who sees what, as a table; and under it what would be otherwise, where something was supposed."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from reconciler.kinds.seat import Role, SeatState
from reconciler.kinds.workspace import WorkspaceStatus
from reconciler.reporting.access_view import Access, AccessChange, AccessRow, Supposed
from reconciler.reporting.escapes import for_json
from reconciler.reporting.grouping import FOLDED_ABOVE
from reconciler.reporting.json_stream import FORMAT_VERSION, Pieces, array, document, members
from reconciler.reporting.look import Look, Shade
from reconciler.reporting.table import plain_row, table_csv, table_text
from reconciler.reporting.words import counted, number, paragraph, wrapped

COLUMNS = (
    "customer", "workspace", "status", "person", "role", "state", "sees", "cases", "open_cases", "until", "expires",
    "blocked",
)  # fmt: skip
"""``cases`` are those in sight: none for whoever sees nothing of the workspace."""


class _Cells(NamedTuple):
    customer: str
    workspace: str
    status: str
    person: str
    role: str
    state: str
    sees: bool
    cases: int
    open_cases: int
    until: date | None
    expires: date | None
    blocked: bool
    place: str
    access: str
    remark: str


def _cells(row: AccessRow) -> _Cells:
    seat = row.seat
    return _Cells(
        row.customer,
        row.workspace,
        row.status.value,
        row.person,
        seat.role.value,
        seat.state.value,
        row.sees,
        row.cases if row.sees else 0,
        row.open_cases if row.sees else 0,
        seat.until,
        seat.ends,
        row.blocked,
        row.place,
        _access(row),
        ", ".join(_remarks(row)),
    )


def _access(row: AccessRow) -> str:
    role = row.seat.role.value
    return role if row.seat.state is SeatState.MEMBER else f"invited as {role}"


def _remarks(row: AccessRow) -> Iterator[str]:
    seat = row.seat
    if row.status is not WorkspaceStatus.ACTIVE:
        yield row.status.value
    if seat.state is SeatState.INVITED:
        yield f"open until {seat.answer_by}"
    if seat.until is not None:
        yield f"until {seat.until}"
    if row.blocked:
        yield "cannot sign in: personal accounts are blocked"


def access_text(answer: Access, look: Look, *, unfold: bool = False) -> Iterator[str]:
    rows = [_cells(row) for row in answer.rows]
    who = "person" if answer.of_workspace else "place"
    shown = rows if unfold or len(rows) <= FOLDED_ABOVE else _folded(rows)
    yield from table_text((who, "access", "cases", "open_cases", "remark"), shown, look)
    if len(shown) < len(rows):
        yield f"{number(len(rows) - len(shown))} more; -v shows all\n"
    yield "\n" if rows else ""
    yield from paragraph(_sum(answer, rows), look)
    if answer.supposed is not None:
        yield from _supposed(answer.supposed, answer.of_workspace, look, unfold)


def _folded(rows: Sequence[_Cells]) -> list[_Cells]:
    """Admins before anybody else; they stand first."""
    admins = [row for row in rows if row.role == Role.ADMIN.value]
    return (admins or list(rows))[:FOLDED_ABOVE]


def _sum(answer: Access, rows: Sequence[_Cells]) -> str:
    would = "would see" if answer.supposed is not None else "sees"
    seeing = [row for row in rows if row.sees]
    asked = sum(row.state == SeatState.INVITED.value for row in rows)
    offers = f"; {counted(asked, 'open invitation')}" if asked else ""
    if answer.of_workspace:
        cases, still = (max((getattr(row, name) for row in seeing), default=0) for name in ("cases", "open_cases"))
        admins = sum(row.role == Role.ADMIN.value for row in seeing)
        verb = "would see" if answer.supposed is not None else "see" if len(seeing) != 1 else "sees"
        people = f"{counted(len(seeing), 'person', 'people')} {verb} {answer.of}, {counted(admins, 'admin')}"
        return f"{people}: {_cases(cases, still)}{offers}."
    cases, still = (sum(getattr(row, name) for row in seeing) for name in ("cases", "open_cases"))
    return f"{answer.of} {would} {counted(len(seeing), 'workspace')}: {_cases(cases, still)}{offers}."


def _cases(count: int, still: int) -> str:
    return f"{counted(count, 'case')}, {number(still)} of them open" if still else counted(count, "case")


def _supposed(supposed: Supposed, of_workspace: bool, look: Look, unfold: bool) -> Iterator[str]:
    yield "\n"
    yield from paragraph(f"If {' and '.join(supposed.texts)}:", look)
    shown = supposed.changes if unfold else supposed.changes[:FOLDED_ABOVE]
    for change in shown:
        yield from _change(change, of_workspace, look)
    if len(shown) < len(supposed.changes):
        yield f"  {number(len(supposed.changes) - len(shown))} more; -v shows all\n"
    if not supposed.changes:
        yield "  nothing of this would be otherwise\n"
    for note in supposed.notes:
        yield from paragraph(f"  ! {note}", look, rest="    ")
    losing, gaining = (counted(n, "person", "people") for n in (supposed.losing, supposed.gaining))
    yield from paragraph(f"In all {losing} would lose sight of something, {gaining} would be invited.", look)
    yield "Nothing has been changed.\n"


def _change(change: AccessChange, of_workspace: bool, look: Look) -> Iterator[str]:
    was, now = change
    lost = was if was is not None and was.sees and not (now is not None and now.sees) else None
    sign, shade = ("-", Shade.REMOVE) if lost else ("~", Shade.CHANGE) if was is not None else ("+", Shade.ADD)
    name = change.person if of_workspace else change.place
    what = f"{_side(was)} -> {_side(now)}"
    what += f"; loses sight of {_cases(lost.cases, lost.open_cases)}" if lost else ""
    for n, line in enumerate(wrapped(look.safe(f"{name}: {what}"), look.width - 4, first="", rest="  ")):
        yield f"  {look.painted(shade, sign) if n == 0 else ' '} {line}\n"


def _side(row: AccessRow | None) -> str:
    return "nothing" if row is None else ", ".join([_access(row), *_remarks(row)])


def access_csv(answer: Access) -> Iterator[str]:
    return table_csv(COLUMNS, map(_cells, answer.rows))


def access_json(answer: Access) -> Iterator[str]:
    rows = (for_json(plain_row(COLUMNS, _cells(row))) for row in answer.rows)
    yield from document(
        format_version=FORMAT_VERSION,
        kind="access",
        of=answer.of,
        date=answer.on.isoformat(),
        access=array(rows),
        supposed=None if answer.supposed is None else _supposed_json(answer.supposed),
    )


def _supposed_json(supposed: Supposed) -> Pieces:
    changes = (
        for_json(
            {name: row and plain_row(COLUMNS, _cells(row)) for name, row in zip(("was", "now"), change, strict=True)}
        )
        for change in supposed.changes
    )
    return members(
        **{"if": list(supposed.texts)},
        changes=array(changes, "   "),
        notes=list(supposed.notes),
        people_losing=supposed.losing,
        people_gaining=supposed.gaining,
    )
