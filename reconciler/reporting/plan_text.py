"""A plan for people: what changes and nothing else, dangers first, and what it adds up to."""

from collections.abc import Iterable, Iterator

from reconciler.findings import Severity
from reconciler.planning.plan import CustomerPlan, Digests, Heading
from reconciler.reporting.blocks import block, grid_of
from reconciler.reporting.findings_text import findings_text
from reconciler.reporting.grouping import By
from reconciler.reporting.guards_text import stops_text
from reconciler.reporting.listed_text import groups_text, listed_text
from reconciler.reporting.look import Look
from reconciler.reporting.notes_text import notes_text
from reconciler.reporting.requests_text import approvals_text, has_parts, request_blocks, request_text, standing_text
from reconciler.reporting.summary_text import NOTHING_CHANGED, ending_text
from reconciler.reporting.tally import Tally
from reconciler.reporting.words import wrapped

FOLDED = "folded lines: -v shows each, --format ndjson gives them to a program"


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
        elif plan.in_sync:
            quiet = plan
        else:
            yield from _customer(plan, heading.actor, look, unfold, by)
            yield "\n"
    if quiet is not None and tally.customers == 1:
        yield from groups_text(quiet, look, unfold)
        yield from notes_text(quiet, look, unfold) if unfold else ()
    yield from ending_text(tally, heading, digests, look, closing)


def _with_errors(plan: CustomerPlan, look: Look) -> Iterator[str]:
    yield look.safe(f"{plan.customer} has errors; nothing of it is planned") + "\n"
    errors = (f for f in plan.findings if f.severity is Severity.ERROR)
    yield from findings_text(errors, look, unfolded_by="--format json")


def _customer(plan: CustomerPlan, actor: str | None, look: Look, unfold: bool, by: By) -> Iterator[str]:
    fold = not unfold
    mine = block(plan, look, fold=fold, by=by, indent=4 if has_parts(plan) else 2)
    asked = request_blocks(plan, look, fold=fold)
    grid = grid_of([mine, *asked], look)
    yield from grid.headed(look.safe(_title(plan)), "", look.safe(plan.source), 0)
    if actor is not None:
        yield from standing_text(plan, actor, look)
    yield from mine.written(grid, look)
    for request, shown in zip(plan.requests, asked, strict=True):
        yield from request_text(request, shown, grid, look, actor or "")
    if any(each.folded for each in (mine, *asked)):
        for said in wrapped(FOLDED, look.width, first="  ", rest="  "):
            yield said + "\n"
    yield from approvals_text(plan, look)
    yield from listed_text(plan, look, unfold)
    yield from notes_text(plan, look, unfold)
    yield from stops_text(plan, look)


def _title(plan: CustomerPlan) -> str:
    known = ", ".join(word for word in (plan.support, plan.contract) if word)
    return f"{plan.customer} ({known})" if known else plan.customer
