"""From which day on an answer can have been given: when each invitation was made, and when its mail was due.

In numbers, without replaying. A wave asks thousands on one day, so people are looked at one by one only where those of
one generation in one workspace were asked on several. Most answers are of a day after all that a journal tells, which
one look at its days says: then no entry of it is understood.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from reconciler.applying.answers import Asked
from reconciler.history.told import understood
from reconciler.kinds.address import PersonKey
from reconciler.kinds.estate import CustomerId, Estate, numbers_of
from reconciler.kinds.seat import Seat
from reconciler.kinds.workspace import WorkspaceId
from reconciler.planning import canonical
from reconciler.planning.changes import ASKING, Action

_Line = tuple[Asked | None, str]
"""When some people (numbers, in ranges) were asked; None where that is not known."""
_DAYS = re.compile(rb'"(?:at":"(?=.{10}T)|since":"|send_on":")(\d{4}-\d\d-\d\d)')
"""All days that ``_askings`` goes by, as an entry has them, and those of other entries."""


@dataclass(frozen=True)
class AskedAt:
    """Of a customer's invitations, and of those that led to memberships, by the ``entries`` of its journal, the latest
    first. Nothing is said of one whose making is no line of them, as where people became one, and of imported members
    whose first day is not known. ``latest`` is no earlier than the last of all these days: an answer of that day, or a
    later one, is none too early."""

    customer: CustomerId
    estate: Estate
    entries: Sequence[bytes]
    _unfolded: dict[str, frozenset[int]] = field(default_factory=dict)

    @cached_property
    def latest(self) -> date:
        with understood(self.customer):
            days = {day for body in self.entries for day in _DAYS.findall(body)}
            return max((date.fromisoformat(day.decode()) for day in days), default=date.min)

    def of(self, workspace: WorkspaceId, person: PersonKey, seat: Seat) -> Asked | None:
        """StateBroken where an entry cannot be understood."""
        lines = self._lines.get((self.estate.workspace_numbers[workspace], seat.generation), ())
        days = {asked for asked, _ in lines}
        if len(days) == 1 and not self.estate.merged:
            return next(iter(days))
        mine = numbers_of(self.estate.numbers[person], self.estate.merged)
        return next((asked for asked, who in lines if not mine.isdisjoint(self._in(who))), None)

    @cached_property
    def _lines(self) -> Mapping[tuple[int, int], Collection[_Line]]:
        lines: dict[tuple[int, int], list[_Line]] = {}
        with understood(self.customer):
            for body in self.entries:
                for key, asked, who in _askings(canonical.read(body)):
                    lines.setdefault(key, []).append((asked, who))
        return lines

    def _in(self, who: str) -> frozenset[int]:
        if who not in self._unfolded:
            self._unfolded[who] = frozenset(canonical.numbers_in(who))
        return self._unfolded[who]


def _askings(entry: Mapping[str, Any]) -> Iterator[tuple[tuple[int, int], Asked | None, str]]:
    made = datetime.fromisoformat(entry["at"]).date()
    for line in entry["changes"]:
        do = Action(line["do"])
        if do in ASKING:
            due = date.fromisoformat(line["send_on"]) if "send_on" in line else made
            asked: Asked | None = Asked(min(made, due), due)
        elif do is Action.IMPORTED:
            began = datetime.fromisoformat(line["since"]).date() if "since" in line else None
            asked = None if began is None else Asked(began, began)
        else:
            continue
        yield (line["at"], line["now"].get("gen", 0)), asked, line["who"]
