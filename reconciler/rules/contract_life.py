"""From the first day of a contract to the last.

D-02: "Activation happens once. Planning or applying it again changes nothing."
D-03: "A customer has one live base contract, which defines its information. A successor (``renews:``) takes over
workspaces, members and benefits without one invitation or removal; the predecessor counts until its end; other overlaps
are errors. When no contract is live the workspaces are suspended: people can read and not open cases, nobody is
invited, open invitations are revoked, nothing is deleted."

A contract is recorded on its first day, which activates it. A renewal is recorded as soon as it is declared, beside
the contract that it renews, and has nothing to say before that one is over: so the day of the change needs no apply,
and nobody is without support in between. Until then it can be withdrawn by taking it out of the files.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from reconciler.findings import Finding, Severity
from reconciler.kinds.contract import Contract, ContractId
from reconciler.kinds.desired import Desired, Wait
from reconciler.kinds.estate import Estate
from reconciler.kinds.renewal import Contracts, ancestors, begins, counting, next_beginning
from reconciler.kinds.workspace import WorkspaceStatus
from reconciler.rules.requests import addressee, request


def check_days(declared: Estate, _current: Estate | None) -> Iterator[Finding]:
    """Each contract with its days in order."""
    for contract_id, contract in declared.contracts.items():
        if contract.ends < contract.starts:
            yield _ends_before_it_starts(contract_id, contract)


def check(declared: Estate, _current: Estate | None) -> Iterator[Finding]:
    """One base contract at a time."""
    contracts = declared.contracts
    in_order = sorted(contracts, key=lambda c: (contracts[c].starts, c))
    for number, second in enumerate(in_order):
        lasting = (c for c in in_order[:number] if contracts[second].starts <= contracts[c].ends)
        renewed = ancestors(contracts, second)
        first = next((c for c in lasting if c not in renewed), None)
        if first is not None:
            yield _overlap(first, contracts[first], second)


def _ends_before_it_starts(contract_id: ContractId, contract: Contract) -> Finding:
    return Finding(
        "D-03",
        Severity.ERROR,
        "contract ends before it starts",
        f"{contract_id} would end on {contract.ends}, before its first day, {contract.starts}",
        "Exchange or correct them: `starts` is the first day and `ends` the last.",
        subject=("contracts", contract_id, "ends"),
        also_subjects=(("contracts", contract_id, "starts"),),
    )


def _overlap(first: ContractId, one: Contract, second: ContractId) -> Finding:
    return Finding(
        "D-03",
        Severity.ERROR,
        "two base contracts at the same time",
        f"{first} lasts until {one.ends} and {second} starts before that; a customer has one live base contract",
        f"If {second} takes over from it, write `renews: {first}` on {second}; "
        f"else let {second} start the day after {first} ends.",
        subject=("contracts", second, "starts"),
        also_subjects=(("contracts", first, "ends"),),
    )


def complete(desired: Desired, current: Estate, on: date) -> Desired:
    """Finds the contract that counts, and what becomes of the others: recorded, waiting, withdrawn, or gone."""
    closed = desired.estate.closed
    declared = _with_history(desired.estate.contracts, current.contracts)
    left_out = {c: x for c, x in current.contracts.items() if c not in declared}
    withdrawn = () if closed else _withdrawn(left_out, declared, current.contracts, on)
    kept = {c: x for c, x in left_out.items() if c not in withdrawn}
    contracts = {**declared, **kept}
    counts = counting(contracts, on)
    entering = _entering(declared, current.contracts, on)
    waits = {c: _wait(c, x, on) for c, x in declared.items() if c not in current.contracts and c not in entering}
    estate = desired.estate
    desired = desired._replace(
        estate=estate if contracts == estate.contracts else replace(estate, contracts=contracts),
        contract=contracts[counts] if counts is not None else None,
        contract_id=counts,
        contract_waits={} if closed else waits,
        contracts_gone=() if closed else tuple(sorted(c for c, x in kept.items() if x.ends >= on)),
        renewals=frozenset(c for c in entering if declared[c].renews in {*entering, *current.contracts}),
        withdrawn=withdrawn,
    )
    return desired if closed else _told_when_none_is_live(desired, current, on)


def _with_history(declared: Contracts, recorded: Contracts) -> dict[ContractId, Contract]:
    """What a contract took over from stays known when the old one is taken out of the files."""
    contracts = dict(declared)
    for contract, its in declared.items():
        before = recorded[contract].renews if contract in recorded else None
        if its.renews is None and before is not None and before not in declared:
            contracts[contract] = replace(its, renews=before)
    return contracts


def _withdrawn(left_out: Contracts, declared: Contracts, recorded: Contracts, on: date) -> tuple[ContractId, ...]:
    """Renewals that are no longer declared and never had a say: nobody loses anything by taking them back. One that has
    begun by the state, or is over, had its say, however long the files let the one before it last."""
    renewals = (c for c, x in left_out.items() if x.renews is not None and x.ends >= on)
    wanted = {**left_out, **declared}
    return tuple(sorted(c for c in renewals if begins(wanted, c) > on and begins(recorded, c) > on))


def _entering(declared: Contracts, recorded: Contracts, on: date) -> tuple[ContractId, ...]:
    """The contracts to record on this day: those that are live, and renewals of what is recorded or to be recorded."""
    entering: list[ContractId] = []
    for contract in sorted(declared, key=lambda c: (declared[c].starts, c)):
        its = declared[contract]
        renewal = its.renews is not None and (its.renews in recorded or its.renews in entering)
        if contract not in recorded and (its.live(on) or (renewal and its.starts > on)):
            entering.append(contract)
    return tuple(entering)


def _wait(contract_id: ContractId, contract: Contract, on: date) -> Wait:
    if on < contract.starts:
        return Wait("S-04", f"{contract_id} starts on {contract.starts}", "activate_contract", contract.starts)
    return Wait("D-03", f"{contract_id} ended on {contract.ends} without being activated", "activate_contract")


def _told_when_none_is_live(desired: Desired, current: Estate, on: date) -> Desired:
    """A customer at rest looks like one in order, so that it is said, with what to send to whom."""
    if desired.live:
        return desired
    in_use = any(w.status is not WorkspaceStatus.ARCHIVED for w in current.workspaces.values())
    last = desired.speaks(on)
    if not in_use or last is None or next_beginning(desired.estate.contracts, on) is not None:
        return desired
    its = desired.estate.contracts[last]
    renewal = Wait("D-03", f"{last} ended on {its.ends}; ask {addressee(its)} to renew it", "renew_contract")
    return desired._replace(
        findings=(*desired.findings, _none_is_live(desired.estate, last)),
        contract_waits={last: renewal, **desired.contract_waits},
    )


def _none_is_live(estate: Estate, last: ContractId) -> Finding:
    return Finding(
        "D-03",
        Severity.WARNING,
        "no contract is live",
        f"{last} ended on {estate.contracts[last].ends}: people can read and not open cases, and nobody is invited; "
        "nothing is deleted",
        f"Declare the next contract with `renews: {last}`. If it has to be bought first, send this:\n"
        + request_to_renew(estate, last),
        subject=("contracts", last, "ends"),
    )


def request_to_renew(estate: Estate, contract: ContractId) -> str:
    """S-04: the request to send where a contract is over."""
    ask = f"renew this contract, which ended on {estate.contracts[contract].ends}"
    return request(estate, contract, [ask])


def reference(desired: Desired, on: date) -> Contract | None:
    """The contract whose named people and kind of support hold on a day."""
    contract = desired.speaks(on)
    return None if contract is None else desired.estate.contracts[contract]
