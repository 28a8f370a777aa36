"""Lines of a plan in columns: sign, verb, whom, what, place. What does not fit goes below, never away.

The columns are as wide as what stands in them, so a wide terminal is not filled with gaps. An address is never cut:
where a line would be too long, its last part is written below it, under the column of the addresses.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from reconciler.reporting.look import Look, Shade, cells
from reconciler.reporting.phrases import Sign
from reconciler.reporting.words import wrapped

_GAP = 2
_SHORT_NOTE = 6
"""A line number or a rule stays on its line; a file gives way to the sentence."""
_WIDEST_WHO = 44
_USUAL_WHAT = 64
"""A longer sentence pushes its own place to the right, not everybody's."""


class GridLine(NamedTuple):
    """All texts are safe already. Without ``who``, ``what`` stands in its column. ``note`` is a place or a rule."""

    sign: Sign
    verb: str
    who: str
    what: str
    note: str = ""


class Grid(NamedTuple):
    """The columns of one customer; ``who``, ``what`` and ``note`` are where these start, from the left edge."""

    look: Look
    who: int
    what: int
    note: int

    def written(self, line: GridLine, indent: int) -> Iterator[str]:
        """A hundred thousand of them are written at once, so a line is put together piece by piece, by hand."""
        text, width = _opening(self.look, line.sign, line.verb, indent)
        room, who, what, note = self.look.width, line.who, cells(line.what), cells(line.note)
        if who:
            text += " " * (self.who - width) + who
            width = max(self.who, width) + cells(who)
        column = self.what if who else max(self.who, width)
        beside = column + what + (_GAP + note if 0 < note <= _SHORT_NOTE else 0)
        below = line.what
        if what and width <= column and beside <= room:
            text += " " * (column - width) + line.what
            width, below = column + what, ""
        if note and width + _GAP + note <= room:
            noted = max(min(self.note, room - note), width + _GAP)
            text += " " * (noted - width) + self.look.painted(Shade.DIM, line.note)
        elif note:
            below = f"{below}  {line.note}" if below else line.note
        yield text + "\n"
        if below:
            margin = " " * min(self.who, room // 3)
            fits = len(margin) + cells(below) <= room
            yield from [f"{margin}{below}\n"] if fits else self._below(below)

    def headed(self, title: str, said: str, note: str, indent: int) -> Iterator[str]:
        """A heading: its name, what is said of it, and its place in the column of the places."""
        if not said and not note:
            yield f"{' ' * indent}{self.look.painted(Shade.STRONG, title)}\n" if title else "\n"
            return
        row = _Row(self.look)
        row.put(indent, title, Shade.STRONG)
        row.put(row.width + 3, said)
        if row.width + _GAP + cells(note) <= self.look.width:
            self._put_note(row, note)
            note = ""
        yield row.text + "\n"
        if note:
            yield from self._below(note)

    def _put_note(self, row: "_Row", note: str) -> None:
        """In its column, or further left where it would stick out, or further right behind a long line."""
        if not note:
            return
        column = min(self.note, self.look.width - cells(note))
        row.put(max(column, row.width + _GAP), note, Shade.DIM)

    def _below(self, text: str) -> Iterator[str]:
        indent = " " * min(self.who, self.look.width // 3)
        for line in wrapped(text, self.look.width, first=indent, rest=indent):
            yield line + "\n"


@lru_cache(maxsize=256)
def _opening(look: Look, sign: Sign, verb: str, indent: int) -> tuple[str, int]:
    """The beginning of a line, and how wide it is; a plan has few."""
    said = f"{sign.value} {verb}"
    return " " * indent + look.painted(sign.shade, said), indent + cells(said)


class _Row:
    """One line in the making; ``width`` is what it takes on the screen, without its colours."""

    def __init__(self, look: Look) -> None:
        self.text, self.width, self._look = "", 0, look

    def put(self, column: int, text: str, shade: Shade | None = None) -> None:
        """Writes from the column on, or where the line ends if that is further right."""
        if text:
            self.text += " " * (column - self.width) + (self._look.painted(shade, text) if shade else text)
            self.width = max(column, self.width) + cells(text)


def grid_for(lines: Iterable[tuple[GridLine, int]], look: Look) -> Grid:
    """Columns that suit these lines, each given with its indent. What is unusually long decides no column."""
    sized = [(indent + cells(line.verb), cells(line.who), cells(line.what)) for line, indent in lines]
    who = max((verb for verb, _, _ in sized), default=-2 - _GAP) + 2 + _GAP
    widest_who = max((whom for _, whom, said in sized if said), default=0)
    what = who + min(widest_who, _WIDEST_WHO) + (_GAP if widest_who else 0)
    widest = min(what + _USUAL_WHAT, look.width - _GAP - _SHORT_NOTE)
    ends = ((what if whom else who) + said if said else who + whom for _, whom, said in sized)
    return Grid(look, who, what, max((end for end in ends if end <= widest), default=what) + _GAP)
