"""What was bought, and where it was added.

D-01: "Base benefits are there for every active workspace of the contract; an add-on only where it was added. The
quantities of an add-on added to workspaces never exceed what was bought, at every step of the order."
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from reconciler.findings import Finding, Severity
from reconciler.kinds.benefit import Benefit, BenefitKind
from reconciler.kinds.contract import Contract
from reconciler.kinds.desired import Desired
from reconciler.kinds.estate import Estate
from reconciler.kinds.workspace import Workspace, WorkspaceId, WorkspaceStatus, observed


def check(declared: Estate, _current: Estate | None) -> Iterator[Finding]:
    bought = bought_by(declared)
    for workspace, facts in declared.workspaces.items():
        for benefit in facts.benefits:
            if benefit not in bought:
                yield _not_bought(workspace, benefit, sorted(bought))
            elif bought[benefit].kind is BenefitKind.BASE:
                yield _base_added(workspace, benefit)
    for benefit, purchase in bought.items():
        yield from _more_than_bought(declared, benefit, purchase)


def bought_by(estate: Estate) -> dict[str, Benefit]:
    """Every benefit of every contract; where several have it, the largest quantity (None: without a limit)."""
    bought: dict[str, Benefit] = {}
    for contract in estate.contracts.values():
        for name, benefit in contract.benefits.items():
            if name not in bought or _more(benefit, bought[name]):
                bought[name] = benefit
    return bought


def _more(one: Benefit, other: Benefit) -> bool:
    if one.quantity is None or other.quantity is None:
        return one.quantity is None
    return one.quantity > other.quantity


def _not_bought(workspace: WorkspaceId, benefit: str, bought: list[str]) -> Finding:
    have = f"the contracts have {', '.join(bought)}" if bought else "no contract has any benefit"
    return Finding(
        "D-01",
        Severity.ERROR,
        "benefit that was not bought",
        f"{workspace} adds {benefit}, and {have}",
        "correct the name, or add the benefit to the contract that it was bought with",
        subject=("workspaces", workspace, "benefits", benefit),
    )


def _base_added(workspace: WorkspaceId, benefit: str) -> Finding:
    return Finding(
        "D-01",
        Severity.ERROR,
        "base benefit added to a workspace",
        f"{benefit} is a base benefit, which every active workspace of the contract has by itself",
        f"take {benefit} away from {workspace}",
        subject=("workspaces", workspace, "benefits", benefit),
    )


def _more_than_bought(declared: Estate, benefit: str, purchase: Benefit) -> Iterator[Finding]:
    added = {w: x.benefits[benefit] for w, x in declared.workspaces.items() if benefit in x.benefits}
    if purchase.quantity is None or purchase.kind is BenefitKind.BASE or not added:
        return
    total = sum(quantity or 0 for quantity in added.values())
    unlimited = [w for w, quantity in added.items() if quantity is None]
    if total <= purchase.quantity and not unlimited:
        return
    unit = purchase.unit or "units"
    places = tuple(("workspaces", w, "benefits", benefit) for w in sorted(added))
    why = f"{total:,} {unit} of {benefit} are added to workspaces and {purchase.quantity:,} were bought"
    if unlimited:
        why = f"{purchase.quantity:,} {unit} of {benefit} were bought, and {unlimited[0]} adds it without a quantity"
    yield Finding(
        "D-01",
        Severity.ERROR,
        "more of a benefit added than was bought",
        why,
        f"lower the quantities to {purchase.quantity:,} in all",
        subject=places[-1],
        also_subjects=places[:-1],
    )


def complete(desired: Desired, current: Estate, _on: date) -> Desired:
    """Where a workspace that nobody may change keeps more than is left for the others, the benefit stays everywhere as
    it is: what is wrong only with this state holds the change (D-22)."""
    workspaces = {w: _as_it_will_be(x, current.workspaces.get(w)) for w, x in desired.estate.workspaces.items()}
    scarce = [b for b, bought in bought_by(desired.estate).items() if _exceeds(added(workspaces, b), bought)]
    scarce += [b for b in _everywhere(workspaces) if b not in bought_by(desired.estate)]
    if not scarce:
        return desired
    kept = {w: _keeping(x, current.workspaces.get(w), scarce) for w, x in desired.estate.workspaces.items()}
    contracts = {c: _bought_as_before(x, current.contracts.get(c), scarce) for c, x in desired.estate.contracts.items()}
    estate = replace(desired.estate, workspaces=kept, contracts=contracts)
    return replace(desired, estate=estate, findings=(*desired.findings, *map(_stays, sorted(scarce))))


def added(workspaces: Mapping[WorkspaceId, Workspace], benefit: str) -> int:
    """How much of an add-on all workspaces together have."""
    return sum(x.benefits.get(benefit) or 0 for x in workspaces.values())


def _as_it_will_be(wanted: Workspace, held: Workspace | None) -> Workspace:
    untouched = observed(wanted, held) or (held is not None and held.status is WorkspaceStatus.ARCHIVED)
    if untouched and not (wanted.restore and not observed(wanted, held)):
        return replace(wanted, benefits=held.benefits if held is not None else {})
    return replace(wanted, benefits={}) if wanted.status is WorkspaceStatus.ARCHIVED else wanted


def _everywhere(workspaces: Mapping[WorkspaceId, Workspace]) -> set[str]:
    return {benefit for x in workspaces.values() for benefit in x.benefits}


def _exceeds(total: int, bought: Benefit) -> bool:
    return bought.quantity is not None and total > bought.quantity


def _keeping(wanted: Workspace, held: Workspace | None, scarce: list[str]) -> Workspace:
    """The workspace with the scarce benefits as the state has them."""
    before = held.benefits if held is not None else {}
    others = {b: q for b, q in wanted.benefits.items() if b not in scarce}
    return replace(wanted, benefits={**others, **{b: before[b] for b in scarce if b in before}})


def _bought_as_before(wanted: Contract, held: Contract | None, scarce: list[str]) -> Contract:
    before = held.benefits if held is not None else wanted.benefits
    others = {b: x for b, x in wanted.benefits.items() if b not in scarce}
    return replace(wanted, benefits={**others, **{b: before[b] for b in scarce if b in before}})


def _stays(benefit: str) -> Finding:
    return Finding(
        "D-01",
        Severity.WARNING,
        "benefit stays as it is",
        f"a workspace that is protected, observed or managed add_only keeps more of {benefit} than would be left",
        f"lower {benefit} there first, or buy more of it",
    )
