"""A customer of the state as files, such that reading and planning them changes nothing: the inverse of ``assemble``.

Written is what stands: contracts, policies, limits, assertions, people of whom something is known, workspaces, and in
each its members and open invitations. Whoever said no, left, or never answered is left out. What may be wrong in a
state and not in files (a workspace without an admin) is written as it is: ``dumped`` says that nobody wrote it (D-22).
"""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from reconciler.kinds.account_policy import AccountKind
from reconciler.kinds.address import PersonKey
from reconciler.kinds.assertion import as_declared
from reconciler.kinds.contract import Contract, ContractId
from reconciler.kinds.days import days_after
from reconciler.kinds.estate import BY_RULE, Estate, default_of
from reconciler.kinds.plain import plain
from reconciler.kinds.renewal import speaking
from reconciler.kinds.seat import Role, Seat, SeatState, note_plain
from reconciler.kinds.tombstone import is_nobody
from reconciler.kinds.workspace import Manage, Workspace, WorkspaceId, WorkspaceStatus
from reconciler.loading.roster_columns import FORMULA
from reconciler.loading.yaml_flow import flow

MANY = 20
"""More members than this stand in a roster."""
_OF_THE_CUSTOMER = {"customer_name": "name", "domains": "domains", "tenants": "tenants", "language": "language"}
_NEVER_DECLARED = frozenset({"address", "status", "signed_in", "identity"})
_NOTHING = frozenset({SeatState.REVOKED, SeatState.REMOVED})


def customer_files(estate: Estate, on: date, *, rosters: bool = True) -> dict[str, str]:
    """Texts by path, the customer's own first. Without ``rosters`` everybody stands in the one file."""
    written = _Written(_without_erased(estate), on, rosters)
    text = "\n".join(written.lines()) + "\n"
    return {"customer.yaml": text, **written.rosters}


def _as_stub(name: str) -> str:
    return "manage: observe" if name == BY_RULE else "status: archived"


