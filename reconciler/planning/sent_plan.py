"""A plan that another process has made. What is asked of each of thousands comes with it; the rest stays in its line
until somebody asks for it, as hardly anybody does."""

from typing import Any, NamedTuple

from reconciler.kinds.customer import CustomerId
from reconciler.planning import canonical
from reconciler.planning.glance import Glance, glance
from reconciler.planning.kept_plan import fill
from reconciler.planning.plan import CustomerPlan
from reconciler.planning.plan_lines import customer_from_plain
from reconciler.planning.tally import Tally, tallied

_let = object.__setattr__  # a plan is frozen, and this is its making


class Sums(NamedTuple):
    """What one customer's plan adds to all of them, what is told of it in a line, and how large it is."""

    tally: Tally
    glance: Glance | None
    people: int


def sums_of(plan: CustomerPlan) -> Sums:
    return Sums(tallied([plan]), glance(plan), plan.people_named)


class SentPlan(CustomerPlan):
    __slots__ = ("line", "sums")

    line: bytes
    sums: Sums

    def __new__(cls, **fields: Any) -> CustomerPlan:  # type: ignore[misc]
        """What ``replace`` makes of it is a plan like any other."""
        return CustomerPlan(**fields)

    def __getattr__(self, name: str) -> Any:
        """For a field that is not there yet."""
        fill(self, name, lambda: customer_from_plain(canonical.read(self.line)), ("customer",))
        return getattr(self, name)

    def __reduce__(self) -> tuple[Any, ...]:
        return sent, (self.customer, self.line, self.sums)


def sent(customer: CustomerId, line: bytes, sums: Sums) -> CustomerPlan:
    made = object.__new__(SentPlan)
    for name, value in (("customer", customer), ("line", line), ("sums", sums)):
        _let(made, name, value)
    return made
