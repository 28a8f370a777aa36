"""Workspaces besides the default one.

S-04: "Additional workspaces may be created at any time during the contract. One declared before it starts waits;
one declared after it ends is held, with the request to renew."
S-05: "Only the CSAM or the coordinator creates workspaces and adds add-on benefits to them."
S-06: "Every additional workspace gets an admin of its own, invited in the same plan that creates it; a workspace
without one is an error."
S-08: "Every workspace needs its own invitation: a person in three workspaces gets three."
"""

from collections.abc import Iterator
from datetime import date

from reconciler.findings import Finding, Severity
from reconciler.kinds.desired import Desired, Wait
from reconciler.kinds.estate import Estate, default_of
from reconciler.kinds.renewal import next_beginning, speaking
from reconciler.kinds.seating import accepted_admins, summary
from reconciler.kinds.workspace import Workspace, WorkspaceId, WorkspaceStatus, observed
from reconciler.rules.as_it_stands import severity
from reconciler.rules.requests import addressee


def check(declared: Estate, current: Estate | None) -> Iterator[Finding]:
    default = default_of(declared)
    named = {w for w, seats in declared.seats.items() if summary(seats).names_an_admin}
    for workspace in sorted(declared.workspaces.keys() - named - {default}):
        if declared.workspaces[workspace].status is not WorkspaceStatus.ARCHIVED and not declared.closed:
            yield Finding(
                "S-06",
                _severity(workspace, declared, current),
                "workspace without an admin",
                f"every additional workspace gets an admin of its own, and {workspace} names nobody",
                "Name one: `admins: [ADDRESS]`.",
                subject=("workspaces", workspace),
            )


def _severity(workspace: WorkspaceId, declared: Estate, current: Estate | None) -> Severity:
    """What is only observed is not made by any plan; one that is there and has no admin loses none."""
    if observed(declared.workspaces[workspace], None):
        return Severity.WARNING
    return severity(declared, current, lambda state: _in_use_and_nobodys(workspace, state))


def _in_use_and_nobodys(workspace: WorkspaceId, state: Estate) -> bool:
    have = state.workspaces.get(workspace)
    in_use = have is not None and have.status is not WorkspaceStatus.ARCHIVED
    return in_use and not accepted_admins(state.seats_in(workspace))


def complete(desired: Desired, current: Estate, on: date) -> Desired:
    """Workspaces that the state does not know wait while no contract is live."""
    if desired.live or desired.estate.closed:
        return desired
    fresh = {w: x for w, x in desired.estate.workspaces.items() if w not in current.workspaces}
    waits = {w: _wait(w, x, desired, on) for w, x in fresh.items()}
    return desired._replace(waits={**desired.waits, **waits})


def _wait(workspace: WorkspaceId, facts: Workspace, desired: Desired, on: date) -> Wait:
    action = "" if facts.status is WorkspaceStatus.ARCHIVED else "create_workspace"
    contracts = desired.estate.contracts
    starts = next_beginning(contracts, on)
    if starts is not None:
        return Wait("S-04", f"{workspace} waits for the contract, from {starts}", action, starts)
    over = speaking(contracts, on)
    csam = addressee(contracts[over]) if over is not None else addressee(None)
    ended = f"{over} ended on {contracts[over].ends}" if over is not None else "there is no contract"
    return Wait("S-04", f"{workspace} waits: {ended}; ask {csam} to renew it", action)