class _Written:
    def __init__(self, estate: Estate, on: date, rosters: bool) -> None:
        self.estate, self.on, self.with_rosters = estate, on, rosters
        self.rosters: dict[str, str] = {}
        everything = estate.workspaces.values()
        self.live = estate.live_contract(on) is not None
        self.closed = bool(everything) and all(w.status is WorkspaceStatus.ARCHIVED for w in everything)

    def lines(self) -> Iterator[str]:
        estate = self.estate
        contracts = _contracts(estate, self.on)
        yield from ("version: 1", f"customer: {flow(estate.customer)}")
        yield from _facts_of_the_customer(estate, self.on)
        if self.closed:
            yield "status: closed"
        yield f"dumped: {self.on}"
        yield from _mapping("contracts", {c: _contract(x) for c, x in contracts.items()})
        if estate.policy is not None and (policy := plain(estate.policy)):
            yield f"account_policy: {flow(policy)}"
        yield f"limits: {flow(_limits(estate))}"
        if estate.limits.assertions:
            yield "assertions:"
            yield from (f"  - {flow(as_declared(assertion))}" for assertion in estate.limits.assertions)
        yield from _mapping("people", _people(estate))
        yield from self._workspaces()

    def _workspaces(self) -> Iterator[str]:
        shown = {w: x for w, x in sorted(self.estate.workspaces.items()) if not self._left_out(w, x)}
        stubs = self._never_made() - shown.keys()
        if shown or stubs:
            yield "workspaces:"
        for at, facts in shown.items():
            yield f"  {flow(at)}:"
            yield from (f"    {field}: {flow(value)}" for field, value in self._facts(facts).items())
            yield from self._seats(at)
            if facts.benefits:
                yield f"    benefits: {flow(dict(facts.benefits))}"
        for name in sorted(stubs):
            yield from (f"  {flow(name)}:", f"    {_as_stub(name)}", "    members: []")

    def _never_made(self) -> set[str]:
        """Workspaces that are not there and must be named: those that an assertion speaks of, and the default one of
        a contract where it was only observed."""
        named = {a.within for a in self.estate.limits.assertions if "*" not in a.within} - {BY_RULE}
        lacks = self.estate.contracts and default_of(self.estate) is None and not self.closed
        return named | ({BY_RULE} if lacks else set())

    def _left_out(self, at: WorkspaceId, facts: Workspace) -> bool:
        """An archived default workspace cannot be declared archived, and stays so undeclared."""
        return facts.status is WorkspaceStatus.ARCHIVED and not self.closed and at == default_of(self.estate)

    def _facts(self, facts: Workspace) -> dict[str, Any]:
        gone = facts.status is WorkspaceStatus.ARCHIVED  # what it had says nothing any more, and might not fit any more
        archived = gone and not self.closed
        policy = plain(facts.policy) if facts.policy is not None and not gone else None
        told: dict[str, Any] = {"name": facts.name, "purpose": facts.purpose}
        told |= {"default": facts.default or None, "status": "archived" if archived else None}
        told |= {"protect": (facts.protect and not archived) or None, "manage": _manage(facts)}
        told |= {"account_policy": policy or None}
        return {f: v for f, v in told.items() if v is not None}

    def _seats(self, at: WorkspaceId) -> Iterator[str]:
        seats = {p: s for p, s in sorted(self.estate.seats_in(at).items()) if self._stands(s)}
        seats = {**self._named_and_gone(at), **seats}
        admins = {p: s for p, s in seats.items() if s.role is Role.ADMIN}
        members = {p: s for p, s in seats.items() if s.role is Role.MEMBER}
        if admins:
            yield "    admins:"
            yield from self._entries(admins)
        in_a_roster = self.with_rosters and len(members) > MANY
        rows = {p: s for p, s in members.items() if in_a_roster and not _runs(self.estate.spelling(p), s)}
        file = f"rosters/{at}.csv"
        if rows:
            self.rosters[file] = _roster({self.estate.spelling(p): s for p, s in rows.items()})
        others = {p: s for p, s in members.items() if p not in rows}
        if others:
            yield "    members:"
            yield from self._entries(others)
        elif not admins and not rows:
            yield "    members: []"
        if rows:
            yield f"    members_from: {flow([file])}"

    def _stands(self, seat: Seat) -> bool:
        """Members and open invitations; and those that will be open again when a contract is live (D-03)."""
        asked_again = seat.state is SeatState.REVOKED and seat.attempt > 0 and not self.live
        return seat.counts(self.on) or asked_again

    def _named_and_gone(self, at: WorkspaceId) -> dict[PersonKey, Seat]:
        """S-02 would invite whoever the contract names; those who have nothing here now get the day before as their
        last one."""
        speaks = speaking(self.estate.contracts, self.on)
        if speaks is None or at != default_of(self.estate):
            return {}
        contract = self.estate.contracts[speaks]
        roles = dict.fromkeys(self.estate.people_at(contract.support_contacts), Role.MEMBER)
        roles |= dict.fromkeys(self.estate.people_at(contract.services_admins), Role.ADMIN)
        here = self.estate.seats_in(at)
        over = days_after(self.on, -1)
        gone = {p: role for p, role in roles.items() if _has_nothing(here.get(p), self.on)}
        return {p: Seat(SeatState.WANTED, role, until=over) for p, role in sorted(gone.items())}

    def _entries(self, seats: Mapping[PersonKey, Seat]) -> Iterator[str]:
        for person, seat in seats.items():
            spelling, said = self.estate.spelling(person), _said_of(seat)
            yield f"      - {flow({'person': spelling, **said} if said else spelling)}"


