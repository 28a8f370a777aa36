"""What was bought, and where it was added.

D-01: "Base benefits are there for every active workspace of the contract; an add-on only where it was added. The
quantities of an add-on added to workspaces never exceed what was bought, at every step of the order."
S-17: "An add-on that was bought and not added to any workspace is pointed out, with the request to send to the CSAM."

What the files say is held against the contract that comes last: in the end only its purchases are there. What is
there on a day, the contract that speaks on it decides (see ``benefit_life``).
"""

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from reconciler.findings import Finding, Severity, Subject
from reconciler.kinds.benefit import Benefit, BenefitKind, amount, as_number, quantity_in
from reconciler.kinds.contract import ContractId
from reconciler.kinds.estate import Estate
from reconciler.kinds.renewal import last_word
from reconciler.kinds.workspace import WorkspaceId, WorkspaceStatus
from reconciler.rules.as_it_stands import severity
from reconciler.rules.requests import Ask, request, workspaces_said


class Purchase(NamedTuple):
    """A benefit and the contract that it was bought with."""

    contract: ContractId
    benefit: Benefit

    @property
    def subject(self) -> Subject:
        return ("contracts", self.contract, "benefits")


def check(declared: Estate, current: Estate | None) -> Iterator[Finding]:
    purchases = _purchases(declared)
    last = last_word(declared.contracts)
    ending: dict[str, list[WorkspaceId]] = {}
    for workspace, facts in sorted(declared.workspaces.items()):
        for benefit in facts.benefits:
            if benefit not in purchases:
                yield _not_bought(workspace, benefit, sorted(purchases), _severity(declared, current, benefit))
            elif purchases[benefit].benefit.kind is BenefitKind.BASE:
                yield _base_added(workspace, benefit)
            elif purchases[benefit].contract != last:
                ending.setdefault(benefit, []).append(workspace)
    for benefit, workspaces in sorted(ending.items()):
        yield _ends_with_its_contract(declared, benefit, purchases[benefit], workspaces)
    for benefit, purchase in purchases.items():
        yield from _more_than_bought(declared, benefit, purchase, _severity(declared, current, benefit))
    if last is not None:
        yield from not_added(declared, last)


def _purchases(estate: Estate) -> dict[str, Purchase]:
    """Every benefit of every contract, as the last one bought it; of those that it did not buy, the largest."""
    bought: dict[str, Purchase] = {}
    for contract_id, contract in estate.contracts.items():
        for name, benefit in contract.benefits.items():
            if name not in bought or _more(benefit, bought[name].benefit):
                bought[name] = Purchase(contract_id, benefit)
    last = last_word(estate.contracts)
    if last is not None:
        bought |= {name: Purchase(last, benefit) for name, benefit in estate.contracts[last].benefits.items()}
    return bought


def bought_by(estate: Estate) -> dict[str, Benefit]:
    """Every benefit of every contract; where several have it, the largest quantity (None: without a limit)."""
    bought: dict[str, Benefit] = {}
    for contract in estate.contracts.values():
        for name, benefit in contract.benefits.items():
            if name not in bought or _more(benefit, bought[name]):
                bought[name] = benefit
    return bought


def _more(one: Benefit, other: Benefit) -> bool:
    return as_number(one.quantity) > as_number(other.quantity)


def _severity(declared: Estate, current: Estate | None, benefit: str) -> Severity:
    return severity(declared, current, partial(_so_already, declared, benefit))


def _so_already(declared: Estate, benefit: str, state: Estate) -> bool:
    """Whether workspaces have so much of it, and contracts so little, in the state too: what was added with a contract
    that is over may still be there (D-22)."""
    added = ((state.workspaces.get(w), x) for w, x in declared.workspaces.items() if benefit in x.benefits)
    bought = ((state.contracts.get(c), x) for c, x in declared.contracts.items())
    return all(
        there is not None and as_number(x.benefits[benefit]) <= as_number(there.benefits.get(benefit, 0))
        for there, x in added
    ) and all(
        recorded is not None and quantity_in(recorded.benefits, benefit) <= quantity_in(x.benefits, benefit)
        for recorded, x in bought
    )


