"""The Customer Activity view for people: a block for each workspace, with small bars."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from reconciler.applying.ledger import shown_text
from reconciler.history.lately import Happened
from reconciler.kinds.benefit import BenefitKind
from reconciler.kinds.case import Case, quantity_said
from reconciler.kinds.contract import Contract
from reconciler.planning.changes import ON_CASES, Action
from reconciler.reporting.action_words import done_said
from reconciler.reporting.activity_view import Activity, WorkspaceActivity
from reconciler.reporting.look import Look, Shade, cells, padded
from reconciler.reporting.words import counted, number, paragraph, wrapped
from reconciler.rules.benefit_use import Use

_LABEL = 12
_NARROW = 70
_CASES_SHOWN = 3
_MOMENTS_SHOWN = 5

Row = tuple[str, int, int, str]
"""One line with a bar: what it is, how much of how much, and the figure in words; of 0 there is no bar."""


def activity_text(view: Activity, look: Look, *, unfold: bool = False) -> Iterator[str]:
    yield from _choice(view, look)
    for i, workspace in enumerate(view.workspaces):
        yield "\n" if i else ""
        yield from _workspace(workspace, view, look, unfold)
    yield from _in_all(view.workspaces)


def _choice(view: Activity, look: Look) -> Iterator[str]:
    """S-16: nothing is offered where there is nothing to choose."""
    if not view.choice:
        return
    shown = {workspace.place for workspace in view.workspaces}
    others = [place for place in view.choice if place not in shown]
    if others:
        said = f"{len(shown)} of {len(view.choice)} workspaces of {view.person}; there are also {', '.join(others)}."
    else:
        said = f"All {len(shown)} workspaces of {view.person}. Some of them: --workspace NAME."
    yield from paragraph(said, look)
    yield "\n"


def _workspace(shown: WorkspaceActivity, view: Activity, look: Look, unfold: bool) -> Iterator[str]:
    on = view.on
    known_as = shown.facts.name or ""
    about = ", ".join(filter(None, (known_as, shown.facts.purpose or "", f"you are {_role(shown)}")))
    place = look.safe(shown.place)
    head = wrapped(look.safe(about), look.width, first=" " * (cells(place) + 3), rest="  ")
    yield look.painted(Shade.STRONG, place) + head[0][cells(place) :] + "\n"
    yield from (line + "\n" for line in head[1:])
    yield from _labelled("contract", _contract(shown, on), look)
    yield from _barred("benefits", [_benefit(name, use) for name, use in shown.uses.items()], look)
    people = shown.people(on)
    most = max(people.values(), default=0)
    yield from _barred("people", [(s.value.replace("_", " "), n, most, number(n)) for s, n in people.items()], look)
    yield from _cases(shown, view, look)
    yield from _labelled("lately", [*_lately(shown, None if unfold else _MOMENTS_SHOWN)], look)


def _lately(shown: WorkspaceActivity, most: int | None) -> Iterator[str]:
    yield from (_happened(each, shown.cases) for each in shown.lately[:most])
    if most is not None and len(shown.lately) > most:
        yield f"and {number(len(shown.lately) - most)} more within a month; -v shows all"


def _role(shown: WorkspaceActivity) -> str:
    return f"{'an' if shown.role.value == 'admin' else 'a'} {shown.role.value}"


def _contract(shown: WorkspaceActivity, on: date) -> list[str]:
    there = shown.aspects
    lines = [f"nobody can open cases: {there.barred}"] if there.barred else []
    if there.contract is None:
        return lines
    contract = there.contract
    term = f"{there.id} ({contract.support.value}), {contract.starts} to {contract.ends}"
    left = (contract.ends - on).days
    remains = f", {counted(left, 'day')} left" if there.live and left < 10_000 else ""
    accounts = "personal accounts may sign in" if shown.personal else "personal accounts are blocked"
    return [*lines, f"{term}{remains}", *_named(contract), accounts]


def _named(contract: Contract) -> Iterator[str]:
    vendor = (("CSAM", contract.csam), ("coordinator", contract.coordinator))
    if said := ", ".join(f"{role} {address}" for role, address in vendor if address):
        yield said
    for what, people in (
        ("services admins", contract.services_admins),
        ("support contacts", contract.support_contacts),
    ):
        if people:
            yield f"{what} {', '.join(people)}"


def _benefit(name: str, use: Use) -> Row:
    used, quantity, unit = quantity_said(use.used), use.benefit.quantity, use.benefit.unit or "units"
    if use.left is None:
        limit = "no limit" if quantity is None else f"{quantity:,} {unit} for all workspaces"
        shared = "base, " if use.benefit.kind is BenefitKind.BASE else ""
        return (name, 0, 0, f"{shared}{limit}{_used_of_all(use)}")
    rest = f"{quantity_said(use.left)} left" if use.left >= 0 else f"{quantity_said(-use.left)} too much"
    return (name, use.used, (quantity or 0) * 100, f"{used} of {quantity:,} {unit} used, {rest}")


def _used_of_all(use: Use) -> str:
    """Others may have used more: how much, nobody here is told (S-14)."""
    if not use.used:
        return ""
    at_most = f", so at most {quantity_said(use.left_at_most)} left" if use.left_at_most is not None else ""
    return f", {quantity_said(use.used)} used here{at_most}"


def _cases(shown: WorkspaceActivity, view: Activity, look: Look) -> Iterator[str]:
    on = view.on
    still, closed = shown.open_cases(), sum(not c.open for c in shown.cases.values())
    severities = ", ".join(f"{number(n)} {s.value}" for s, n in shown.severities().items())
    parts = [f"{number(len(still))} open: {severities}"] if still else []
    parts += [f"{number(closed)} closed"] if closed else []
    yield from _labelled("cases", ["; ".join(parts) or "none"], look)
    ages = [(a.name.replace("_", " "), n, len(still), number(n)) for a, n in shown.ages(on).items() if n]
    yield from _barred("", ages, look)
    listed = [_case(shown.place, n, c, on) for n, c in [*still.items()][:_CASES_SHOWN]]
    rest = len(still) - len(listed)
    more = [f"and {number(rest)} more: reconciler case list --as {view.person}"] if rest else []
    yield from _labelled("", [*listed, *more], look)


def _case(place: str, number_of: int, case: Case, on: date) -> str:
    since = counted(case.age(on), "day") if case.age(on) else "today"
    return f"{place.partition('/')[2]}/{number_of} {case.severity.value}, {since}: {shown_text(case.title)}"


def _happened(each: Happened, cases: Mapping[int, Case]) -> str:
    others = {do: n for do, n in each.actions.items() if do not in ON_CASES}
    words = [done_said(others)] if others else []
    for do, said in _CASE_WORDS.items():
        if do in each.actions:
            titles = [f"case {n} {said}: {shown_text(cases[n].title)}" for n in each.cases if n in cases]
            words += titles
    return f"{each.at:%Y-%m-%d}  {'; '.join(words)}"


_CASE_WORDS = {
    Action.OPEN_CASE: "opened",
    Action.CLOSE_CASE: "closed",
    Action.REOPEN_CASE: "reopened",
    Action.CORRECT_CASE: "corrected",
}


def _labelled(label: str, lines: Sequence[str], look: Look) -> Iterator[str]:
    for i, line in enumerate(lines):
        first = f"  {padded(label if i == 0 else '', _LABEL - 2)}"
        yield from paragraph(line, look, first=first, rest=" " * (_LABEL + 2))


def _barred(label: str, rows: Sequence[Row], look: Look) -> Iterator[str]:
    """Names, bars and figures in columns; on a narrow screen the bars are short."""
    name_width = max((cells(look.safe(name)) for name, *_ in rows), default=0)
    bar_width = 10 if look.width < _NARROW else 20
    has_bars = any(whole for _, _, whole, _ in rows)
    for i, (name, part, whole, said) in enumerate(rows):
        bar = padded(_bar(part, whole, bar_width, look), bar_width) + "  " if has_bars else ""
        first = f"  {padded(label if i == 0 else '', _LABEL - 2)}{padded(look.safe(name), name_width)}  {bar}"
        yield from paragraph(said, look, first=first, rest=" " * (_LABEL + 2))


def _bar(part: int, whole: int, width: int, look: Look) -> str:
    """Something is never shown as nothing, nor less than all as all."""
    if not whole:
        return ""
    filled = round(width * min(part, whole) / whole)
    filled = max(filled, 1) if part else 0
    filled = min(filled, width - 1) if part < whole else width
    full, empty = ("\u2588", "\u2591") if look.unicode else ("#", ".")
    return full * filled + empty * (width - filled)


def _in_all(workspaces: Sequence[WorkspaceActivity]) -> Iterator[str]:
    if len(workspaces) < 2:
        return
    cases = [c for w in workspaces for c in w.cases.values()]
    still = sum(c.open for c in cases)
    yield f"\nIn all {counted(still, 'open case')} and {number(len(cases) - still)} closed.\n"
