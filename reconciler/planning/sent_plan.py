"""A plan that another process has made: what is asked of each of thousands comes with its line."""

from collections.abc import Callable
from typing import Any, NamedTuple

from reconciler.kinds.customer import CustomerId
from reconciler.planning.glance import Glance, glance
from reconciler.planning.of_a_line import OfALine
from reconciler.planning.plan import CustomerPlan
from reconciler.planning.tally import ClosestVerdicts, Tally, tallied


class Sums(NamedTuple):
    """What one customer's plan adds to all of them, what is told of it in a line, and how large it is."""

    tally: Tally
    glance: Glance | None
    people: int


def sums_of(plan: CustomerPlan) -> Sums:
    return Sums(tallied([plan]), glance(plan), plan.people_named)


def sums_in_turn() -> Callable[[CustomerPlan], Sums]:
    """The same of one plan after the other. Of verdicts only those are told that say more than the ones before, which
    are taken first."""
    told = ClosestVerdicts()

    def sums(plan: CustomerPlan) -> Sums:
        found = sums_of(plan)
        found.tally.guards = told.take(found.tally.guards)
        return found

    return sums


class SentPlan(OfALine):
    __slots__ = ("sums",)

    sums: Sums
    _known = frozenset({"customer"})

    def __reduce__(self) -> tuple[Any, ...]:
        return sent, (self.customer, self.line, self.sums)


def sent(customer: CustomerId, line: bytes, sums: Sums) -> CustomerPlan:
    return SentPlan.of(line, customer=customer, sums=sums)