def _mapping(name: str, things: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """A line for each thing."""
    if things:
        yield f"{name}:"
        yield from (f"  {flow(key)}: {flow(facts)}" for key, facts in things.items())


def _contracts(estate: Estate, on: date) -> dict[ContractId, Contract]:
    """Those that can stand in files together. What has ended, and is not what the files once said of it, changes
    nothing by being left out."""
    speaks = speaking(estate.contracts, on)
    if speaks is None:
        return {}
    ours = _shared(estate.contracts[speaks])
    kept = {
        c: x
        for c, x in sorted(estate.contracts.items(), key=lambda item: (item[1].starts, item[0]))
        if x.ends >= on or c == speaks or (_shared(x) == ours and not _overlaps(c, x, estate.contracts))
    }
    return {c: replace(x, renews=x.renews if x.renews in kept else None) for c, x in kept.items()}


def _shared(contract: Contract) -> tuple[Any, ...]:
    return tuple(getattr(contract, field) for field in _OF_THE_CUSTOMER)


def _overlaps(contract: ContractId, facts: Contract, contracts: Mapping[ContractId, Contract]) -> bool:
    others = (x for c, x in contracts.items() if c != contract and x.renews != contract and facts.renews != c)
    return any(x.starts <= facts.ends and facts.starts <= x.ends for x in others)


def _contract(contract: Contract) -> dict[str, Any]:
    """In the order of the schema: the number first."""
    told = {field: value for field, value in plain(contract).items() if field not in _OF_THE_CUSTOMER}
    return {field: told[field] for field in sorted(told, key=lambda field: field != "number")}


def _without_erased(estate: Estate) -> Estate:
    """Nobody can name those who were erased."""

    def named(address: str | None) -> str | None:
        return None if address is None or is_nobody(address) else address

    contracts = {
        c: replace(
            x,
            services_admins=tuple(filter(named, x.services_admins)),
            support_contacts=tuple(filter(named, x.support_contacts)),
            csam=named(x.csam),
            coordinator=named(x.coordinator),
        )
        for c, x in estate.contracts.items()
    }
    return replace(estate, contracts=contracts)


def _facts_of_the_customer(estate: Estate, on: date) -> Iterator[str]:
    speaks = speaking(estate.contracts, on)
    known = plain(estate.contracts[speaks]) if speaks is not None else {}
    yield from (f"{name}: {flow(known[field])}" for field, name in _OF_THE_CUSTOMER.items() if field in known)


def _limits(estate: Estate) -> dict[str, Any]:
    limits = estate.limits
    return {
        "removals": {
            "floor": limits.removals_floor,
            "percent": _percent(limits.removals_percent),
            "run_floor": limits.run_floor,
            "run_percent": _percent(limits.run_percent),
        },
        "invitations": {"floor": limits.invitations_floor, "percent": _percent(limits.invitations_percent)},
        "shrunken_source": {"rows": limits.shrunken_rows, "percent": _percent(limits.shrunken_percent)},
        "min_admins": limits.min_admins,
    }


def _percent(share: float) -> int | str:
    """A decimal stands in quotes."""
    said = f"{share:g}"
    return int(said) if said.isdigit() else said


def _people(estate: Estate) -> dict[str, Mapping[str, Any]]:
    """Those of whom more is known than how they are spelled, which their entries say. Left out is whose other address
    stands somewhere by itself, or is also another one's: read beside it, it would mean another one. What is not said
    stays as it is."""
    told: dict[str, Mapping[str, Any]] = {}
    others = Counter(address for person in estate.people.values() for address in person.also)
    literal = _addresses(estate) | {a for a, people in others.items() if people > 1 or a in estate.numbers}
    for key, person in sorted(estate.people.items()):
        said = {f: v for f, v in plain(person).items() if f not in _NEVER_DECLARED}
        if said.get("account") == AccountKind.UNKNOWN.value:
            del said["account"]
        if said and literal.isdisjoint(person.also):
            told[estate.spelling(key)] = said
    return told


def _addresses(estate: Estate) -> set[str]:
    """Those that contracts, policies and assertions name."""
    policies = (estate.policy, *(w.policy for w in estate.workspaces.values()))
    named = {p.by for p in policies if p is not None and p.by is not None}
    for c in estate.contracts.values():
        named |= {*c.services_admins, *c.support_contacts, *(a for a in (c.csam, c.coordinator) if a is not None)}
    for assertion in estate.limits.assertions:
        never, only = assertion.never, assertion.only
        named |= {never.person, *never.besides} if never is not None else set(only.people if only is not None else ())
    return named


def _manage(facts: Workspace) -> Any:
    admins, members = facts.manage_admins, facts.manage_members
    if admins is members:
        return None if admins is Manage.FULL else admins.value
    return {"admins": admins.value, "members": members.value}


def _has_nothing(seat: Seat | None, on: date) -> bool:
    return seat is None or seat.state in _NOTHING or (seat.state is SeatState.INVITED and not seat.offered(on))


def _said_of(seat: Seat) -> dict[str, str]:
    last_day = {"until": seat.until.isoformat()} if seat.until is not None else {}
    return {**last_day, **(note_plain(seat.note) if seat.note is not None else {})}


def _runs(person: str, seat: Seat) -> bool:
    """Whether a cell of theirs would be run by a spreadsheet, so that it must not stand in a roster."""
    return any(cell[:1] in FORMULA for cell in (person, *_said_of(seat).values()))


def _roster(people: Mapping[str, Seat]) -> str:
    """Sorted by person; only columns that say something."""
    said = {person: _said_of(seat) for person, seat in people.items()}
    columns = [c for c in ("until", "reason", "ticket", "sponsor") if any(c in cells for cells in said.values())]
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(["person", *columns])
    rows.writerows([person, *(cells.get(c, "") for c in columns)] for person, cells in said.items())
    return text.getvalue()
