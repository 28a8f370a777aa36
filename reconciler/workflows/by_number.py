"""The customers of a plan by their place in it, for those who do not take one after the other."""

from collections.abc import Callable

from reconciler.planning.plan import CustomerPlan
from reconciler.planning.plan_file import customer_of_ours
from reconciler.workflows.numbered_lines import lines_of
from reconciler.workflows.plan import MadePlan


def by_number(plan: MadePlan) -> Callable[[int], CustomerPlan]:
    """Several processes may ask: none of them moves another's place in the file."""
    kept = plan.kept
    if len(kept) == plan.totals.customers:
        return kept.__getitem__
    line = lines_of(plan.stream).line

    def customer(number: int) -> CustomerPlan:
        if number < len(kept):
            return kept[number]
        read = customer_of_ours(line(number))
        return plan.lift(read) if plan.lift is not None else read

    return customer
