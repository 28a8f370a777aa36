"""A plan as one comment on a pull request: dangers first, never above what a comment may hold, and it says what it cut.

The first line is a mark that nobody sees, by which a pipeline finds its comment again.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from reconciler.findings import Finding, Severity
from reconciler.planning.plan import CustomerPlan, Digests, Heading, summary
from reconciler.planning.tally import Tally
from reconciler.reporting.action_words import planned_said
from reconciler.reporting.danger_digest import DangerDigest
from reconciler.reporting.dangers import is_danger
from reconciler.reporting.findings_text import findings_concise
from reconciler.reporting.grid import grid_for
from reconciler.reporting.grouping import By
from reconciler.reporting.guards_text import stops_text
from reconciler.reporting.listed_text import listed_text
from reconciler.reporting.markdown_escapes import for_markdown
from reconciler.reporting.markdown_parts import (
    LOOK,
    UNBROKEN,
    Budget,
    clipped,
    code,
    fenced,
    folded_up,
    items,
    paragraphs,
    size,
)
from reconciler.reporting.notes_text import notes_text
from reconciler.reporting.plan_lines import aims_said, is_said_already, section_line
from reconciler.reporting.requests_text import approvals_text, asked_text
from reconciler.reporting.summary_text import NOTHING_CHANGED, ending_text
from reconciler.reporting.view import Section, sections
from reconciler.reporting.words import counted, number

MARK = "<!-- reconciler:plan -->"
MOST = 59_500
"""Bytes. GitHub takes 65,535 characters, and a pipeline may want to add a line of its own."""

_DANGERS, _STOPS, _ERRORS, _ASKED, _LISTED, _NOTES = 20_000, 7_000, 7_000, 9_000, 4_000, 3_000
_SECTION = 6_000
_OPENED = 12
"""Workspaces with more lines are folded up."""


class Piece(NamedTuple):
    """One workspace of one customer, and what it comes to."""

    text: str
    actions: dict[str, int]


def plan_markdown(
    heading: Heading, digests: Digests, customers: Iterable[CustomerPlan], by: By = By.WORKSPACE
) -> Iterator[str]:
    """At most ``MOST`` bytes, however large the plan is."""
    comment = _Comment(heading, by)
    for plan in customers:
        comment.add(plan)
    yield from comment.written(heading, digests)


class _Comment:
    def __init__(self, heading: Heading, by: By) -> None:
        self._by = by
        self._tally = Tally()
        self._dangers = DangerDigest(_DANGERS, UNBROKEN)
        self._stops, self._errors, self._asked = Budget(_STOPS), Budget(_ERRORS), Budget(_ASKED)
        self._listed, self._notes = Budget(_LISTED), Budget(_NOTES)
        self._pieces: list[Piece] = []
        self._room = MOST
        self._cut: Counter[str] = Counter()
        self._add_errors(heading.findings)

    def add(self, plan: CustomerPlan) -> None:
        self._tally.add(plan)
        if plan.invalid:
            self._add_errors(plan.findings)
            return
        self._dangers.add(plan)
        if any(not verdict.ok for verdict in plan.guards):
            self._stops.add(items(stops_text(plan, UNBROKEN)))
        for said, budget in ((listed_text, self._listed), (notes_text, self._notes)):
            if lines := list(said(plan, UNBROKEN, False)):
                budget.add(items([f"{UNBROKEN.safe(plan.customer)}\n", *lines]))
        if plan.requests or plan.approvals:
            self._asked.add([f"{LOOK.safe(plan.customer)}\n", *asked_text(plan, LOOK), *approvals_text(plan, LOOK)])
        self._add_changes(plan)

    def _add_errors(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            if finding.severity is Severity.ERROR:
                self._errors.add(items(findings_concise([finding], UNBROKEN)))

    def _add_changes(self, plan: CustomerPlan) -> None:
        """As long as there is room for any, whole workspaces; the others are only counted."""
        if self._room <= 0:
            self._cut.update(summary(tuple(c for c in plan.changes if not is_danger(c, plan))))
            return
        title = _title(plan)
        for section in sections(plan, True, self._by):
            piece = _piece(title, section, plan)
            self._room -= size(piece.text)
            self._pieces.append(piece)
            title = ""

    def written(self, heading: Heading, digests: Digests) -> Iterator[str]:
        parts = [
            self._head(heading, digests),
            self._danger_section(),
            self._stops.listing("Stopped or held by a guard"),
            self._errors.listing("Errors: nothing of these customers is planned"),
        ]
        rest = [
            self._asked.section("Whose word is needed", fenced(self._asked.lines)),
            self._listed.listing("Awaited, held and left alone"),
            self._notes.listing("Notes"),
            _foot(heading, digests),
        ]
        yield from parts
        yield from self._fitting(MOST - sum(map(size, parts + rest)) - _LINE_OF_CUTS)
        yield from rest

    def _head(self, heading: Heading, digests: Digests) -> str:
        ending = Budget(2_500)
        for line in ending_text(self._tally, heading, digests, UNBROKEN, NOTHING_CHANGED):
            ending.add([line])
        return f"{MARK}\n## Plan `{digests.number}`: {self._headline()}\n\n{paragraphs(ending.lines)}"

    def _headline(self) -> str:
        """What a reader of the notification has to know."""
        tally, dangers = self._tally, self._dangers.count
        said = [counted(dangers, "danger")] if dangers else []
        said += [f"{number(tally.stopped)} stopped"] if tally.stopped else []
        said += [f"{number(tally.invalid)} with errors"] if tally.invalid else []
        return ", ".join([*said, counted(tally.total, "change") if tally.total else "nothing to do"])

    def _danger_section(self) -> str:
        if not self._dangers.count:
            return ""
        short = "One line stands for many here; none was left out.\n\n" if self._dangers.shortened else ""
        title = f"### Look at {'this' if self._dangers.count == 1 else 'these'} first\n\n"
        return title + "".join([*self._dangers.lines(), "\n"]) + short

    def _fitting(self, room: int) -> Iterator[str]:
        for piece in self._pieces:
            room = room - size(piece.text) if room > 0 else room
            if room > 0:
                yield piece.text
            else:
                self._cut.update(piece.actions)
        if self._cut:
            yield f"**Left out, to fit into one comment: {planned_said(self._cut)}.** Dangers are never left out.\n\n"


_LINE_OF_CUTS = 2_000


def _title(plan: CustomerPlan) -> str:
    """With the file that a bare ``:51`` is a line of."""
    known = [plan.support, for_markdown(clipped(plan.contract))]
    said = f" ({', '.join(filter(None, known))})" if any(known) else ""
    where = f" in {for_markdown(clipped(plan.source))}" if plan.source else ""
    return f"### {for_markdown(clipped(plan.customer))}{said}{where}\n\n"


def _piece(title: str, section: Section, plan: CustomerPlan) -> Piece:
    shown = [section_line(section, line, plan, LOOK) for line in section.lines if not is_said_already(section, line)]
    grid = grid_for([(line, 0) for line in shown], LOOK)
    budget = Budget(_SECTION)
    for line in shown:
        budget.add(grid.written(line, 0))
    more = f"and {counted(budget.cut, 'more line')}, which did not fit\n\n" if budget.cut else ""
    actions: Counter[str] = Counter()
    for each in section.lines:
        actions[each.change.do.value] += each.size
    body = fenced(budget.lines, "diff") + more
    return Piece(title + folded_up(_summary(section, actions), body, opened=len(shown) <= _OPENED), actions)


def _summary(section: Section, actions: Counter[str]) -> str:
    if not section.heading:
        return planned_said(actions)
    aims = aims_said(section)
    created = f", new{f' {code(aims)}' if aims else ''}" if section.created else ""
    return f"{code(section.heading)}{created}: {planned_said(actions)}"


def _foot(heading: Heading, digests: Digests) -> str:
    whole = "`reconciler show PLANFILE -v` shows every line of a saved plan"
    awaited = f"made for {heading.date.isoformat()} by reconciler {for_markdown(heading.engine)}"
    return f"Plan `{digests.plan}`, changes `{digests.changes}`, {awaited}; {whole}.\n"
