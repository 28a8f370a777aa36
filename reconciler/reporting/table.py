"""One table for everything that is a table: aligned text, CSV or JSON, from the same columns.

The attributes of a row are its cells; a column is named as its attribute is. Where the text would be wider than the
terminal each row becomes a block of its own, so that nothing is cut.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from reconciler.kinds.days import in_utc
from reconciler.reporting.escapes import for_csv, for_json
from reconciler.reporting.json_stream import FORMAT_VERSION, array, document
from reconciler.reporting.look import Look, Shade, cells, padded
from reconciler.reporting.words import number, wrapped

_GAP = "  "
_ROOM_FOR_PROSE = 40


def table_text(columns: Sequence[str], rows: Iterable[object], look: Look, prose: str = "") -> Iterator[str]:
    """Numbers stand to the right, times are UTC, headings of two words take two lines. No rows give no text: what that
    means is the caller's to say. ``prose`` is the last column where that is text that may go on in the next line."""
    raw = [[getattr(row, name) for name in columns] for row in rows]
    if not raw:
        return
    shown = [[look.safe(_said(value)) for value in values] for values in raw]
    headings = [name.split("_") for name in columns]
    widths = [max(cells(text) for text in (*headings[i], *(line[i] for line in shown))) for i in range(len(columns))]
    room = look.width - sum(widths[:-1]) - len(_GAP) * (len(widths) - 1)
    if room < (min(widths[-1], _ROOM_FOR_PROSE) if prose else widths[-1]):
        yield from _blocks([" ".join(words) for words in headings], shown, look)
        return
    numeric = [all(_is_number(values[i]) for values in raw) for i in range(len(columns))]
    for level in range(max(map(len, headings))):
        words = [heading[level] if level < len(heading) else "" for heading in headings]
        yield look.painted(Shade.DIM, _line(words, widths, numeric)) + "\n"
    for *line, last in shown:
        first, *others = wrapped(last, room) if prose else [last]
        yield _line([*line, first], widths, numeric) + "\n"
        yield from (" " * (look.width - room) + more + "\n" for more in others)


def table_csv(columns: Sequence[str], rows: Iterable[object]) -> Iterator[str]:
    """With a heading, always; dates as ISO, nothing as an empty cell, numbers plain."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(getattr(row, name)) for name in columns])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def table_json(kind: str, named: str, columns: Sequence[str], rows: Iterable[object]) -> Iterator[str]:
    """One object; the rows are a list of objects under ``named``."""
    return objects_json(kind, named, (plain_row(columns, row) for row in rows))


def objects_json(kind: str, named: str, objects: Iterable[dict[str, Any]]) -> Iterator[str]:
    """The same, of rows that have more than their columns."""
    return document(**{named: array(map(for_json, objects))}, format_version=FORMAT_VERSION, kind=kind)


def plain_row(columns: Sequence[str], row: object) -> dict[str, Any]:
    """One row as it stands in JSON."""
    return {name: _plain(getattr(row, name)) for name in columns}


def _blocks(headings: Sequence[str], shown: Sequence[Sequence[str]], look: Look) -> Iterator[str]:
    width = max(cells(h) for h in headings[1:]) if len(headings) > 1 else 0
    for first, *others in shown:
        yield look.painted(Shade.STRONG, first) + "\n"
        for heading, value in zip(headings[1:], others, strict=True):
            if value:
                yield f"  {look.painted(Shade.DIM, padded(heading, width))}  {value}\n"


def _line(values: Sequence[str], widths: Sequence[int], numeric: Sequence[bool]) -> str:
    placed = (
        " " * (width - cells(value)) + value if right else padded(value, width)
        for value, width, right in zip(values, widths, numeric, strict=True)
    )
    return _GAP.join(placed).rstrip()


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _said(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return in_utc(value)[:16].replace("T", " ")
    return number(value) if isinstance(value, int) else str(value)


def _cell(value: Any) -> str | int:
    plain = _plain(value)
    if plain is None:
        return ""
    if isinstance(plain, bool):
        return "yes" if plain else "no"
    if isinstance(plain, list):
        return for_csv(" ".join(plain))
    return plain if isinstance(plain, int) else for_csv(str(plain))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return in_utc(value)
    if isinstance(value, tuple):
        return list(value)
    return value.isoformat() if isinstance(value, date) else value
