"""Contracts that follow one another: which of them speaks for the customer on a day.

D-03: "A customer has one live base contract, which defines its information. A successor (``renews:``) takes over
workspaces, members and benefits; the predecessor counts until its end." So a renewal may begin while the contract it
renews still runs, and has nothing to say until that one is over.
"""

from collections.abc import Mapping
from datetime import date

from reconciler.kinds.contract import Contract, ContractId
from reconciler.kinds.days import days_after

Contracts = Mapping[ContractId, Contract]


def counting(contracts: Contracts, on: date) -> ContractId | None:
    """The live contract that defines the customer's information on a day; None where no contract is live."""
    live = {c: x for c, x in contracts.items() if x.live(on)}
    last = [c for c, x in live.items() if x.renews not in live]
    return max(last, key=lambda c: (live[c].starts, c)) if len(last) > 1 else next(iter(last), None)


def speaking(contracts: Contracts, on: date) -> ContractId | None:
    """The contract whose named people, kind of support and purchases hold on a day: the one that counts, else the
    last that began, else the next to begin."""
    if (live := counting(contracts, on)) is not None:
        return live
    in_order = _in_order(contracts)
    begun = [c for c in in_order if contracts[c].starts <= on]
    return begun[-1] if begun else next(iter(in_order), None)


def last_word(contracts: Contracts) -> ContractId | None:
    """The contract after which none is declared: what holds in the end, whatever the day."""
    return next(reversed(_in_order(contracts)), None)


def begins(contracts: Contracts, contract: ContractId) -> date:
    """The first day on which a contract counts: its own first day, or the day after the end of what it renews."""
    its = contracts[contract]
    before = contracts.get(its.renews) if its.renews is not None else None
    return its.starts if before is None else max(its.starts, days_after(before.ends))


def next_beginning(contracts: Contracts, on: date) -> date | None:
    """The next day after ``on`` on which a contract begins to count."""
    return min((day for c in contracts if (day := begins(contracts, c)) > on), default=None)


def live_until(contracts: Contracts, on: date) -> date | None:
    """The last day up to which some contract is live on each day from ``on``; None where none is live then."""
    last: date | None = None
    while on != last and (found := [x.ends for x in contracts.values() if x.live(on)]):
        last = max(found)
        on = days_after(last)
    return last


def ancestors(contracts: Contracts, contract: ContractId) -> frozenset[ContractId]:
    """What a contract renews, and what that renews, as far as it is known and once each."""
    found: set[ContractId] = set()
    before = contracts[contract].renews
    while before is not None and before in contracts and before not in found:
        found.add(before)
        before = contracts[before].renews
    return frozenset(found)


def _in_order(contracts: Contracts) -> list[ContractId]:
    return sorted(contracts, key=lambda c: (contracts[c].starts, c))
