"""A plan for people: what changes and nothing else, dangers first, and what it adds up to."""

from collections.abc import Iterable, Iterator

from reconciler.findings import Severity
from reconciler.planning.plan import CustomerPlan, Digests, Heading
from reconciler.reporting.findings_text import findings_text
from reconciler.reporting.grid import Grid, GridLine, grid_for
from reconciler.reporting.guards_text import GuardSummary, stops_text
from reconciler.reporting.listed_text import groups_text, listed_text
from reconciler.reporting.look import Look
from reconciler.reporting.notes_text import notes_text
from reconciler.reporting.plan_lines import danger_line, is_said_already, purpose_of, section_line, section_place
from reconciler.reporting.summary_text import Tally, standing_said, totals_said
from reconciler.reporting.view import Section, danger_lines, sections
from reconciler.reporting.words import counted, wrapped

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
    tally, guards = Tally(), GuardSummary()
    quiet: CustomerPlan | None = None
    yield from findings_text(heading.findings, look)
    for plan in customers:
        tally.add(plan)
        guards.add(plan)
        if plan.invalid:
            yield from _with_errors(plan, look)
        elif plan.changes or plan.stopped:
            yield from _customer(plan, look, unfold)
            yield "\n"
        else:
            quiet = plan
    if quiet is not None and tally.customers == 1:
        yield from groups_text(quiet, look, unfold)
    yield from _ending(tally, guards, digests, look, quiet.customer if quiet else "", closing)


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
        yield from _sentences(FOLDED, look, "  ")
    yield from listed_text(plan, look, unfold)
    yield from notes_text(plan, look, unfold)
    yield from stops_text(plan, look)


def _section_lines(section: Section, plan: CustomerPlan, look: Look) -> list[tuple[GridLine, int]]:
    indent = 4 if section.workspace else 2
    shown = (line for line in section.lines if not is_said_already(section, line, plan))
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


def _ending(
    tally: Tally, guards: GuardSummary, digests: Digests, look: Look, quiet: str, closing: str
) -> Iterator[str]:
    if not tally.customers:
        yield "Nothing is declared, and the state holds no customer.\n"
        return
    if not tally.total and not tally.invalid and not tally.stopped:
        yield from _sentences(standing_said(tally, quiet), look)
        return
    if tally.total:
        yield from _sentences(totals_said(tally, f"Plan {digests.plan.removeprefix('sha256:')[:6]}"), look)
    verdicts = guards.said()
    yield from _sentences(
        " ".join(filter(None, [f"Guards: {verdicts}." if verdicts else "", *_others(tally), closing])), look
    )


def _others(tally: Tally) -> Iterator[str]:
    """What is said of the customers that are not in the plan's sums, or may not be applied."""
    as_declared = tally.customers - tally.changed - tally.invalid - tally.stopped
    if as_declared > 0:
        yield f"{counted(as_declared, 'other customer')} {'is' if as_declared == 1 else 'are'} as declared."
    if tally.invalid:
        yield f"{counted(tally.invalid, 'customer')} with errors {'is' if tally.invalid == 1 else 'are'} left out."
    if tally.stopped:
        yield f"{counted(tally.stopped, 'customer')} {'is' if tally.stopped == 1 else 'are'} stopped by a guard."


def _sentences(text: str, look: Look, indent: str = "") -> Iterator[str]:
    for line in wrapped(look.safe(text), look.width, first=indent, rest=indent) if text else ():
        yield line + "\n"
