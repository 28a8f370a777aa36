"""The changes of one customer as a block of lines: dangers, then the customer as a whole, then workspace by workspace.

Several blocks may share one grid, so that their columns stand under each other.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from reconciler.planning.plan import CustomerPlan
from reconciler.reporting.grid import Grid, GridLine, grid_for
from reconciler.reporting.grouping import By
from reconciler.reporting.look import Look
from reconciler.reporting.plan_lines import aims_said, danger_line, is_said_already, section_line, section_place
from reconciler.reporting.view import Section, danger_lines, sections

Placed = tuple[GridLine, int]
"""A line and its indent."""


class Block(NamedTuple):
    """``plan`` holds the changes that are shown, ``indent`` is that of its outermost lines."""

    plan: CustomerPlan
    indent: int
    dangers: Sequence[Placed]
    parts: Sequence[tuple[Section, Sequence[Placed]]]

    @property
    def lines(self) -> Iterator[Placed]:
        yield from self.dangers
        for _, lines in self.parts:
            yield from lines

    @property
    def folded(self) -> bool:
        return any(line.size > 1 for section, _ in self.parts for line in section.lines)

    def written(self, grid: Grid, look: Look) -> Iterator[str]:
        yield from _written(self.dangers, grid)
        for section, lines in self.parts:
            if section.heading:
                yield from self._heading(section, grid, look)
            yield from _written(lines, grid)

    def _heading(self, section: Section, grid: Grid, look: Look) -> Iterator[str]:
        if section.created is None:
            return grid.headed(look.safe(section.heading), "", "", self.indent)
        created = look.safe(f"new workspace {aims_said(section)}".rstrip())
        place = look.safe(section_place(section, self.plan))
        return grid.headed(look.safe(section.heading), created, place, self.indent)


def block(plan: CustomerPlan, look: Look, *, fold: bool, by: By = By.WORKSPACE, indent: int = 2) -> Block:
    dangers = [(danger_line(line, plan, look), indent) for line in danger_lines(plan, fold)]
    parts = [(section, _lines(section, plan, look, indent)) for section in sections(plan, fold, by)]
    return Block(plan, indent, dangers, parts)


def grid_of(blocks: Iterable[Block], look: Look) -> Grid:
    """Columns that suit them all."""
    return grid_for((line for each in blocks for line in each.lines), look)


def _lines(section: Section, plan: CustomerPlan, look: Look, indent: int) -> list[Placed]:
    inner = indent + 2 if section.heading else indent
    shown = (line for line in section.lines if not is_said_already(section, line))
    return [(section_line(section, line, plan, look), inner) for line in shown]


def _written(lines: Iterable[Placed], grid: Grid) -> Iterator[str]:
    for line, indent in lines:
        yield from grid.written(line, indent)
