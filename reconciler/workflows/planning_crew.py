"""The processes that plan beside each other; the first one puts together, writes and shows what they made."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from reconciler.kinds.estate import CustomerId
from reconciler.loading.scanning import Configuration
from reconciler.planning.plan_file import written
from reconciler.planning.sent_plan import sent, sums_of
from reconciler.planning.tally import ClosestVerdicts
from reconciler.workflows.crew import Crew, ahead_of
from reconciler.workflows.plan_customers import planning
from reconciler.workflows.scope import Scope
from reconciler.workflows.state import Located, reading
from reconciler.workflows.unmoved import Planned, Unmoved


def planning_crew(size: int, configuration: Configuration, place: Located, scope: Scope) -> Crew[CustomerId, Planned]:
    """Each has the state open by itself, until it ends."""
    size, customers = min(size, len(configuration.customers)), len(configuration.customers)

    @contextmanager
    def begin(_: object) -> Iterator[Callable[[CustomerId], Planned]]:
        with reading(place) as store:
            yield _written_too(planning(configuration, store, scope, Unmoved(configuration, scope, store)))

    return Crew(size, begin, ahead_of(customers, size))


def _written_too(plan: Callable[[CustomerId], Planned]) -> Callable[[CustomerId], Planned]:
    """The same, with its line and its sums: making these, and carrying over what they are made of, takes longer than
    planning."""
    guards = ClosestVerdicts()

    def plan_and_write(customer: CustomerId) -> Planned:
        made = plan(customer).plan
        if made is None:
            return Planned(None)
        its = written(made)
        return Planned(sent(customer, its.line, sums_of(made, guards)), its)

    return plan_and_write
