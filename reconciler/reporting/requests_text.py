"""What one person may not do by themselves: to whom it goes, what it is, and why it is they."""

from collections.abc import Iterator
from dataclasses import replace

from reconciler.planning.changes import Authority
from reconciler.planning.plan import CustomerPlan, summary
from reconciler.planning.request import Request
from reconciler.reporting.action_words import planned_said
from reconciler.reporting.authority_words import LET_ACT, asked_said, letting_act, reasons
from reconciler.reporting.blocks import Block, block, grid_of
from reconciler.reporting.grid import Grid
from reconciler.reporting.look import Look, Shade
from reconciler.reporting.words import counted, wrapped


def as_a_plan(request: Request, plan: CustomerPlan) -> CustomerPlan:
    """The customer's plan with what is requested in place of what is one's own, to be shown the same way."""
    changes = request.everything
    return replace(plan, changes=changes, people=request.people, requests=(), approvals=(), listed=(), guards=())


def request_blocks(plan: CustomerPlan, look: Look, *, fold: bool) -> list[Block]:
    return [block(as_a_plan(request, plan), look, fold=fold, indent=4) for request in plan.requests]


def asked_text(plan: CustomerPlan, look: Look) -> Iterator[str]:
    """All requests, in a grid of their own."""
    asked = request_blocks(plan, look, fold=True)
    grid = grid_of(asked, look)
    for request, shown in zip(plan.requests, asked, strict=True):
        yield from request_text(request, shown, grid, look)


def standing_text(plan: CustomerPlan, actor: str, look: Look) -> Iterator[str]:
    """Who it is that the plan is made for, and whether anything is theirs."""
    said = f"for {actor}: {plan.standing}"
    yield from _lines(look.safe(said), look)
    if whose := _whose(plan):
        yield from _lines(whose, look, Shade.STRONG)


def has_parts(plan: CustomerPlan) -> bool:
    """Whether a plan for one person says whose its changes are; where all is theirs, that goes without saying."""
    return bool(plan.requests or _whose(plan))


def _whose(plan: CustomerPlan) -> str:
    """Everybody may apply what a rule does by itself; that makes it nobody's decision."""
    by_rule = [change.authority is Authority.SYSTEM for change in plan.changes]
    if not by_rule:
        return "nothing of this is yours to apply" if plan.requests else ""
    if all(by_rule):
        return "nobody's to decide: rules do this, whoever applies it" if plan.standing else ""
    if not plan.requests:
        return ""
    return "yours to apply, with what rules do by themselves" if any(by_rule) else "yours to apply"


def request_text(request: Request, shown: Block, grid: Grid, look: Look, actor: str = "") -> Iterator[str]:
    yield from _lines(look.safe(f"request to {asked_said(request.to, actor)}"), look, Shade.STRONG)
    yield from shown.written(grid, look)
    for why in reasons(request.to, request.changes):
        yield from _lines(look.safe(f"why: {why}"), look, Shade.DIM, indent=4)
    if request.to.declared and request.to.people:
        yield from _lines(LET_ACT, look, indent=4)
        yield f"        {look.safe(letting_act(request.to, actor))}\n"
    if request.follows:
        follows = sum(c.size for c in request.follows)
        verb = "waits" if follows == 1 else "wait"
        yield from _lines(f"{counted(follows, 'change')} of these {verb} for the others", look, Shade.DIM, indent=4)


def approvals_text(plan: CustomerPlan, look: Look) -> Iterator[str]:
    """Whose word the changes need, and why; the vendor's is always enough."""
    if plan.approvals:
        yield from _lines("to be approved by", look, Shade.STRONG)
    for approval in plan.approvals:
        changes = tuple(plan.changes[position] for position in approval.changes)
        given = f"; approved by {', '.join(approval.given)}" if approval.given else ""
        said = f"{asked_said(approval.by)}: {planned_said(summary(changes))}{given}"
        shade = Shade.DANGER if approval.missing else None
        yield from _lines(look.safe(f"{said}; missing" if approval.missing else said), look, shade, indent=4)
        for why in reasons(approval.by, changes):
            yield from _lines(look.safe(f"why: {why}"), look, Shade.DIM, indent=6)


def _lines(text: str, look: Look, shade: Shade | None = None, indent: int = 2) -> Iterator[str]:
    """``text`` is safe already."""
    for line in wrapped(text, look.width, first=" " * indent, rest=" " * (indent + 2)):
        yield (look.painted(shade, line) if shade is not None else line) + "\n"
