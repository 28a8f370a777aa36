"""A contract that takes over from another one.

D-03: "A successor (``renews:``) takes over workspaces, members and benefits without one invitation or removal; the
predecessor counts until its end; other overlaps are errors."
D-10: "Tightening a policy removes nobody by itself"; a renewal from Premier to Unified is a tightening.
"""

from collections.abc import Iterator
from functools import partial

from reconciler.findings import Finding, Severity, Subject, near_to, some_of
from reconciler.kinds.account_policy import personal_allowed
from reconciler.kinds.address import PersonKey
from reconciler.kinds.contract import ContractId, Support
from reconciler.kinds.days import days_after
from reconciler.kinds.estate import Estate
from reconciler.kinds.renewal import Contracts, begins
from reconciler.rules.account_policies import allowing
from reconciler.rules.as_it_stands import severity
from reconciler.rules.predicted_accounts import Predicted


def check(declared: Estate, current: Estate | None) -> Iterator[Finding]:
    """Every ``renews:`` names a declared contract, earlier in both its days, that nothing else renews."""
    contracts = declared.contracts
    renewed: dict[ContractId, ContractId] = {}
    for second in sorted(contracts, key=lambda c: (contracts[c].starts, c)):
        first = contracts[second].renews
        if first is None:
            continue
        if first == second:
            yield _itself(second)
        elif first not in contracts:
            yield _unknown(second, first, contracts)
        else:
            if first in renewed:
                yield _renewed_twice(first, renewed[first], second)
            renewed.setdefault(first, second)
            recorded = partial(_recorded_so, contracts, first, second)
            yield from _days(contracts, first, second, severity(declared, current, recorded))


def check_tightening(declared: Estate, _current: Estate | None) -> Iterator[Finding]:
    """The personal people whom a renewal from Premier to Unified finds."""
    for second in sorted(declared.contracts, key=lambda c: (declared.contracts[c].starts, c)):
        first = declared.contracts[second].renews
        if first is not None and first in declared.contracts and first != second:
            yield from _tightening(declared, first, second)


def _itself(contract: ContractId) -> Finding:
    return Finding(
        "D-03",
        Severity.ERROR,
        "contract that renews itself",
        f"{contract} names itself; a renewal is a contract of its own, with an id and days of its own",
        f"To prolong {contract}, write its new last day: `ends:`; else declare the next contract beside it.",
        subject=("contracts", contract, "renews"),
    )


def _unknown(second: ContractId, first: ContractId, contracts: Contracts) -> Finding:
    earlier = [c for c, x in contracts.items() if x.starts < contracts[second].starts]
    near = near_to(first, earlier)
    declare = f"{first} beside it (a contract that has ended may stay in the files), or take `renews:` away."
    return Finding(
        "D-03",
        Severity.ERROR,
        "renewal of a contract that is not declared",
        f"{second} renews {first}, and no file declares that contract",
        f"Did you mean {near}? Else declare {declare}" if near else f"Declare {declare}",
        subject=("contracts", second, "renews"),
    )


def _renewed_twice(first: ContractId, second: ContractId, third: ContractId) -> Finding:
    return Finding(
        "D-03",
        Severity.ERROR,
        "contract that is renewed twice",
        f"{first} is renewed by {second} already; a contract has one successor",
        f"Let {third} renew {second}, or take one of the two away.",
        subject=("contracts", third, "renews"),
        also_subjects=(("contracts", second, "renews"),),
    )


def _recorded_so(contracts: Contracts, first: ContractId, second: ContractId, state: Estate) -> bool:
    """Whether the state has both with these days: the first was prolonged past the second, which has no say then."""
    recorded = [state.contracts.get(c) for c in (first, second)]
    declared = [contracts[c] for c in (first, second)]
    return [x and (x.starts, x.ends) for x in recorded] == [(x.starts, x.ends) for x in declared]


def _days(contracts: Contracts, first: ContractId, second: ContractId, severity: Severity) -> Iterator[Finding]:
    before, after = contracts[first], contracts[second]
    for field, one, other in (("starts", before.starts, after.starts), ("ends", before.ends, after.ends)):
        if other <= one:
            yield Finding(
                "D-03",
                severity,
                "renewal that is not later than what it renews",
                f"{second} {field} on {other}, and {first}, which it renews, {field} on {one}",
                f"Correct `{field}`; a renewal starts and ends after the contract that it takes over from.",
                subject=("contracts", second, field),
                also_subjects=(("contracts", first, field),),
            )
    if after.starts > days_after(before.ends):
        rests, back = days_after(before.ends), days_after(after.starts, -1)
        yield Finding(
            "D-03",
            Severity.INFO,
            "days without a contract before its renewal",
            f"{first} ends on {before.ends} and {second} starts on {after.starts}: from {rests} to {back} the "
            "workspaces are suspended, open invitations are revoked and asked again afterwards",
            f"If that is not meant, let {second} start on {rests}.",
            subject=("contracts", second, "starts"),
            also_subjects=(("contracts", first, "ends"),),
        )


def _tightening(declared: Estate, first: ContractId, second: ContractId) -> Iterator[Finding]:
    """From Premier to Unified: told before the day comes on which they are held and listed."""
    before, after = declared.contracts[first], declared.contracts[second]
    if (before.support, after.support) != (Support.PREMIER, Support.UNIFIED) or declared.closed:
        return
    kept_out = list(_kept_out(declared))
    people = {subject[-1] for subject in kept_out}
    if not people:
        return
    yield Finding(
        "D-10",
        Severity.WARNING,
        "personal accounts that the renewal keeps out",
        f"{second} is Unified, which blocks personal accounts, from {begins(declared.contracts, second)}. Who is a "
        f"member by then is held and listed, nobody is removed; open invitations are revoked: "
        f"{some_of(sorted(people))}",
        f"Let them use work addresses, or record why personal accounts stay allowed:\n{allowing(declared)}",
        subject=("contracts", second, "renews"),
        also_subjects=tuple(sorted(kept_out)[:3]),
    )


def _kept_out(declared: Estate) -> Iterator[Subject]:
    predicted = Predicted(declared)
    for workspace, facts in declared.workspaces.items():
        if not personal_allowed(False, declared.policy, facts.policy, None):
            people: Iterator[PersonKey] = predicted.personal(declared.seats_in(workspace))
            yield from (("workspaces", workspace, "members", person) for person in people)
