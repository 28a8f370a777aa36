"""What is not the same in two moments, or in a state and its journal: a row for each thing, many like ones in one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from reconciler.history.differences import Differs, Thing
from reconciler.kinds.seat import Seat, SeatState
from reconciler.planning.changes import side_plain
from reconciler.reporting.escapes import for_json
from reconciler.reporting.fields import fields_said
from reconciler.reporting.grouping import FOLDED_ABOVE
from reconciler.reporting.json_stream import FORMAT_VERSION, array, document
from reconciler.reporting.look import Look
from reconciler.reporting.table import table_csv, table_text
from reconciler.reporting.words import counted, number

COLUMNS = ("customer", "workspace", "what", "was", "now")


@dataclass(frozen=True, slots=True)
class _Row:
    customer: str
    workspace: str
    what: str
    was: str
    now: str


def differences_text(found: Sequence[Differs], look: Look, *, unfold: bool = False) -> Iterator[str]:
    """No differences give no text: what that means is the caller's to say."""
    rows = list(_rows(found) if unfold else _folded(found))
    yield from table_text(COLUMNS, rows, look)
    if found:
        folded = "" if len(rows) == len(found) else "; -v shows everybody"
        yield f"\n{counted(len(found), 'difference')}{folded}.\n"


def differences_csv(found: Sequence[Differs]) -> Iterator[str]:
    return table_csv(COLUMNS, _rows(found))


def differences_json(kind: str, found: Sequence[Differs], **besides: str) -> Iterator[str]:
    """One object; ``was`` and ``now`` have the fields that differ, null where it is not there."""
    rows = (
        for_json(
            {
                "customer": customer,
                "thing": each.thing.value,
                "workspace": each.workspace or None,
                "name": each.name or None,
                "was": side_plain(each.was),
                "now": side_plain(each.now),
            }
        )
        for customer, each in found
    )
    yield from document(format_version=FORMAT_VERSION, kind=kind, **besides, differences=array(rows))


def _folded(found: Iterable[Differs]) -> Iterator[_Row]:
    """More than twenty in one workspace to whom the same happened are one row."""
    for place, those in groupby(found, lambda row: (row.customer, row.difference.thing, row.difference.workspace)):
        alike: dict[tuple[str, str], list[_Row]] = {}
        for row in _rows(those):
            alike.setdefault((row.was, row.now), []).append(row)
        for (was, now), rows in alike.items():
            if len(rows) <= FOLDED_ABOVE:
                yield from rows
            else:
                many = f"{number(len(rows))}: {rows[0].what} to {rows[-1].what}"
                yield _Row(place[0], rows[0].workspace, many, was, now)


def _rows(found: Iterable[Differs]) -> Iterator[_Row]:
    for customer, each in found:
        what = each.name if each.thing in (Thing.MEMBERSHIP, Thing.CUSTOMER) else f"{each.thing} {each.name}".rstrip()
        was, now = _said(each.was), _said(each.now)
        if was == now and isinstance(each.was, Seat) and isinstance(each.now, Seat):
            was, now = (f"{said}, asked {s.generation}.{s.attempt}" for said, s in ((was, each.was), (now, each.now)))
        yield _Row(customer, each.workspace, what, was, now)


def _said(side: Seat | Mapping[str, Any] | None) -> str:
    if isinstance(side, Seat):
        return _seat_said(side)
    return "" if side is None else fields_said(None, side) or "there"


def _seat_said(seat: Seat) -> str:
    words = [seat.role.value] if seat.state is SeatState.MEMBER else [seat.state.value, "as", seat.role.value]
    words += ["open until", str(seat.answer_by)] if seat.state is SeatState.INVITED and seat.ends else []
    words += ["until", str(seat.until)] if seat.until and seat.state is SeatState.MEMBER else []
    return " ".join(words)
