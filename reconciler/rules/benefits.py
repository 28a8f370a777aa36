"""What was bought, and where it was added.

D-01: "Base benefits are there for every active workspace of the contract; an add-on only where it was added. The
quantities of an add-on added to workspaces never exceed what was bought, at every step of the order."
S-17: "An add-on that was bought and not added to any workspace is pointed out, with the request to send to the CSAM."

What the files say is held against the contract that comes last: in the end only its purchases are there. What is
there on a day, the contract that speaks on it decides (see ``benefit_life``).
"""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import NamedTuple

from reconciler.findings import Finding, Severity, Subject
from reconciler.kinds.benefit import Benefit, BenefitKind, amount, as_number, quantity_in
from reconciler.kinds.contract import ContractId
from reconciler.kinds.estate import Estate
from reconciler.kinds.renewal import begins, last_word
from reconciler.kinds.workspace import WorkspaceId, WorkspaceStatus
from reconciler.rules.as_it_stands import severity
from reconciler.rules.requests import request, workspaces_said


class Purchase(NamedTuple):
    """A benefit and the contract that it was bought with."""

    contract: ContractId
    benefit: Benefit

    @property
    def subject(self) -> Subject:
        return ("contracts", self.contract, "benefits")


def check(declared: Estate, current: Estate | None) -> Iterator[Finding]:
    """Add-ons that are added and not bought, or the other way round, whatever the day (see ``benefit_life``)."""
    purchases = _purchases(declared)
    last = last_word(declared.contracts)
    ending: dict[str, list[WorkspaceId]] = {}
    for workspace, facts in sorted((w, x) for w, x in declared.workspaces.items() if x.benefits):
        for benefit in facts.benefits:
            if benefit not in purchases:
                yield _not_bought(workspace, benefit, sorted(purchases), _severity(declared, current, benefit))
            elif purchases[benefit].benefit.kind is BenefitKind.BASE:
                yield _base_added(workspace, benefit)
            elif purchases[benefit].contract != last:
                ending.setdefault(benefit, []).append(workspace)
    for benefit, workspaces in sorted(ending.items()):
        yield _ends_with_its_contract(declared, benefit, purchases[benefit], workspaces)
    largest = _largest_purchases(declared)
    for benefit, purchase in purchases.items():
        yield from _more_than_bought(declared, current, benefit, purchase, largest[benefit])
    if last is not None:
        yield from not_added(declared, last)


def _purchases(estate: Estate) -> dict[str, Purchase]:
    """Every benefit of every contract, as the last one bought it; of those that it did not buy, the largest."""
    bought = _largest_purchases(estate)
    last = last_word(estate.contracts)
    if last is not None:
        bought |= {name: Purchase(last, benefit) for name, benefit in estate.contracts[last].benefits.items()}
    return bought


def _largest_purchases(estate: Estate) -> dict[str, Purchase]:
    bought: dict[str, Purchase] = {}
    for contract_id, contract in sorted(estate.contracts.items()):
        for name, benefit in contract.benefits.items():
            if name not in bought or _more(benefit, bought[name].benefit):
                bought[name] = Purchase(contract_id, benefit)
    return bought


def bought_by(estate: Estate) -> dict[str, Benefit]:
    """Every benefit of every contract; where several have it, the largest quantity (None: without a limit)."""
    return {name: purchase.benefit for name, purchase in _largest_purchases(estate).items()}


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


def _more_than_bought(
    declared: Estate, current: Estate | None, benefit: str, last: Purchase, largest: Purchase
) -> Iterator[Finding]:
    """Wrong on every day where no contract bought so much; else only once the last one has begun (D-22)."""
    added = {w: x.benefits[benefit] for w, x in sorted(declared.workspaces.items()) if benefit in x.benefits}
    total = sum(map(as_number, added.values()))
    if last.benefit.kind is BenefitKind.BASE or total <= as_number(last.benefit.quantity):
        return
    if total > as_number(largest.benefit.quantity):
        yield _too_much(added, benefit, largest, _severity(declared, current, benefit))
    else:
        yield _renewal_buys_less(declared, added, benefit, last)


Added = Mapping[WorkspaceId, int | None]


def _too_much(added: Added, benefit: str, bought: Purchase, severity: Severity) -> Finding:
    limit, unit = bought.benefit.quantity or 0, bought.benefit.unit or "units"
    total = sum(quantity or 0 for quantity in added.values())
    why = f"{total:,} {unit} of {benefit} are added to workspaces and {limit:,} were bought with {bought.contract}"
    if unlimited := [w for w, quantity in added.items() if quantity is None]:
        why = f"{limit:,} {unit} of {benefit} were bought, and {unlimited[0]} adds it without a quantity"
    *others, last = _places(added, benefit)
    return Finding(
        "D-01",
        severity,
        "more of a benefit added than was bought",
        why,
        f"Lower the quantities to {limit:,} in all.",
        subject=last,
        also_subjects=(*others, (*bought.subject, benefit)),
    )


def _renewal_buys_less(declared: Estate, added: Added, benefit: str, renewal: Purchase) -> Finding:
    contract, limit, unit = renewal.contract, renewal.benefit.quantity or 0, renewal.benefit.unit or "units"
    total = sum(quantity or 0 for quantity in added.values())
    have = ", ".join(f"{w} has {quantity:,} {unit}" if quantity else f"{w} has it" for w, quantity in added.items())
    lower = f"lower {benefit} to {limit:,} {unit} in all: {have}"
    return Finding(
        "D-01",
        Severity.WARNING,
        "renewal that buys less than is added",
        f"{total:,} {unit} of {benefit} are added to workspaces, and {contract} buys {limit:,} from "
        f"{begins(declared.contracts, contract)} on; until they are lowered it counts with as many as the contract "
        "before it",
        f"Lower them to {limit:,} in all, or buy more with {contract}. To ask for it, send this:\n"
        + request(declared, contract, [lower]),
        subject=(*renewal.subject, benefit),
        also_subjects=tuple(_places(added, benefit)),
    )


def _places(added: Added, benefit: str) -> list[Subject]:
    return [("workspaces", w, "benefits", benefit) for w in added]


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
        + request(estate, contract_id, [f"add {what}{choice}"]),
        subject=("contracts", contract_id, "benefits", benefit),
    )
