"""The processes that read a saved plan beside each other; the first one adds up what they found in it."""

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from typing import BinaryIO

from reconciler.planning.plan import CustomerPlan
from reconciler.planning.plan_file import customer_in
from reconciler.planning.sent_plan import Sums, sums_of
from reconciler.planning.tally import ClosestVerdicts
from reconciler.workflows.crew import Crew, ahead_of
from reconciler.workflows.numbered_lines import lines_of


def read_beside(size: int, stream: BinaryIO, lift: Callable[[CustomerPlan], CustomerPlan]) -> Iterator[Sums]:
    """What is to be known of each customer of a plan file that ``verified`` has passed, in order."""
    count, line = lines_of(stream)

    def reading(guards: ClosestVerdicts | None = None) -> Callable[[int], Sums]:
        return lambda number: sums_of(lift(customer_in(line(number))), guards)

    size = max(1, min(size, count))
    with Crew[int, Sums](size, lambda _: nullcontext(reading(ClosestVerdicts())), ahead_of(count, size)) as crew:
        yield from crew.each(range(count), reading())
