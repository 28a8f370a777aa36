"""The Customer Activity view (S-15) of one person, as a value: workspace by workspace, nothing of any other."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from reconciler.history.lately import Happened
from reconciler.kinds.case import Case, CaseSeverity
from reconciler.kinds.seat import Role, Seat, SeatState
from reconciler.kinds.workspace import Workspace
from reconciler.rules.benefit_use import Use
from reconciler.rules.contract_aspects import Aspects


class Relation(StrEnum):
    """What people are to a workspace, in the order in which it is told."""

    ADMINS = "admins"
    MEMBERS = "members"
    INVITED = "invited"
    PAST_END = "past_end"
    VOID = "void"
    DECLINED = "declined"
    LEFT = "left"
    BOUNCED = "bounced"


class Age(NamedTuple):
    """How old open cases are: ``least`` to ``most`` days, or more than that."""

    name: str
    least: int
    most: int | None


AGES = (Age("up_to_7_days", 0, 7), Age("up_to_30_days", 8, 30), Age("over_30_days", 31, None))


@dataclass(frozen=True, slots=True)
class WorkspaceActivity:
    """``seats``: how many people have which seat. ``personal`` says whether personal accounts may sign in."""

    place: str
    facts: Workspace
    role: Role
    aspects: Aspects
    uses: Mapping[str, Use]
    seats: Sequence[tuple[Seat, int]]
    cases: Mapping[int, Case]
    lately: Sequence[Happened]
    personal: bool

    def people(self, on: date) -> dict[Relation, int]:
        counted: Counter[Relation] = Counter()
        for seat, count in self.seats:
            relation = _relation(seat, on, self.aspects.live)
            if relation is not None:
                counted[relation] += count
        return {relation: counted[relation] for relation in Relation if counted[relation]}

    def open_cases(self) -> dict[int, Case]:
        """The worst and oldest first."""
        still = {n: c for n, c in self.cases.items() if c.open}
        severities = [*CaseSeverity]
        return dict(
            sorted(still.items(), key=lambda item: (severities.index(item[1].severity), item[1].opened, item[0]))
        )

    def severities(self) -> dict[CaseSeverity, int]:
        counted = Counter(c.severity for c in self.cases.values() if c.open)
        return {severity: counted[severity] for severity in CaseSeverity if counted[severity]}

    def ages(self, on: date) -> dict[Age, int]:
        days = [c.age(on) for c in self.cases.values() if c.open]
        return {a: sum(a.least <= d and (a.most is None or d <= a.most) for d in days) for a in AGES}


@dataclass(frozen=True, slots=True)
class Activity:
    """``choice`` are all workspaces of the person where there are several (S-16), else nothing; ``workspaces`` those
    that are shown."""

    person: str
    on: date
    choice: tuple[str, ...]
    workspaces: tuple[WorkspaceActivity, ...]


_OF_STATES = {
    SeatState.DECLINED: Relation.DECLINED,
    SeatState.LEFT: Relation.LEFT,
    SeatState.BOUNCED: Relation.BOUNCED,
}


def _relation(seat: Seat, on: date, live: bool) -> Relation | None:
    if seat.state is SeatState.MEMBER:
        return Relation.ADMINS if seat.role is Role.ADMIN else Relation.MEMBERS
    if seat.state is SeatState.INVITED:
        return Relation.PAST_END if not seat.open(on) else Relation.INVITED if live else Relation.VOID
    return _OF_STATES.get(seat.state)
