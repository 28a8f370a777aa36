"""What of the declared benefits is there on a day.

D-01: "Base benefits are there for every active workspace of the contract; an add-on only where it was added. The
quantities of an add-on added to workspaces never exceed what was bought, at every step of the order."
D-03: a successor takes over the benefits that it buys too.
D-22: "What is wrong only on this date or with this state holds the one change, and never stops a revoke or a removal".

The contract that speaks on the day decides:

* what it did not buy and an earlier contract did is there no more; what a later one buys comes when that one begins;
* where a later one buys more, the surplus comes when that one begins, and what falls, falls now;
* where a workspace that nobody may change keeps more than would be left for the others, the benefit stays as it is;
* a contract that buys less than workspaces have counts with as much as before it, until they have less.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from reconciler.findings import Finding, Severity, some_of
from reconciler.kinds.benefit import Benefit, amount, as_number
from reconciler.kinds.contract import Contract, ContractId
from reconciler.kinds.desired import Desired, Wait
from reconciler.kinds.estate import Estate
from reconciler.kinds.renewal import Contracts, begins, last_word, speaking
from reconciler.kinds.workspace import Benefits, Workspace, WorkspaceId, WorkspaceStatus, observed
from reconciler.rules.benefits import bought_by, not_added

Workspaces = Mapping[WorkspaceId, Workspace]


def complete(desired: Desired, current: Estate, on: date) -> Desired:
    """The desired workspaces with the benefits of this day, and what waits for another one."""
    desired = _pointed_out(desired)
    wanted = _concerned(desired.estate, current)
    if not wanted:
        return desired
    estate = replace(desired.estate, contracts=_that_count(desired.estate, current.contracts, on))
    outlook = _Outlook.of(estate, wanted, current, on)
    kept = {w: _on_this_day(x, current.workspaces.get(w), outlook) for w, x in wanted.items()}
    there = {w: _as_it_will_be(x, current.workspaces.get(w)) for w, x in kept.items()}
    scarce = _scarce(estate.contracts, there, outlook.scarce, on)
    if not (outlook.absent or outlook.early or any(scarce.values())):
        return desired
    contracts = _bought_as_before(estate.contracts, current.contracts, scarce, on)
    return desired._replace(
        estate=replace(
            estate, workspaces={**estate.workspaces, **kept}, contracts={**desired.estate.contracts, **contracts}
        ),
        findings=(*desired.findings, *map(_stays, sorted(outlook.scarce))),
        benefit_waits=(
            *_waits(wanted, kept, there, outlook, current),
            *_smaller_purchases(estate.contracts, contracts, there),
        ),
    )


def _that_count(declared: Estate, recorded: Contracts, on: date) -> dict[ContractId, Contract]:
    """Without those that were over before anybody recorded them: nothing was ever bought with them. Nor is it with one
    that first stands in the files of a closed customer, for whom nothing is activated."""
    return {c: x for c, x in declared.contracts.items() if c in recorded or (x.ends >= on and not declared.closed)}


def _concerned(estate: Estate, current: Estate) -> Workspaces:
    """The workspaces that have add-ons, or will have some: most have none, and are many."""
    have = {w for w, x in current.workspaces.items() if x.benefits}
    return {w: x for w, x in estate.workspaces.items() if x.benefits or w in have}


def _pointed_out(desired: Desired) -> Desired:
    """S-17, of the contract that speaks today; the last one of the files is looked at without a day already."""
    today = desired.contract_id
    if today is None or today == last_word(desired.estate.contracts):
        return desired
    return desired._replace(findings=(*desired.findings, *not_added(desired.estate, today)))


class _Outlook(NamedTuple):
    """Benefits for which the day decides. ``absent`` are bought by another contract than today's; ``early`` are
    those of which more is declared than today's bought; ``begin`` says when and with which contract either comes."""

    absent: frozenset[str]
    early: frozenset[str]
    scarce: frozenset[str]
    begin: Mapping[str, tuple[date, ContractId]]
    bought: Mapping[str, Benefit]

    def unit(self, benefit: str) -> str | None:
        return self.bought[benefit].unit if benefit in self.bought else None

    @classmethod
    def of(cls, estate: Estate, wanted: Workspaces, current: Estate, on: date) -> "_Outlook":
        workspaces = {w: _as_it_will_be(x, current.workspaces.get(w)) for w, x in wanted.items()}
        today = speaking(estate.contracts, on)
        bought = estate.contracts[today].benefits if today is not None else {}
        anywhere = bought_by(estate)
        declared = {benefit for x in workspaces.values() for benefit in x.benefits}
        absent = {b for b in declared if b in anywhere and b not in bought}
        staying = {b for w, x in wanted.items() for b in _staying(x, current.workspaces.get(w))} & absent
        begin = {b: day for b in declared if (day := _begins(estate, b, added(workspaces, b), on)) is not None}
        much = {b for b in declared if b in bought and _exceeds(workspaces, b, bought[b])}
        early = {b for b in much & begin.keys() if not _exceeds(current.workspaces, b, bought[b])}
        scarce = (much - early) | (declared - anywhere.keys()) | staying
        return cls(frozenset(absent - staying), frozenset(early), frozenset(scarce), begin, anywhere)


