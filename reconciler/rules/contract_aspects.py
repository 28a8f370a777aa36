"""What of the contract is there for one workspace.

S-15: "The Customer Activity view of a workspace shows the aspects of the contract that apply to that workspace."

Base benefits apply to every workspace, an add-on only where it was added and with the quantity that was added there:
how much was bought in all, or went elsewhere, is nothing of this workspace. Services admins and support contacts are
named for the default workspace (S-02).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from reconciler.kinds.benefit import Benefit, BenefitKind
from reconciler.kinds.contract import Contract, ContractId
from reconciler.kinds.estate import Estate, default_of
from reconciler.kinds.renewal import begins, speaking
from reconciler.kinds.workspace import WorkspaceId
from reconciler.rules.benefits import bought_by
from reconciler.rules.entitlement import barred


@dataclass(frozen=True, slots=True)
class Aspects:
    """``contract`` is the one that speaks on the day, with what applies and nothing else; ``since`` is the first day on
    which it counts. ``barred`` says why nobody may open cases or use benefits; empty where they may."""

    id: ContractId | None
    contract: Contract | None
    since: date | None
    benefits: Mapping[str, Benefit] = field(default_factory=dict)
    barred: str = ""
    live: bool = False


def aspects(estate: Estate, workspace: WorkspaceId, on: date) -> Aspects:
    """What of the contract applies to one workspace: who is named on it concerns the default one alone."""
    reason = barred(estate, workspace, on)
    speaks = speaking(estate.contracts, on)
    if speaks is None:
        return Aspects(None, None, None, barred=reason)
    benefits = benefits_in(estate, workspace, on)
    contract = replace(estate.contracts[speaks], benefits=benefits)
    if workspace != default_of(estate):
        contract = replace(contract, services_admins=(), support_contacts=())
    live = contract.live(on)
    return Aspects(speaks, contract, begins(estate.contracts, speaks), benefits, reason, live)


def benefits_in(estate: Estate, workspace: WorkspaceId, on: date) -> dict[str, Benefit]:
    """By name: the base benefits of the contract that speaks, and the add-ons of this workspace, as added here."""
    speaks = speaking(estate.contracts, on)
    bought = estate.contracts[speaks].benefits if speaks is not None else {}
    base = {name: benefit for name, benefit in bought.items() if benefit.kind is BenefitKind.BASE}
    known = {**bought_by(estate), **bought}
    here = {
        name: Benefit(BenefitKind.ADDON, quantity, known[name].unit if name in known else None)
        for name, quantity in estate.workspaces[workspace].benefits.items()
    }
    return dict(sorted({**base, **here}.items()))
