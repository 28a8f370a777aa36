"""What is known of the customers of a plan once they have passed, so that most are not asked again."""

from collections.abc import Iterable, Iterator

from reconciler.planning.glance import Glance, glance
from reconciler.planning.plan import CustomerPlan
from reconciler.planning.sent_plan import SentPlan, Sums
from reconciler.planning.tally import Tally

KEPT = 100_000
"""People in changes and lists; in memory they take about 20 MB, most of it addresses."""
KEPT_OF_SAVED = 250_000
"""The same of a plan read from its file, where whoever is in several workspaces of a customer is one text: 14 MB if
everybody is in five, 29 MB if in one."""


class Seen:
    """What customers add up to, what is told of each in a line, and the first of them themselves (``kept``), as many as
    there is room for."""

    def __init__(self, room: int = KEPT) -> None:
        self.totals = Tally()
        self.glances: list[Glance | None] = []
        self.kept: list[CustomerPlan] = []
        self._room = room

    def of(self, customers: Iterable[CustomerPlan]) -> Iterator[CustomerPlan]:
        for customer in customers:
            if isinstance(customer, SentPlan):
                people = self.take(customer.sums)
            else:
                self.totals.add(customer)
                self.glances.append(glance(customer))
                people = customer.people_named
            self._keep(customer, people)
            yield customer

    def take(self, sums: Sums) -> int:
        """One that another process has seen."""
        self.totals.take(sums.tally)
        self.glances.append(sums.glance)
        return sums.people

    def _keep(self, customer: CustomerPlan, people: int) -> None:
        self._room -= people
        if self._room >= 0:
            self.kept.append(customer)
