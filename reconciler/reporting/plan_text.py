"""A plan for people: what changes and nothing else, dangers first, and what it adds up to."""

from collections.abc import Iterable, Iterator

from reconciler.findings import Severity
from reconciler.planning.plan import CustomerPlan, Digests, Heading
from reconciler.reporting.findings_text import findings_text
from reconciler.reporting.grid import Grid, GridLine, grid_for
from reconciler.reporting.guards_text import stops_text
from reconciler.reporting.listed_text import groups_text, listed_text
from reconciler.reporting.look import Look
from reconciler.reporting.notes_text import notes_text
from reconciler.reporting.plan_lines import danger_line, is_said_already, purpose_of, section_line, section_place
from reconciler.reporting.summary_text import ending_text
from reconciler.reporting.tally import Tally
from reconciler.reporting.view import Section, danger_lines, sections
from reconciler.reporting.words import wrapped

NOTHING_CHANGED = "Nothing has been changed."
FOLDED = "folded lines: -v shows each, --format ndjson gives them to a program"


def plan_text(
    heading: Heading,
    digests: Digests,
    customers: Iterable[CustomerPlan],
    look: Look,
    *,
    unfold: bool = False,
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
        elif plan.changes or plan.stopped:
            yield from _customer(plan, look, unfold)
            yield "\n"
        else:
            quiet = plan
    if quiet is not None and tally.customers == 1:
        yield from groups_text(quiet, look, unfold)
    yield from ending_text(tally, heading, digests, look, closing)


def _with_errors(plan: CustomerPlan, look: Look) -> Iterator[str]:
    yield look.safe(f"{plan.customer} has errors; nothing of it is planned") + "\n"
    yield from findings_text((f for f in plan.findings if f.severity is Severity.ERROR), look)


def _customer(plan: CustomerPlan, look: Look, unfold: bool) -> Iterator[str]:
    fold = not unfold
    dangers = [(danger_line(line, plan, look), 2) for line in danger_lines(plan, fold)]
    parts = [(section, _section_lines(section, plan, look)) for section in sections(plan, fold)]
    grid = grid_for([*dangers, *(line for _, lines in parts for line in lines)], look)
    yield from grid.headed(look.safe(_title(plan)), "", look.safe(plan.source), 0)
    yield from _written(dangers, grid)
    for section, lines in parts:
        if section.workspace:
            yield from _section_heading(section, plan, grid, look)
        yield from _written(lines, grid)
    if any(line.count > 1 for section, _ in parts for line in section.lines):
        for said in wrapped(FOLDED, look.width, first="  ", rest="  "):
            yield said + "\n"
    yield from listed_text(plan, look, unfold)
    yield from notes_text(plan, look, unfold)
    yield from stops_text(plan, look)


def _section_lines(section: Section, plan: CustomerPlan, look: Look) -> list[tuple[GridLine, int]]:
    indent = 4 if section.workspace else 2
    shown = (line for line in section.lines if not is_said_already(section, line))
    return [(section_line(section, line, plan, look), indent) for line in shown]


def _written(lines: Iterable[tuple[GridLine, int]], grid: Grid) -> Iterator[str]:
    for line, indent in lines:
        yield from grid.written(line, indent)


def _section_heading(section: Section, plan: CustomerPlan, grid: Grid, look: Look) -> Iterator[str]:
    if section.created is None:
        return grid.headed(look.safe(section.workspace), "", "", 2)
    created = look.safe(" ".join(["new workspace", *([f"({purpose})"] if (purpose := purpose_of(section)) else [])]))
    return grid.headed(look.safe(section.workspace), created, look.safe(section_place(section, plan)), 2)


def _title(plan: CustomerPlan) -> str:
    known = ", ".join(word for word in (plan.support, plan.contract) if word)
    return f"{plan.customer} ({known})" if known else plan.customer