def _begins(estate: Estate, benefit: str, total: float, on: date) -> tuple[date, ContractId] | None:
    """When a later contract begins that buys at least so much."""
    later = sorted((day, c) for c in estate.contracts if (day := begins(estate.contracts, c)) > on)
    buys = ((day, c, estate.contracts[c].benefits.get(benefit)) for day, c in later)
    return next(((day, c) for day, c, b in buys if b is not None and total <= as_number(b.quantity)), None)


def added(workspaces: Workspaces, benefit: str) -> float:
    """How much of an add-on all workspaces together have; without a limit is more than any quantity."""
    return sum(as_number(x.benefits[benefit]) for x in workspaces.values() if benefit in x.benefits)


def _exceeds(workspaces: Workspaces, benefit: str, bought: Benefit) -> bool:
    return added(workspaces, benefit) > as_number(bought.quantity)


def _as_it_will_be(wanted: Workspace, have: Workspace | None) -> Workspace:
    if _untouched(wanted, have):
        return _with(wanted, have.benefits if have is not None else {})
    return _with(wanted, {}) if wanted.status is WorkspaceStatus.ARCHIVED else wanted


def _with(workspace: Workspace, benefits: Benefits) -> Workspace:
    """The same object where it has just these: most workspaces have none, and are many."""
    return workspace if workspace.benefits == benefits else replace(workspace, benefits=benefits)


def _untouched(wanted: Workspace, have: Workspace | None) -> bool:
    if observed(wanted, have):
        return True
    return have is not None and have.status is WorkspaceStatus.ARCHIVED and not wanted.restore


def _staying(wanted: Workspace, have: Workspace | None) -> Iterable[str]:
    """What nobody takes away from a workspace, whatever the contract of the day bought."""
    return have.benefits if have is not None and _untouched(wanted, have) else ()


def _on_this_day(wanted: Workspace, have: Workspace | None, outlook: _Outlook) -> Workspace:
    """Without what is not there, and with no more than before of what does not suffice."""
    benefits = {b: q for b, q in wanted.benefits.items() if b not in outlook.absent}
    before = have.benefits if have is not None else {}
    for benefit in outlook.early | outlook.scarce:
        if benefit in benefits and benefit not in before:
            del benefits[benefit]
        elif benefit in benefits and as_number(before[benefit]) < as_number(benefits[benefit]):
            benefits[benefit] = before[benefit]
    return _with(wanted, benefits)


def _scarce(
    contracts: Contracts, workspaces: Workspaces, today: Collection[str], on: date
) -> dict[ContractId, frozenset[str]]:
    """What each contract buys too little of: ``today`` for all of them, and for one to come also what workspaces will
    still have of it."""
    less = {
        c: {b for b, bought in x.benefits.items() if begins(contracts, c) > on and _exceeds(workspaces, b, bought)}
        for c, x in contracts.items()
    }
    return {c: frozenset(less[c] | set(today)) for c in contracts}


