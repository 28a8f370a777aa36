"""A plan as one page: what may not be overlooked, what changes where, and everybody by name, folded up.

The customers are read twice: the head of the page says what all of them come to.
"""

from collections.abc import Callable, Iterable, Iterator

from reconciler.findings import OriginOf, Severity, nobody
from reconciler.planning.plan import CustomerPlan, Digests, Heading, summary
from reconciler.planning.tally import Tally
from reconciler.reporting.action_words import planned_said
from reconciler.reporting.bars import Bars
from reconciler.reporting.escapes import for_markup
from reconciler.reporting.findings_text import findings_concise
from reconciler.reporting.grouping import By
from reconciler.reporting.guards_text import stops_text
from reconciler.reporting.html_lines import Told, dangers_html, lines_html
from reconciler.reporting.html_parts import LOOK, foldable, page, prose, section
from reconciler.reporting.listed_text import listed_text
from reconciler.reporting.notes_text import notes_text
from reconciler.reporting.plan_lines import aims_said
from reconciler.reporting.requests_text import approvals_text, asked_text
from reconciler.reporting.summary_text import NOTHING_CHANGED, ending_text
from reconciler.reporting.view import Section, dangerous, ordinary, sections

_OPENED = 200
"""With more changes than this, customers are folded up."""

Customers = Callable[[], Iterable[CustomerPlan]]


def plan_html(
    heading: Heading, digests: Digests, customers: Customers, by: By = By.WORKSPACE, origin: OriginOf = nobody
) -> Iterator[str]:
    overview = _Overview(heading, origin)
    for plan in customers():
        overview.add(plan)
    return page(f"Plan {digests.number}", _body(heading, digests, overview, customers, by))


def _body(heading: Heading, digests: Digests, overview: "_Overview", customers: Customers, by: By) -> Iterator[str]:
    yield "<main>\n"
    yield from overview.written(heading, digests)
    opened = overview.tally.total <= _OPENED
    if overview.tally.total or overview.tally.asked or any(overview.tally.listed.values()):
        yield "<h2>Customer by customer</h2>\n"
    for plan in customers():
        yield from _customer(Told(plan, overview.origin), by, opened)
    yield f"</main>\n<footer>\n{_foot(heading, digests)}</footer>\n"


class _Overview:
    def __init__(self, heading: Heading, origin: OriginOf) -> None:
        self.origin = origin
        self.tally = Tally()
        self._bars = Bars()
        self._dangers: list[str] = []
        self._stops: list[str] = []
        self._errors = list(findings_concise(heading.findings, LOOK))

    def add(self, plan: CustomerPlan) -> None:
        self.tally.add(plan)
        errors = [f for f in plan.findings if f.severity is Severity.ERROR]
        self._errors += findings_concise(errors, LOOK)
        if plan.invalid:
            return
        self._bars.add(plan)
        self._stops += stops_text(plan, LOOK)
        told = Told(plan, self.origin)
        dangers = [piece for those in dangerous(plan) for piece in dangers_html(those, told)]
        if dangers:
            self._dangers += [f"<h3>{for_markup(plan.customer)}</h3>\n", *dangers]

    def written(self, heading: Heading, digests: Digests) -> Iterator[str]:
        yield f"<h1>Plan {for_markup(digests.number)}</h1>\n"
        for line in ending_text(self.tally, heading, digests, LOOK, NOTHING_CHANGED):
            yield f"<p>{for_markup(line.rstrip())}</p>\n"
        yield section("Look at this first", "".join(self._dangers), "alarm")
        yield section("Stopped or held by a guard", prose(self._stops), "alarm")
        yield section("Errors: nothing of these customers is planned", prose(self._errors), "alarm")
        yield section("What changes where", self._bars.written())


def _customer(told: Told, by: By, opened: bool) -> Iterator[str]:
    plan = told.plan
    asked = [*asked_text(plan, LOOK), *approvals_text(plan, LOOK)]
    said = [*listed_text(plan, LOOK, True), *notes_text(plan, LOOK, True)]
    if plan.invalid or not (plan.changes or asked or said):
        return
    known = ", ".join(map(for_markup, filter(None, (plan.support, plan.contract, plan.source))))
    sums = planned_said(summary(plan.changes))
    heading = f'<h3>{for_markup(plan.customer)}</h3> <span class="soft">{known}</span> {sums}'
    yield foldable(heading, opened=opened)
    for part, (_, changes) in zip(sections(plan, True, by), ordinary(plan, by, True), strict=True):
        yield foldable(_title(part, planned_said(summary(changes))), opened=opened)
        yield from lines_html(changes, told, by)
        yield "</details>\n"
    yield prose(asked)
    yield prose(said)
    yield "</details>\n"


def _title(part: Section, sums: str) -> str:
    if not part.heading:
        return f'<h4>The customer as a whole</h4> <span class="soft">{sums}</span>'
    created = for_markup(f"new workspace {aims_said(part)}".rstrip() + ", ") if part.created else ""
    return f'<h4>{for_markup(part.heading)}</h4> <span class="soft">{created}{sums}</span>'


def _foot(heading: Heading, digests: Digests) -> str:
    made = f"Made for {heading.date.isoformat()} by reconciler {heading.engine}."
    said = [made, f"Plan {digests.plan}, changes {digests.changes}."]
    return "".join(f"<p>{for_markup(line)}</p>\n" for line in said)
