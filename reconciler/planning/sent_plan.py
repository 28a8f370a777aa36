"""A plan that another process has made: what is asked of each of thousands comes with its line."""

from typing import Any, NamedTuple

from reconciler.kinds.customer import CustomerId
from reconciler.planning.glance import Glance, glance
from reconciler.planning.of_a_line import OfALine
from reconciler.planning.plan import CustomerPlan
from reconciler.planning.tally import ClosestVerdicts, Tally


class Sums(NamedTuple):
    """What one customer's plan adds to all of them, what is told of it in a line, and how large it is."""

    tally: Tally
    glance: Glance | None
    people: int


def sums_of(plan: CustomerPlan, guards: ClosestVerdicts | None = None) -> Sums:
    """``guards`` are those of the plans before it, which are taken first: only what comes closer is told again."""
    known = guards or ClosestVerdicts()
    before = {**known.closest}
    tally = Tally(guards=known)
    tally.add(plan)
    tally.guards = known.since(before)
    return Sums(tally, glance(plan), plan.people_named)


class SentPlan(OfALine):
    __slots__ = ("sums",)

    sums: Sums
    _known = frozenset({"customer"})

    def __reduce__(self) -> tuple[Any, ...]:
        return sent, (self.customer, self.line, self.sums)


def sent(customer: CustomerId, line: bytes, sums: Sums) -> CustomerPlan:
    return SentPlan.of(line, customer=customer, sums=sums)
