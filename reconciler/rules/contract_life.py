"""From the first day of a contract to the last.

D-02: "Activation happens once. Planning or applying it again changes nothing."
D-03: "A customer has one live base contract, which defines its information. When no contract is live the workspaces
are suspended: people can read and not open cases, nobody is invited, open invitations are revoked, nothing is deleted."
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise

from reconciler.findings import Finding, Severity
from reconciler.kinds.contract import Contract, ContractId
from reconciler.kinds.desired import Desired, Wait
from reconciler.kinds.estate import Estate


def check(declared: Estate, _current: Estate | None) -> Iterator[Finding]:
    """One base contract at a time, each with its days in order."""
    for contract_id, contract in declared.contracts.items():
        if contract.ends < contract.starts:
            yield _ends_before_it_starts(contract_id, contract)
    in_order = sorted(declared.contracts.items(), key=lambda item: (item[1].starts, item[0]))
    for (first, one), (second, other) in pairwise(in_order):
        if other.starts <= one.ends:
            yield _overlap(first, one, second)


def _ends_before_it_starts(contract_id: ContractId, contract: Contract) -> Finding:
    return Finding(
        "D-03",
        Severity.ERROR,
        "contract ends before it starts",
        f"{contract_id} would end on {contract.ends}, before its first day, {contract.starts}",
        "`starts` is the first day and `ends` the last; exchange or correct them",
        subject=("contracts", contract_id, "ends"),
        also_subjects=(("contracts", contract_id, "starts"),),
    )


def _overlap(first: ContractId, one: Contract, second: ContractId) -> Finding:
    return Finding(
        "D-03",
        Severity.ERROR,
        "two base contracts at the same time",
        f"{first} lasts until {one.ends} and {second} starts before that; a customer has one live base contract",
        f"let {second} start the day after {first} ends",
        subject=("contracts", second, "starts"),
        also_subjects=(("contracts", first, "ends"),),
    )


def complete(desired: Desired, current: Estate, on: date) -> Desired:
    """Finds the live contract; contracts that have not begun, or ended unactivated, wait."""
    declared = desired.estate.contracts
    live = {c: x for c, x in declared.items() if x.live(on)}
    contract_id = max(live, key=lambda c: live[c].starts, default=None)
    waits = {c: _wait(c, x, on) for c, x in declared.items() if c not in current.contracts and not x.live(on)}
    if desired.estate.closed:
        waits = {}
    kept = {c: x for c, x in current.contracts.items() if c not in declared}
    return replace(
        desired,
        estate=replace(desired.estate, contracts={**declared, **kept}),
        contract=live[contract_id] if contract_id is not None else _still_live(desired, kept, on),
        contract_id=contract_id,
        contract_waits=waits,
        contracts_gone=() if desired.estate.closed else tuple(sorted(c for c, x in kept.items() if x.ends >= on)),
    )


def _still_live(desired: Desired, kept: dict[ContractId, Contract], on: date) -> Contract | None:
    """D-22: a contract that left the files does not end by that; the guard ``vanished`` speaks of it."""
    if desired.estate.closed:
        return None
    return next((c for c in kept.values() if c.live(on)), None)


def _wait(contract_id: ContractId, contract: Contract, on: date) -> Wait:
    if on < contract.starts:
        return Wait("S-04", f"{contract_id} starts on {contract.starts}", "activate_contract", contract.starts)
    return Wait("D-03", f"{contract_id} ended on {contract.ends} without being activated", "activate_contract")


def reference(desired: Desired, on: date) -> Contract | None:
    """The contract whose named people and kind of support count on a day: the live one, else the last that began,
    else the next to begin."""
    if desired.contract is not None:
        return desired.contract
    contracts = sorted(desired.estate.contracts.values(), key=lambda c: c.starts)
    begun = [c for c in contracts if c.starts <= on]
    return begun[-1] if begun else next(iter(contracts), None)
