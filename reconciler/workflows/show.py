"""The state as it is, or as it was, customer by customer."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from reconciler.history.since import Since, memberships_since
from reconciler.kinds.estate import CustomerId, Estate
from reconciler.kinds.workspace import WorkspaceId
from reconciler.workflows.as_of import AsOf
from reconciler.workflows.state import absent


@dataclass(frozen=True, slots=True)
class ShownCustomer:
    """``since``: when each membership began."""

    estate: Estate
    since: Since = field(default_factory=dict)


def shown_state(then: AsOf, target: str | None) -> Iterator[ShownCustomer]:
    """Every customer, or the CUSTOMER or CUSTOMER/WORKSPACE named. WrongUsage where there is no such thing."""
    name, _, workspace = (target or "").partition("/")
    for customer in [then.named(name)] if name else then.customers():
        shown = _shown(then, customer)
        yield _only(shown, WorkspaceId(workspace)) if workspace else shown


def _shown(then: AsOf, customer: CustomerId) -> ShownCustomer:
    holding = then.holding(customer)
    return ShownCustomer(then.estate_in(holding), memberships_since(customer, then.entries(customer), holding))


def _only(shown: ShownCustomer, workspace: WorkspaceId) -> ShownCustomer:
    estate = shown.estate
    if workspace not in estate.workspaces:
        raise absent(f"workspace {workspace} in {estate.customer}", workspace, list(estate.workspaces))
    seats = {workspace: estate.seats_in(workspace)}
    one = replace(estate, workspaces={workspace: estate.workspaces[workspace]}, seats=seats)
    return ShownCustomer(one, shown.since)
