"""A plan for people: what changes and nothing else, dangers first, and what it adds up to."""

from collections.abc import Iterable, Iterator

from reconciler.findings import Severity
from reconciler.planning.plan import CustomerPlan, Digests, Heading
from reconciler.reporting.findings_text import findings_text
from reconciler.reporting.grouping import By
from reconciler.reporting.listed_text import groups_text
from reconciler.reporting.look import Look
from reconciler.reporting.notes_text import notes_text
from reconciler.reporting.summary_text import NOTHING_CHANGED, ending_text
from reconciler.reporting.tally import Tally


def plan_text(
    heading: Heading,
    digests: Digests,
    customers: Iterable[CustomerPlan],
    look: Look,
    *,
    unfold: bool = False,
    by: By = By.WORKSPACE,
    closing: str = NOTHING_CHANGED,
) -> Iterator[str]:
    """Customer by customer, as they come; a customer with nothing to do is only counted, unless it is alone."""
    tally = Tally()
    quiet: CustomerPlan | None = None
    yield from findings_text(heading.findings, look)
    for plan in customers:
        tally.add(plan)
        if plan.invalid:
            yield from _with_errors(plan, look)
        elif plan.in_sync and not plan.unheeded:
            quiet = plan
        else:
            from reconciler.reporting.customer_text import customer_text  # start-up time: hardly anybody changes

            yield from customer_text(plan, heading.actor, look, unfold, by)
            yield "\n"
    if quiet is not None and tally.customers == 1:
        yield from groups_text(quiet, look, unfold)
        yield from notes_text(quiet, look, unfold) if unfold else ()
    yield from ending_text(tally, heading, digests, look, closing)


def _with_errors(plan: CustomerPlan, look: Look) -> Iterator[str]:
    yield look.safe(f"{plan.customer} has errors; nothing of it is planned") + "\n"
    errors = (f for f in plan.findings if f.severity is Severity.ERROR)
    yield from findings_text(errors, look, unfolded_by="--format json")