def _bought_as_before(
    contracts: Contracts, recorded: Contracts, scarce: Mapping[ContractId, Collection[str]], on: date
) -> dict[ContractId, Contract]:
    """A scarce benefit stays as it was bought, where that was more: workspaces still have it. A contract that is new,
    or speaks from today on, takes the purchase over from the one before, as one to come does."""
    today, before = speaking(contracts, on), speaking(recorded, on)
    kept: dict[ContractId, Contract] = {}
    for contract in sorted(contracts, key=lambda c: (contracts[c].starts, c)):
        wanted = contracts[contract]
        if begins(contracts, contract) > on and wanted.renews in kept:
            sources = [kept[wanted.renews]]
        else:
            own = next((c for c in (contract, wanted.renews) if c in recorded), before)
            known = {c for c in (own, before if contract == today else own) if c is not None}
            sources = [recorded[c] for c in sorted(known)]
        benefits = {b: x for b, x in wanted.benefits.items() if b not in scarce[contract]}
        benefits |= {b: x for b in scarce[contract] if (x := _largest(b, [wanted, *sources])) is not None}
        kept[contract] = replace(wanted, benefits=benefits)
    return {c: kept[c] for c in contracts}


def _smaller_purchases(contracts: Contracts, kept: Contracts, workspaces: Workspaces) -> Iterable[tuple[str, Wait]]:
    """Contracts that buy less than they count with."""
    for contract, wanted in sorted(contracts.items()):
        for benefit, bought in sorted(wanted.benefits.items()):
            counts = kept[contract].benefits[benefit].quantity
            if counts == bought.quantity:
                continue
            have = sorted(w for w, x in workspaces.items() if benefit in x.benefits)
            they_have = f"{some_of(have)} {'has' if len(have) == 1 else 'have'} {added(workspaces, benefit):,.0f}"
            with_how_many = f"it counts with {counts:,}" if counts is not None else "it counts without a limit"
            buys = f"{contract} buys {amount(benefit, bought.quantity, bought.unit)}"
            why = f"{buys}, and {they_have}; {with_how_many} until that is lowered"
            yield contract, Wait("D-01", why, "update_contract")


def _largest(benefit: str, contracts: Iterable[Contract]) -> Benefit | None:
    bought = (c.benefits[benefit] for c in contracts if benefit in c.benefits)
    return max(bought, key=lambda b: as_number(b.quantity), default=None)


def _waits(
    wanted: Workspaces, kept: Workspaces, there: Workspaces, outlook: _Outlook, current: Estate
) -> Iterable[tuple[WorkspaceId, Wait]]:
    """What a workspace does not get today: it comes on a day, or once others have less."""
    for workspace, facts in sorted(wanted.items()):
        before = current.workspaces.get(workspace, Workspace()).benefits
        for benefit, quantity in sorted(facts.benefits.items()):
            if quantity == kept[workspace].benefits.get(benefit, 0):
                continue
            what = amount(benefit, quantity, outlook.unit(benefit))
            action = "change_benefit" if benefit in before else "add_benefit"
            if benefit in outlook.scarce:
                yield workspace, Wait("D-01", f"{what}, while {_holders(benefit, workspace, there)}", action)
            elif benefit in outlook.begin:
                day, contract = outlook.begin[benefit]
                yield workspace, Wait("D-01", f"{what} from {day}, when {contract} begins", action, day)


def _holders(benefit: str, but: WorkspaceId, workspaces: Workspaces) -> str:
    have = sorted(w for w, x in workspaces.items() if benefit in x.benefits and w != but)
    return f"{', '.join(have[:3])} {'keeps' if len(have) == 1 else 'keep'} what was bought"


def _stays(benefit: str) -> Finding:
    return Finding(
        "D-01",
        Severity.WARNING,
        "benefit stays as it is",
        f"workspaces keep more of {benefit} than was bought: by the files, or since they are protected, observed or "
        "managed add_only",
        f"Lower {benefit} there first, or buy more of it.",
    )
