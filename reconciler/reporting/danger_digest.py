"""Dangers for a page of limited size: none is ever left out, but where they are many, one line stands for many.

Three ways to say them are kept while the customers pass: every line; a line for each customer, verb and role; a line
for each verb and role. The first that fits is shown, and the last one always does.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from reconciler.planning.changes import ON_SEATS
from reconciler.planning.plan import CustomerPlan
from reconciler.reporting.grid import GridLine
from reconciler.reporting.grouping import workspace_of
from reconciler.reporting.look import Look
from reconciler.reporting.markdown_escapes import for_prose
from reconciler.reporting.phrases import Sign, people_said
from reconciler.reporting.plan_lines import danger_line
from reconciler.reporting.view import Line, danger_lines
from reconciler.reporting.words import counted, listed, number

_NAMED = 3

Alike = tuple[str, str, str]
"""Verb, role and rule."""


@dataclass(slots=True)
class _Kept:
    """Text that is given up where it becomes too much."""

    room: int
    lines: list[str] | None = field(default_factory=list)

    def add(self, lines: list[str]) -> None:
        self.room -= sum(len(line.encode()) for line in lines)
        if self.room < 0:
            self.lines = None
        elif self.lines is not None:
            self.lines += lines


@dataclass(slots=True)
class _Sum:
    """Like dangers: how many, where, and of whom."""

    line: Line
    count: int = 0
    places: dict[str, None] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)

    def add(self, line: Line, place: str) -> None:
        self.count += line.size
        if len(self.places) <= _NAMED:
            self.places[place] = None
        if len(self.names) <= _NAMED and line.first:
            self.names.append(line.first)

    def said(self, where: str, look: Look) -> GridLine:
        verb, change = self.line.phrase.verb, self.line.change
        if change.do not in ON_SEATS:
            who = number(self.count) if self.count > 1 else ""
        elif len(self.names) == self.count <= _NAMED:
            verb, who = f"{verb} {self.line.phrase.noun}".rstrip(), listed(self.names)
        else:
            who = people_said(change, self.count)
        return GridLine(Sign.DANGER, verb, look.safe(who), look.safe(where), change.rule)


class DangerDigest:
    def __init__(self, room: int, look: Look) -> None:
        self.count = 0
        self._look = look
        self._each, self._by_customer = _Kept(room), _Kept(room)
        self._all: dict[Alike, tuple[_Sum, int]] = {}

    def add(self, plan: CustomerPlan) -> None:
        dangers = danger_lines(plan, True)
        if not dangers:
            return
        self.count += sum(line.size for line in dangers)
        if self._each.lines is not None:
            self._each.add([self._title(plan), *self._written([danger_line(d, plan, self._look) for d in dangers])])
        sums = _sums(dangers, plan)
        if self._by_customer.lines is not None:
            lines = [each.said(f"in {_places(each)}", self._look) for each in sums.values()]
            self._by_customer.add([self._title(plan), *self._written(lines)])
        for alike, each in sums.items():
            total, customers = self._all.get(alike, (_Sum(each.line), 0))
            total.count += each.count
            self._all[alike] = (total, customers + 1)

    @property
    def shortened(self) -> bool:
        return self._each.lines is None

    def lines(self) -> list[str]:
        for kept in (self._each, self._by_customer):
            if kept.lines is not None:
                return kept.lines
        totals = [total.said(f"of {counted(n, 'customer')}", self._look) for total, n in self._all.values()]
        return list(self._written(totals, 0))

    def _title(self, plan: CustomerPlan) -> str:
        return f"- {for_prose(self._look.safe(plan.customer))}\n"

    def _written(self, lines: list[GridLine], indent: int = 2) -> Iterator[str]:
        return (f"{' ' * indent}- {_item(line)}\n" for line in lines)


def _item(line: GridLine) -> str:
    """``**remove admin** `luis@contoso.com`: leaves finance with 1 admin (`D-08`)``"""
    apart = "" if not line.who or not line.what else " " if line.what.startswith(("in ", "of ")) else ": "
    said = f"{line.who}{apart}{line.what}{f' ({line.note})' if line.note else ''}"
    return f"**{line.verb}**{for_prose(f'{line.verb} {said}').removeprefix(line.verb)}"


def _sums(dangers: tuple[Line, ...], plan: CustomerPlan) -> dict[Alike, _Sum]:
    sums: dict[Alike, _Sum] = {}
    for line in dangers:
        alike = (line.phrase.verb, line.phrase.noun, line.change.rule)
        sums.setdefault(alike, _Sum(line)).add(line, workspace_of(line.change) or plan.customer)
    return sums


def _places(each: _Sum) -> str:
    places = list(each.places)
    return listed([*places[:_NAMED], "others"] if len(places) > _NAMED else places)
