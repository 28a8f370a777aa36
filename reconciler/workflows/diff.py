"""Two moments of a state, and what is not the same in them; a saved plan is the moment after it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from reconciler.applying.passage import passage
from reconciler.errors import PlanRefused
from reconciler.history.differences import Differs, Thing, differences
from reconciler.kinds.estate import CustomerId, Estate
from reconciler.kinds.person import Person
from reconciler.kinds.plain import revive
from reconciler.planning.plan import CustomerPlan
from reconciler.ports import StateStore
from reconciler.workflows.as_of import AsOf, moment_of
from reconciler.workflows.plan import read_plan
from reconciler.workflows.state import StateChoice, located_here, reading_existing
from reconciler.workflows.world import World


class Side(Protocol):
    """One of the two."""

    @property
    def said(self) -> str: ...

    def customers(self) -> list[CustomerId]: ...

    def estate(self, customer: CustomerId) -> Estate: ...


@dataclass(frozen=True, slots=True)
class Compared:
    """``before`` and ``after`` say which two moments they are."""

    before: str
    after: str
    differences: tuple[Differs, ...]


def diff(state: StateChoice, before: str, after: str, world: World) -> Compared:
    """WrongUsage where one of them is no moment of this state; PlanRefused where a plan does not fit it any more."""
    with reading_existing(located_here(state)) as store:
        sides = _side(store, before, world), _side(store, after, world)
        return Compared(sides[0].said, sides[1].said, tuple(_compared(*sides)))


def _side(store: StateStore, text: str, world: World) -> Side:
    now = AsOf(store, None, world.today())
    if text != "now" and Path(text).is_file():
        with read_plan(Path(text)) as made:
            return _Planned(text, now, {plan.customer: plan for plan in made.customers()})
    return AsOf(store, moment_of(store, text, world), world.today())


def _compared(before: Side, after: Side) -> Iterator[Differs]:
    """Somebody who became known, or is so no more, is seen by their memberships."""
    then, now = set(before.customers()), set(after.customers())
    for customer in sorted(then | now):
        old, new = (
            s.estate(customer) if customer in c else Estate(customer) for s, c in ((before, then), (after, now))
        )
        for each in differences(old, new):
            if each.thing is not Thing.PERSON or not (each.was is None or each.now is None):
                yield Differs(customer, each)


@dataclass(frozen=True, slots=True)
class _Planned:
    file: str
    now: AsOf
    plans: Mapping[CustomerId, CustomerPlan]

    @property
    def said(self) -> str:
        return f"after {self.file}"

    def customers(self) -> list[CustomerId]:
        return sorted({*self.now.customers(), *self.plans})

    def estate(self, customer: CustomerId) -> Estate:
        before = self.now.estate(customer) if customer in self.now.customers() else Estate(customer)
        if customer not in self.plans:
            return before
        plan = self.plans[customer]
        went = passage(before, plan.changes, {key: revive(Person, facts) for key, facts in plan.people.items()})
        if went.broken:
            raise PlanRefused(f"{customer} changed since {self.file} was made: {went.broken[0]}", "plan again")
        return went.after
