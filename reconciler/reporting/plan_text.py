"""A plan for people: what changes and nothing else, dangers first, and what it adds up to."""

from collections.abc import Iterable, Iterator

from reconciler.findings import Severity
from reconciler.planning.glance import Glance
from reconciler.planning.plan import CustomerPlan, Digests, Heading
from reconciler.planning.tally import Tally
from reconciler.reporting.action_words import planned_said
from reconciler.reporting.findings_text import findings_text
from reconciler.reporting.grouping import By
from reconciler.reporting.listed_text import groups_text
from reconciler.reporting.look import Look
from reconciler.reporting.notes_text import notes_text
from reconciler.reporting.summary_text import NOTHING_CHANGED, ending_text
from reconciler.reporting.words import counted, paragraph, titled

IN_LINES = "in a line each, since they only gain: -v shows them whole, --format ndjson gives them to a program"


def plan_text(
    heading: Heading,
    digests: Digests,
    tally: Tally,
    customers: Iterable[CustomerPlan | Glance],
    look: Look,
    *,
    unfold: bool = False,
    by: By = By.WORKSPACE,
    closing: str = NOTHING_CHANGED,
) -> Iterator[str]:
    """Customer by customer, as they come; a customer with nothing to do is only counted, unless it is alone."""
    yield from findings_text(heading.findings, look)
    lines = 0
    for plan in customers:
        if isinstance(plan, Glance):
            lines += bool(plan.actions)
            yield from _in_a_line(plan, look)
        else:
            yield from _of_lines(lines, look)
            lines = 0
            yield from _whole(plan, heading, tally, look, unfold, by)
    yield from _of_lines(lines, look)
    yield from ending_text(tally, heading, digests, look, closing)


def _whole(plan: CustomerPlan, heading: Heading, tally: Tally, look: Look, unfold: bool, by: By) -> Iterator[str]:
    if plan.invalid:
        yield from _with_errors(plan, look)
    elif not plan.in_sync or plan.unheeded:
        from reconciler.reporting.customer_text import customer_text  # start-up time: hardly anybody changes

        yield from customer_text(plan, heading.actor, look, unfold, by)
        yield "\n"
    elif tally.customers == 1:
        yield from groups_text(plan, look, unfold)
        yield from notes_text(plan, look, unfold) if unfold else ()


def _in_a_line(told: Glance, look: Look) -> Iterator[str]:
    if told.actions:
        title = titled(told.customer, told.support, told.contract)
        yield from paragraph(f"{title}  + {planned_said(dict(told.actions))}", look, rest="  ")


def _of_lines(count: int, look: Look) -> Iterator[str]:
    if count:
        yield from paragraph(f"{counted(count, 'customer')} {IN_LINES}", look, first="  ", rest="  ")
        yield "\n"


def _with_errors(plan: CustomerPlan, look: Look) -> Iterator[str]:
    yield look.safe(f"{plan.customer} has errors; nothing of it is planned") + "\n"
    errors = (f for f in plan.findings if f.severity is Severity.ERROR)
    yield from findings_text(errors, look, unfolded_by="--format json")
