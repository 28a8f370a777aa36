"""The plans of all customers that were asked for, one at a time, in order."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from reconciler.kinds.customer import CustomerId
from reconciler.loading.scanning import Configuration
from reconciler.planning.plan import CustomerPlan
from reconciler.planning.plan_file import Written
from reconciler.ports import StateStore
from reconciler.workflows.scope import Scope
from reconciler.workflows.unmoved import Planned, Unmoved
from reconciler.workflows.world import World

if TYPE_CHECKING:  # start-up time: most plans are made by one process
    from reconciler.workflows.crew import Crew

_AT_ONCE = 200
"""Customers of whom the state is asked together what it has kept."""


def planned(
    configuration: Configuration,
    store: StateStore | None,
    scope: Scope,
    world: World,
    lines: dict[CustomerId, Written],
    crew: "Crew[CustomerId, Planned] | None" = None,
) -> Iterator[CustomerPlan]:
    """Declared customers, and those that the state knows under this configuration and nobody declares any more.
    ``lines`` holds those of the plan file that are known before they are asked for."""
    everybody = _asked_for(configuration, store, scope)
    unmoved = Unmoved(configuration, scope, store)
    together = _AT_ONCE if unmoved.may_spare else max(1, len(everybody))
    for start in range(0, len(everybody), together):
        some = everybody[start : start + together]
        spared = unmoved.among(some)
        others = [customer for customer in some if customer not in spared]
        here = planning(configuration, store, scope, unmoved)
        found = crew.each(others, here) if crew is not None else map(here, others)
        for done, customer in enumerate(some, start):
            world.progress("planning", done, len(everybody))
            plan, line = spared[customer] if customer in spared else next(found)
            lines.clear()
            if plan is not None:
                if line is not None:
                    lines[customer] = line
                yield plan


def planning(
    configuration: Configuration, store: StateStore | None, scope: Scope, unmoved: Unmoved
) -> Callable[[CustomerId], Planned]:
    """What plans one customer."""

    def plan(customer: CustomerId) -> Planned:
        return Planned(next(_read_and_planned(configuration, store, customer, scope, unmoved), None))

    return plan


def several_can_plan(configuration: Configuration, scope: Scope) -> bool:
    """Not for one person: who knows them is counted from one customer to the next."""
    return len(configuration.customers) > 1 and scope.eyes is None


def _read_and_planned(
    configuration: Configuration, store: StateStore | None, customer: CustomerId, scope: Scope, unmoved: Unmoved
) -> Iterator[CustomerPlan]:
    from reconciler.workflows import one_customer  # start-up time: where nothing moved, nobody is planned

    if customer in configuration.customers:
        yield from one_customer.declared(configuration, store, customer, scope, unmoved)
    else:
        yield from one_customer.vanished(configuration, store, customer, scope)


def _asked_for(configuration: Configuration, store: StateStore | None, scope: Scope) -> list[CustomerId]:
    known = store.customers() if store is not None else {}
    gone = known.keys() - configuration.customers.keys() if scope.targets.whole else set()
    return sorted({*gone, *(c for c in scope.targets.workspaces if c in configuration.customers or c in known)})
