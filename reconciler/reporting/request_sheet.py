"""A request as it is sent: a sheet to read (Markdown), and a table to work through (CSV), from the same rows.

Everything that somebody wrote stands in code spans: there a name is no link, no heading, no mention and no HTML.
"""

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from reconciler.kinds.address import PersonKey
from reconciler.kinds.seat import Note, Seat
from reconciler.planning.changes import ON_CONTRACTS, Action, Authority, Change
from reconciler.planning.plan import CustomerPlan, Digests, Heading, summary
from reconciler.planning.request import Request
from reconciler.reporting.action_words import planned_said
from reconciler.reporting.authority_words import letting_act, reasons
from reconciler.reporting.escapes import for_terminal
from reconciler.reporting.grouping import spelling, workspace_of
from reconciler.reporting.markdown_escapes import for_markdown
from reconciler.reporting.phrases import MAIL, people_said, phrase, subject_said
from reconciler.reporting.requests_text import as_a_plan
from reconciler.reporting.table import table_csv
from reconciler.reporting.view import Line, Section, danger_lines, rows, sections

COLUMNS = (
    "customer", "contract", "workspace", "workspace_name", "purpose", "do", "person", "name", "role", "benefit",
    "quantity", "unit", "until", "reason", "ticket", "sponsor", "details", "follows", "rule", "source",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One change of one person, or of one fact. ``follows``: only once the others are done."""

    customer: str
    contract: str
    workspace: str
    workspace_name: str
    purpose: str
    do: str
    person: str
    name: str
    role: str
    benefit: str
    quantity: int | None
    unit: str
    until: str
    reason: str
    ticket: str
    sponsor: str
    details: str
    follows: bool
    rule: str
    source: str


def sheet_rows(request: Request, plan: CustomerPlan) -> Iterator[SheetRow]:
    shown = as_a_plan(request, plan)
    for changes, follows in ((request.changes, False), (request.follows, True)):
        for change in changes:
            yield from _rows(change, follows, request, shown)


def _rows(change: Change, follows: bool, request: Request, plan: CustomerPlan) -> Iterator[SheetRow]:
    on_contract = change.do in ON_CONTRACTS
    workspace = workspace_of(change)
    side = change.now if change.now is not None else change.was
    seat = side if isinstance(side, Seat) else None
    fact: Mapping[str, Any] = side if isinstance(side, Mapping) else {}
    note = (seat.note if seat is not None else None) or Note()
    for row, key in zip(rows(change, plan), change.who or (PersonKey(change.at),), strict=True):
        yield SheetRow(
            customer=plan.customer,
            contract=change.at if on_contract else plan.contract,
            workspace=workspace,
            workspace_name=request.names.get(workspace, ""),
            purpose=request.purposes.get(workspace, ""),
            do=change.do.value,
            person=row.person,
            name=str(plan.people.get(key, {}).get("name") or ""),
            role=seat.role.value if seat is not None else "",
            benefit=str(fact.get("benefit", "")),
            quantity=fact.get("quantity") if "benefit" in fact else None,
            unit=plan.units.get(str(fact.get("benefit", "")), ""),
            until=str(seat.until or "") if seat is not None else "",
            reason=note.reason or "",
            ticket=note.ticket or "",
            sponsor=note.sponsor or "",
            details=_details(change, plan),
            follows=follows,
            rule=change.rule,
            source=f"{row.place.file}:{row.place.line}" if row.place else "",
        )


def sheet_csv(request: Request, plan: CustomerPlan) -> Iterator[str]:
    return table_csv(COLUMNS, sheet_rows(request, plan))


def sheet_markdown(request: Request, plan: CustomerPlan, heading: Heading, digests: Digests) -> Iterator[str]:
    """To whom, from whom, what, why it is they, and what to type."""
    yield f"# Request for {for_markdown(plan.customer)}\n\n"
    yield from _front(request, plan, heading, digests)
    changes = request.everything
    yield f"\nIn short: {planned_said(summary(changes))}.\n\n"
    for why in reasons(request.to, request.changes):
        yield f"- {why[:1].upper()}{why[1:]}.\n"
    shown = as_a_plan(request, plan)
    yield from _dangers(shown)
    for section in sections(shown, fold=True):
        yield from _section(section, request, shown)
    if request.follows:
        count = sum(c.size for c in request.follows)
        yield f"\n{count:,} of these can only be done once the others are; the CSV says which.\n"
    yield from _what_to_type(request, plan)


def _front(request: Request, plan: CustomerPlan, heading: Heading, digests: Digests) -> Iterator[str]:
    to = ", ".join(map(for_markdown, request.to.people)) or "nobody is named yet"
    whose = {Authority.SERVICES_ADMIN: "services admin", Authority.WORKSPACE_ADMIN: f"admin of {request.to.at}"}
    yield f"- To: {to} ({whose.get(request.to.authority, 'CSAM or coordinator')})\n"
    yield f"- From: {for_markdown(heading.actor or '')} ({for_markdown(plan.standing)})\n"
    if plan.contract:
        yield f"- Contract: {for_markdown(plan.contract)} ({plan.support})\n"
    yield f"- Planned for {heading.date.isoformat()}, plan `{digests.number}`; nothing of this has been changed\n"


def _section(section: Section, request: Request, plan: CustomerPlan) -> Iterator[str]:
    yield f"\n## {for_markdown(section.heading) if section.heading else 'The customer as a whole'}\n"
    if section.created is not None:
        yield "\nA new workspace.\n"
    if told := list(_told(section, request, plan)):
        yield "\n" + "".join(f"- {each}\n" for each in told)
    yield _TABLE
    for line in section.lines:
        yield f"| {' | '.join(_cells(line, section.heading or plan.customer, plan))} |\n"


_TABLE = "\n| what | who or which | details | reason | source |\n|---|---|---|---|---|\n"


def _told(section: Section, request: Request, plan: CustomerPlan) -> Iterator[str]:
    """What a CSAM has to know of a workspace to make it, or to know which one is meant."""
    if name := request.names.get(section.heading):
        yield f"Name: {for_markdown(name)}"
    if purpose := request.purposes.get(section.heading):
        yield f"Purpose: {for_markdown(purpose)}"
    if section.admins:
        admins = sorted(spelling(p, plan) for c in section.admins for p in c.who)
        yield f"To be admin: {', '.join(map(for_markdown, admins))}"


def _dangers(plan: CustomerPlan) -> Iterator[str]:
    """What must not be overlooked stands before all workspaces, and names its own."""
    if dangers := danger_lines(plan, fold=True):
        yield f"\n## Look at {'this' if len(dangers) == 1 else 'these'} first\n{_TABLE}"
    for line in dangers:
        workspace = workspace_of(line.change)
        where = f"in {workspace}: " if workspace and line.change.who else ""
        yield f"| {' | '.join(_cells(line, workspace or plan.customer, plan, where))} |\n"


def _cells(line: Line, place: str, plan: CustomerPlan, where: str = "") -> Iterator[str]:
    words = line.phrase
    yield f"{words.verb} {words.noun}".strip()
    who = people_said(line.change, line.size) if line.size > 1 else subject_said(line.change, line.first)
    yield for_markdown(who or place, cell=True)
    ends = f"first {line.first}, last {line.last}; all of them are in the CSV" if line.size > 1 else ""
    yield for_markdown(where + ", ".join(filter(None, (_details(line.change, plan), ends))), cell=True)
    yield for_markdown(_reason(line.change), cell=True)
    yield for_markdown(", ".join(f"{place.file}:{place.line}" for place in line.places), cell=True)


def _details(change: Change, plan: CustomerPlan) -> str:
    """What is not said elsewhere on the sheet: that a mail is queued goes without saying, a purpose stands above."""
    if change.do is Action.CREATE_WORKSPACE:
        return ""
    return phrase(change, plan).what.removeprefix(MAIL).removeprefix(", ")


def _reason(change: Change) -> str:
    note = change.now.note if isinstance(change.now, Seat) else None
    if note is None:
        return ""
    sponsor = f"sponsor {note.sponsor}" if note.sponsor else ""
    return ", ".join(filter(None, (note.reason, note.ticket, sponsor)))


def _what_to_type(request: Request, plan: CustomerPlan) -> Iterator[str]:
    """Indented, and quoted for a shell: an address may hold characters that a shell would run."""
    person = request.to.people[0] if request.to.people else "ADDRESS"
    yield "\n## What to type\n\nIn a checkout of the configuration this was planned from, with the same state:\n\n"
    if request.to.declared and request.to.people:
        yield f"    {for_terminal(letting_act(request.to))}\n"
    plan_file = f"{plan.customer}-request.plan"
    targets = " ".join(f"--target {_quoted(target)}" for target in _targets(request, plan))
    yield f"    reconciler plan --as {_quoted(person)} {targets} --out {plan_file}\n"
    yield f"    reconciler apply {plan_file}\n\n"
    yield "The first shows what it comes to and changes nothing; the second asks before it does.\n"


def _targets(request: Request, plan: CustomerPlan) -> list[str]:
    """The workspaces alone where that is all; what concerns the customer needs it as a whole."""
    workspaces = {workspace_of(change) for change in request.everything}
    if "" in workspaces or len(workspaces) > 3:
        return [plan.customer]
    return [f"{plan.customer}/{workspace}" for workspace in sorted(workspaces)]


def _quoted(word: str) -> str:
    return for_terminal(shlex.quote(word))
