"""One customer of a plan that is not as declared, for people: what changes, what is listed, what speaks against it."""

from collections.abc import Iterator

from reconciler.planning.plan import CustomerPlan
from reconciler.reporting.blocks import block, grid_of
from reconciler.reporting.grouping import By
from reconciler.reporting.guards_text import stops_text
from reconciler.reporting.listed_text import listed_text
from reconciler.reporting.look import Look
from reconciler.reporting.notes_text import notes_text
from reconciler.reporting.requests_text import approvals_text, has_parts, request_blocks, request_text, standing_text
from reconciler.reporting.words import paragraph, titled

FOLDED = "folded lines: -v shows each, --format ndjson gives them to a program"


def customer_text(plan: CustomerPlan, actor: str | None, look: Look, unfold: bool, by: By) -> Iterator[str]:
    fold = not unfold
    mine = block(plan, look, fold=fold, by=by, indent=4 if has_parts(plan) else 2)
    asked = request_blocks(plan, look, fold=fold)
    grid = grid_of([mine, *asked], look)
    yield from grid.headed(look.safe(titled(plan.customer, plan.support, plan.contract)), "", look.safe(plan.source), 0)
    if actor is not None:
        yield from standing_text(plan, actor, look)
    yield from mine.written(grid, look)
    for request, shown in zip(plan.requests, asked, strict=True):
        yield from request_text(request, shown, grid, look, actor or "")
    if any(each.folded for each in (mine, *asked)):
        yield from paragraph(FOLDED, look, first="  ", rest="  ")
    yield from approvals_text(plan, look)
    yield from listed_text(plan, look, unfold)
    yield from notes_text(plan, look, unfold)
    yield from stops_text(plan, look)
