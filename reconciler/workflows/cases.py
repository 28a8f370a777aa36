"""Support cases, as the person sees them who asks."""

from collections.abc import Iterator, Sequence
from datetime import date

from reconciler.applying.ledger import shown_text
from reconciler.errors import InputInvalid
from reconciler.kinds.case import Case, CaseSeverity, in_units
from reconciler.kinds.estate import CustomerId
from reconciler.kinds.workspace import WorkspaceId
from reconciler.ports import StateStore
from reconciler.reporting.cases_view import CaseList, CaseRow, Which
from reconciler.rules.benefit_use import Use, uses
from reconciler.rules.contract_aspects import aspects
from reconciler.workflows.own_view import Inside, Own, inside, own_view
from reconciler.workflows.state import StateChoice, located_here, reading_existing


def cases(state: StateChoice, person: str, on: date, wanted: Sequence[str] = (), which: Which = Which.OPEN) -> CaseList:
    """Of the workspaces that the person sees, or those ``wanted``: open ones first, the worst and oldest in front."""
    with reading_existing(located_here(state)) as store:
        view = own_view(store, person, on, wanted)
        rows = [row for own in view.customers for row in rows_of(own, inside(store, own), on)]
    shown = [row for row in rows if which in (Which.ALL, row.state)]
    return CaseList(tuple(sorted(shown, key=_urgency)), len(rows) - len(shown))


def case(state: StateChoice, person: str, on: date, reference: str) -> CaseRow:
    """InputInvalid where the person sees no such case, whether there is one or not."""
    with reading_existing(located_here(state)) as store:
        return seen_case(store, person, on, reference)[1]


def seen_case(store: StateStore, person: str, on: date, reference: str) -> tuple[Own, CaseRow]:
    """The case that a reference means (``finance/3``, ``contoso/finance/3``), and whose view it is in."""
    place, _, _ = reference.rpartition("/")
    for own in own_view(store, person, on).customers:
        here = [w for w in own.sight.workspaces if place in (w, f"{own.customer}/{w}")]
        one = Own(own.estate, own.sight.only(here))
        for row in rows_of(one, inside(store, one), on) if here else ():
            if reference in (row.case, row.case.partition("/")[2]):
                return one, row
    raise InputInvalid(
        f"{person} sees no case {reference}",
        f"write CUSTOMER/WORKSPACE/NUMBER; all that they see: reconciler case list --as {person} --show all",
    )


def rows_of(own: Own, within: Inside, on: date) -> Iterator[CaseRow]:
    for workspace in own.sight.workspaces:
        here = within.cases.get(workspace, {})
        used = uses(aspects(own.estate, workspace, on), here.values())
        for number, each in here.items():
            use = used.get(each.benefit) if each.benefit else None
            yield _row(own.customer, workspace, number, each, within, use, on)


def _row(
    customer: CustomerId,
    workspace: WorkspaceId,
    number: int,
    told: Case,
    within: Inside,
    use: Use | None,
    on: date,
) -> CaseRow:
    return CaseRow(
        case=f"{customer}/{workspace}/{number}",
        severity=told.severity,
        state=Which.OPEN if told.open else Which.CLOSED,
        title=shown_text(told.title),
        benefit=told.benefit,
        used=None if told.open else in_units(told.used),
        age=told.age(on),
        opened=told.opened,
        opened_by=within.spelling(told.opened_by),
        closed=told.closed,
        closed_by=within.spelling(told.closed_by) if told.closed_by else None,
        reopened=told.reopened,
        reopened_by=within.spelling(told.reopened_by) if told.reopened_by else None,
        use=use,
    )


def _urgency(row: CaseRow) -> tuple[object, ...]:
    return (row.state is Which.CLOSED, [*CaseSeverity].index(row.severity), -row.age, row.case)
