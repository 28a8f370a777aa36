"""The Customer Activity view: what a person sees of their workspaces (S-15, S-16)."""

from collections.abc import Iterator, Sequence
from datetime import date

from reconciler.history.lately import Happened, lately
from reconciler.kinds.account_policy import personal_allowed
from reconciler.kinds.contract import Support
from reconciler.kinds.seat import Seat
from reconciler.kinds.workspace import WorkspaceId
from reconciler.ports import StateStore
from reconciler.reporting.activity_view import Activity, WorkspaceActivity
from reconciler.rules.benefit_use import uses
from reconciler.rules.contract_aspects import aspects
from reconciler.workflows.own_view import Inside, Own, inside, own_view, seats_in_sight
from reconciler.workflows.state import StateChoice, located_here, reading_existing


def activity(state: StateChoice, person: str, on: date, wanted: Sequence[str] = ()) -> Activity:
    """Of all workspaces that the person sees, or those ``wanted``. InputInvalid where there is none to show."""
    with reading_existing(located_here(state)) as store:
        view = own_view(store, person, on, wanted)
        shown = tuple(each for own in view.customers for each in _of_customer(store, own, on))
    return Activity(view.person, on, view.choice, shown)


def _of_customer(store: StateStore, own: Own, on: date) -> Iterator[WorkspaceActivity]:
    within = inside(store, own)
    seats = seats_in_sight(store, own)
    happened = lately(own.customer, store.backwards(own.customer), own.by_number, on)
    for workspace in own.sight.workspaces:
        yield _of_workspace(own, workspace, within, seats.get(workspace, ()), happened[workspace], on)


def _of_workspace(
    own: Own,
    workspace: WorkspaceId,
    within: Inside,
    seats: Sequence[tuple[Seat, int]],
    happened: Sequence[Happened],
    on: date,
) -> WorkspaceActivity:
    estate = own.estate
    there = aspects(estate, workspace, on)
    cases = within.cases.get(workspace, {})
    premier = there.contract is not None and there.contract.support is Support.PREMIER
    return WorkspaceActivity(
        place=f"{own.customer}/{workspace}",
        facts=estate.workspaces[workspace],
        role=estate.seats_in(workspace)[own.sight.person].role,
        aspects=there,
        uses=uses(there, cases.values()),
        seats=seats,
        cases=cases,
        lately=happened,
        personal=personal_allowed(premier, estate.policy, estate.workspaces[workspace].policy, on),
    )
