"""Lines of a plan in columns: sign, verb, whom, what, place. What does not fit goes below, never away.

The columns are as wide as what stands in them, so a wide terminal is not filled with gaps. An address is never cut:
where a line would be too long, its last part is written below it, under the column of the addresses.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reconciler.reporting.look import Look, Shade, cells
from reconciler.reporting.phrases import Sign
from reconciler.reporting.words import wrapped

_GAP = 2
_LEAST_FOR_WHAT = 20
_WIDEST_WHO = 44
_USUAL_WHAT = 64
"""A longer sentence pushes its own place to the right, not everybody's."""


@dataclass(frozen=True, slots=True)
class GridLine:
    """All texts are safe already. Without ``who``, ``what`` stands in its column. ``note`` is a place or a rule."""

    sign: Sign
    verb: str
    who: str
    what: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """The columns of one customer; ``who``, ``what`` and ``note`` are where these start, from the left edge."""

    look: Look
    who: int
    what: int
    note: int

    def written(self, line: GridLine, indent: int) -> Iterator[str]:
        head = " " * indent + self.look.painted(line.sign.shade, f"{line.sign.value} {line.verb}")
        start = indent + 2 + cells(line.verb)
        head, start = head + " " * (self.who - start), max(self.who, start)
        if line.who:
            head, start = head + line.who, start + cells(line.who)
        below = ""
        if line.what:
            column = self.what if line.who else start
            room = self.look.width - (cells(line.note) + _GAP if line.note else 0)
            if max(column, start) + cells(line.what) <= room and start <= column:
                head, start = head + " " * (column - start) + line.what, column + cells(line.what)
            else:
                below = line.what
        yield head.rstrip() + self._noted(line.note, start) + "\n"
        yield from self._below(below)

    def _noted(self, note: str, start: int) -> str:
        """In its column, or further left where it would stick out, or further right behind a long line."""
        column = min(self.note, self.look.width - cells(note))
        return " " * max(_GAP, column - start) + self.look.painted(Shade.DIM, note) if note else ""

    def _below(self, text: str) -> Iterator[str]:
        indent = " " * min(self.who, self.look.width // 3)
        for line in wrapped(text, self.look.width, first=indent, rest=indent) if text else ():
            yield line + "\n"

    def headed(self, title: str, said: str, note: str, indent: int) -> str:
        """A heading: its name, what is said of it, and its place in the column of the places."""
        left = " " * indent + self.look.painted(Shade.STRONG, title)
        start = indent + cells(title)
        if said:
            left, start = f"{left}   {said}", start + 3 + cells(said)
        if note and start + _GAP + cells(note) > self.look.width:
            return f"{left}\n{' ' * (indent + 2)}{self.look.painted(Shade.DIM, note)}\n"
        return left + self._noted(note, start) + "\n"


def grid_for(lines: Sequence[tuple[GridLine, int]], look: Look) -> Grid:
    """Columns that suit these lines, each given with its indent."""
    who = max((indent + 2 + cells(line.verb) + _GAP for line, indent in lines), default=0)
    widest_who = max((cells(line.who) for line, _ in lines if line.what), default=0)
    what = who + min(widest_who, _WIDEST_WHO) + (_GAP if widest_who else 0)
    note_width = max((cells(line.note) for line, _ in lines), default=0)
    last = look.width - note_width
    if last - _GAP - what < _LEAST_FOR_WHAT:
        return Grid(look, who, look.width, min(last, max(_ends(lines, who), default=last)))
    ends = [(what if line.who else who) + cells(line.what) for line, _ in lines if line.what]
    fitting = [end for end in ends if end <= min(last - _GAP, what + _USUAL_WHAT)]
    return Grid(look, who, what, max([*fitting, *_ends(lines, who)], default=what) + _GAP)


def _ends(lines: Sequence[tuple[GridLine, int]], who: int) -> list[int]:
    return [who + cells(line.who) for line, _ in lines]
