"""Whom the files still name and somebody had erased: nobody is invited for it, and nothing of it is written down.

What is left of them in a state is a hash of each address (see ``kinds.tombstone``), so that only who writes the address
again can be told of it. D-22: it is the state that is against it, so that the customer goes on without them.
"""

from collections.abc import Iterator
from dataclasses import replace

from reconciler.findings import ERASED_ADDRESS, Finding, Severity, Subject
from reconciler.kinds.account_policy import AccountPolicy
from reconciler.kinds.address import PersonKey
from reconciler.kinds.contract import Contract
from reconciler.kinds.estate import Estate
from reconciler.kinds.seat import Seat, shared
from reconciler.kinds.tombstone import NOBODY, Tombstones


def without_erased(declared: Estate, stones: Tombstones) -> tuple[Estate, list[Finding]]:
    """The declaration as if they were not named, and who is."""
    if not stones.addresses:
        return declared, []
    named = list(_named(declared))
    gone = stones.covered({PersonKey(address) for address, _ in named})
    if not gone:
        return declared, []
    first: dict[str, Subject] = {}
    for address, subject in named:
        if address in gone:
            first.setdefault(address, subject)
    return _left_out(declared, gone), [_finding(declared, a, subject) for a, subject in sorted(first.items())]


def _named(declared: Estate) -> Iterator[tuple[str, Subject]]:
    for key, person in declared.people.items():
        yield from ((address, ("people", key)) for address in (key, *person.also))
    for at, seats in declared.seats.items():
        yield from ((key, ("workspaces", at, "members", key)) for key in seats)
        sponsors = {s.note.sponsor.lower(): p for p, s in seats.items() if s.note is not None and s.note.sponsor}
        yield from ((sponsor, ("workspaces", at, "members", key)) for sponsor, key in sponsors.items())
    for name, contract in declared.contracts.items():
        for section in ("services_admins", "support_contacts"):
            yield from ((a, ("contracts", name, section, a)) for a in getattr(contract, section))
        yield from ((a, ("contracts", name)) for a in (contract.csam, contract.coordinator) if a is not None)
    policies: list[tuple[Subject, AccountPolicy | None]] = [(("account_policy",), declared.policy)]
    policies += [(("workspaces", w, "account_policy"), x.policy) for w, x in declared.workspaces.items()]
    yield from ((x.by, subject) for subject, x in policies if x is not None and x.by is not None)
    for assertion in declared.limits.assertions:
        never, only = assertion.never, assertion.only
        people = (never.person, *never.besides) if never is not None else only.people if only is not None else ()
        yield from ((person, ("assertions",)) for person in people if "*" not in person)


def _finding(declared: Estate, address: str, subject: Subject) -> Finding:
    return Finding(
        ERASED_ADDRESS,
        Severity.WARNING,
        "address of somebody who was erased",
        f"{address} was erased from {declared.customer}; nobody is invited by it, and nothing of it is kept",
        "Take it out of the files; or, where they want to come back: reconciler erase "
        f"{address} --let-return {declared.customer}",
        subject=subject,
    )


def _left_out(declared: Estate, gone: set[PersonKey]) -> Estate:
    people = {
        key: replace(person, also=tuple(a for a in person.also if a not in gone))
        for key, person in declared.people.items()
        if key not in gone
    }
    return replace(
        declared,
        people=people,
        seats={
            w: {p: _seat(s, gone) for p, s in seats.items() if p not in gone} for w, seats in declared.seats.items()
        },
        contracts={c: _contract(x, gone) for c, x in declared.contracts.items()},
        policy=_policy(declared.policy, gone),
        workspaces={w: replace(x, policy=_policy(x.policy, gone)) for w, x in declared.workspaces.items()},
        limits=declared.limits.readdressed(dict.fromkeys(gone, PersonKey(NOBODY))),
    )


def _seat(seat: Seat, gone: set[PersonKey]) -> Seat:
    note = seat.note
    if note is None or note.sponsor is None or note.sponsor.lower() not in gone:
        return seat
    return shared(replace(seat, note=replace(note, sponsor=NOBODY)))


def _contract(contract: Contract, gone: set[PersonKey]) -> Contract:
    return replace(
        contract,
        services_admins=tuple(a for a in contract.services_admins if a not in gone),
        support_contacts=tuple(a for a in contract.support_contacts if a not in gone),
        csam=None if contract.csam in gone else contract.csam,
        coordinator=None if contract.coordinator in gone else contract.coordinator,
    )


def _policy(policy: AccountPolicy | None, gone: set[PersonKey]) -> AccountPolicy | None:
    return replace(policy, by=NOBODY) if policy is not None and policy.by in gone else policy
