"""The current state, customer by customer."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from reconciler.applying.record import estate_of
from reconciler.errors import WrongUsage
from reconciler.findings import near_to
from reconciler.history.since import Since, memberships_since
from reconciler.kinds.estate import CustomerId, Estate
from reconciler.kinds.workspace import WorkspaceId
from reconciler.ports import StateStore
from reconciler.workflows.state import StateChoice, located_here, reading_existing


@dataclass(frozen=True, slots=True)
class ShownCustomer:
    """``since``: when each membership began."""

    estate: Estate
    since: Since = field(default_factory=dict)


def shown_state(state: StateChoice, target: str | None) -> Iterator[ShownCustomer]:
    """Every customer, or the CUSTOMER or CUSTOMER/WORKSPACE named. WrongUsage where there is no such thing."""
    name, _, workspace = (target or "").partition("/")
    with reading_existing(located_here(state)) as store:
        known = store.customers()
        if name and name not in known:
            raise absent(f"customer {name}", name, list(known))
        for customer in [CustomerId(name)] if name else known:
            shown = _shown(store, customer)
            yield _only(shown, WorkspaceId(workspace)) if workspace else shown


def _shown(store: StateStore, customer: CustomerId) -> ShownCustomer:
    holding = store.holding(customer)
    assert holding is not None
    return ShownCustomer(estate_of(holding), memberships_since(customer, store.journal(customer), holding))


def _only(shown: ShownCustomer, workspace: WorkspaceId) -> ShownCustomer:
    estate = shown.estate
    if workspace not in estate.workspaces:
        raise absent(f"workspace {workspace} in {estate.customer}", workspace, list(estate.workspaces))
    seats = {workspace: estate.seats_in(workspace)}
    one = replace(estate, workspaces={workspace: estate.workspaces[workspace]}, seats=seats)
    return ShownCustomer(one, shown.since)


def absent(what: str, name: str, names: list[str]) -> WrongUsage:
    near = near_to(name, names)
    return WrongUsage(f"there is no {what} in this state", f"did you mean {near}?" if near else "reconciler status")
