"""What the customer asks of the vendor's people, in words that can be sent as they are.

S-05: "Only the CSAM or the coordinator creates workspaces and adds add-on benefits to them; anybody else's plan turns
these changes into a request to the CSAM."
S-18: "The customer talks the aims of a workspace over with the CSAM: a workspace carries a ``purpose``, and the request
sheet carries it too."
"""

from collections.abc import Iterable

from reconciler.kinds.contract import Contract, ContractId
from reconciler.kinds.estate import Estate
from reconciler.kinds.workspace import Workspace, WorkspaceId, WorkspaceStatus


def addressee(contract: Contract | None) -> str:
    """Who is asked: the CSAM that the contract names, else its coordinator."""
    named = (contract.csam or contract.coordinator) if contract is not None else None
    return named or "your CSAM"


def request(estate: Estate, contract_id: ContractId, asks: Iterable[str]) -> str:
    """The whole request: to whom, for which contract, and what, as imperatives. Lines, ready to send."""
    contract = estate.contracts[contract_id]
    customer = contract.customer_name or estate.customer
    number = f", number {contract.number}" if contract.number else ""
    lines = [f"To: {addressee(contract)}", f"{customer}, contract {contract_id}{number}: please"]
    return "\n".join([*lines, *(f"- {ask}" for ask in asks)])


def workspaces_said(estate: Estate, most: int = 5) -> str:
    """The workspaces that something may be asked for, each with its purpose: "default, data (nightly reports)"."""
    active = sorted(w for w, x in estate.workspaces.items() if x.status is WorkspaceStatus.ACTIVE)
    named = [_workspace_said(w, estate.workspaces[w]) for w in active[:most]]
    more = [f"{len(active) - most:,} more"] if len(active) > most else []
    return ", ".join([*named, *more])


def _workspace_said(workspace: WorkspaceId, facts: Workspace) -> str:
    return f"{workspace} ({facts.purpose})" if facts.purpose else workspace