def _not_bought(workspace: WorkspaceId, benefit: str, bought: list[str], severity: Severity) -> Finding:
    have = f"the contracts have {', '.join(bought)}" if bought else "no contract has any benefit"
    return Finding(
        "D-01",
        severity,
        "benefit that was not bought",
        f"{workspace} adds {benefit}, and {have}",
        "Correct the name, or add the benefit to the contract that it was bought with.",
        subject=("workspaces", workspace, "benefits", benefit),
    )


def _base_added(workspace: WorkspaceId, benefit: str) -> Finding:
    return Finding(
        "D-01",
        Severity.ERROR,
        "base benefit added to a workspace",
        f"{benefit} is a base benefit, which every active workspace of the contract has by itself",
        f"Take {benefit} away from {workspace}.",
        subject=("workspaces", workspace, "benefits", benefit),
    )


def _ends_with_its_contract(
    declared: Estate, benefit: str, purchase: Purchase, workspaces: list[WorkspaceId]
) -> Finding:
    last = last_word(declared.contracts)
    return Finding(
        "D-01",
        Severity.WARNING,
        "benefit that ends with its contract",
        f"{benefit} was bought with {purchase.contract} and not with {last}; when {last} begins, "
        f"{', '.join(workspaces[:3])} {'has' if len(workspaces) == 1 else 'have'} it no longer",
        f"Buy {benefit} with {last} too, or take it away here once {purchase.contract} is over.",
        subject=("workspaces", workspaces[0], "benefits", benefit),
        also_subjects=((*purchase.subject, benefit),),
    )


def _more_than_bought(declared: Estate, benefit: str, purchase: Purchase, severity: Severity) -> Iterator[Finding]:
    added = {w: x.benefits[benefit] for w, x in declared.workspaces.items() if benefit in x.benefits}
    limit = purchase.benefit.quantity
    if limit is None or purchase.benefit.kind is BenefitKind.BASE or not added:
        return
    total = sum(quantity or 0 for quantity in added.values())
    unlimited = [w for w, quantity in added.items() if quantity is None]
    if total <= limit and not unlimited:
        return
    unit = purchase.benefit.unit or "units"
    places = tuple(("workspaces", w, "benefits", benefit) for w in sorted(added))
    bought = f"{limit:,} were bought with {purchase.contract}"
    why = f"{total:,} {unit} of {benefit} are added to workspaces and {bought}"
    if unlimited:
        why = f"{limit:,} {unit} of {benefit} were bought, and {unlimited[0]} adds it without a quantity"
    yield Finding(
        "D-01",
        severity,
        "more of a benefit added than was bought",
        why,
        f"Lower the quantities to {limit:,} in all.",
        subject=places[-1],
        also_subjects=(*places[:-1], (*purchase.subject, benefit)),
    )


def not_added(estate: Estate, contract_id: ContractId) -> Iterator[Finding]:
    """S-17: the add-ons of one contract that no workspace in use has."""
    if estate.closed:
        return
    in_use = [x for x in estate.workspaces.values() if x.status is not WorkspaceStatus.ARCHIVED]
    for benefit, bought in sorted(estate.contracts[contract_id].benefits.items()):
        if bought.kind is BenefitKind.ADDON and not any(benefit in x.benefits for x in in_use):
            yield _not_added(estate, contract_id, benefit, bought)


def _not_added(estate: Estate, contract_id: ContractId, benefit: str, bought: Benefit) -> Finding:
    what = amount(benefit, bought.quantity, bought.unit)
    named = workspaces_said(estate)
    choice = f" to one of our workspaces: {named}" if named else " to our default workspace"
    return Finding(
        "S-17",
        Severity.INFO,
        "add-on that no workspace has",
        f"{what} {'was' if bought.quantity is None else 'were'} bought with {contract_id}, "
        "and nobody can use it before it is added to a workspace",
        f"Write `benefits: {{{benefit}: {bought.quantity or 'null'}}}` on a workspace, or send this to your CSAM:\n"
        + request(estate, contract_id, [Ask(f"add {what}{choice}")]),
        subject=("contracts", contract_id, "benefits", benefit),
    )
