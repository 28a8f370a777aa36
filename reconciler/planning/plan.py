"""The plan as a value: what would change for each customer, what waits, what is held, what the guards say."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple

from reconciler.findings import ERASED_ADDRESS, Finding, Severity
from reconciler.kinds.address import PersonKey
from reconciler.kinds.customer import CustomerId
from reconciler.kinds.limits import Limits, Terms
from reconciler.kinds.seat import Role
from reconciler.kinds.source import Source
from reconciler.kinds.workspace import WorkspaceId
from reconciler.planning.changes import Action, Change
from reconciler.planning.request import Approval, Request


class Listing(StrEnum):
    """Where a thing that is right but plans nothing is shown."""

    WAITING = "waiting"  # an open invitation
    HELD = "held"  # right, but not yet: a successor must accept, a contract must start
    NEEDS_DECISION = "needs_decision"  # nobody will be asked again until somebody decides
    NO_ADMIN = "no_admin"  # a workspace in use that nobody administers, and nobody is invited to
    UNMANAGED = "unmanaged"  # in the state, not declared, and not ours to take away
    WOULD = "would"  # what an observed workspace would get
    CONFLICT = "conflict"  # what an undo cannot take back


@dataclass(frozen=True, slots=True)
class Listed:
    """Some people in one workspace (or a workspace or contract as such) for whom nothing is planned, and why.

    ``why`` is a sentence for a reader: "waiting until 2026-07-01", "declined on round 1; write reinvite: 2".
    ``action`` is what is held, or would be done; empty where there is none. ``until`` is when this changes by itself.
    """

    listing: Listing
    at: str
    rule: str
    why: str
    who: tuple[PersonKey, ...] = ()
    role: Role | None = None
    action: str = ""
    until: date | None = None

    @property
    def count(self) -> int:
        return len(self.who) or 1


@dataclass(frozen=True, slots=True)
class ToChange:
    """A line, or lines, that a stop is about: ``rosters/de.csv:7:1``, what stands there, and for how many people.
    ``place`` is empty where nobody wrote it."""

    place: str
    what: str
    people: int = 1


@dataclass(frozen=True, slots=True)
class Permitted:
    """A permit that lifts a guard, for one customer: its id, the serial after which it may be used, its last day."""

    permit: str
    serial: int
    until: date
    by: str
    because: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one guard says: ``ok`` is ``value <= limit``, or permitted. ``what`` and ``remedy`` are sentences, for a
    stop."""

    guard: str
    value: int
    limit: int
    of: int = 0
    """What the value is a part of, for a percentage; 0 where there is none."""
    what: str = ""
    remedy: str = ""
    to_change: tuple[ToChange, ...] = ()
    held: int = 0
    """So many changes the guard holds; then it lets the others go on, and stops nothing."""
    counted: tuple[str, ...] = ()
    """What a permit would have to name, thing by thing (``planning.units``); empty where none can be given."""
    permits: tuple[Permitted, ...] = ()
    """Together they name everything that is counted."""

    @property
    def ok(self) -> bool:
        return self.value <= self.limit or (bool(self.permits) and not self.held)

    @property
    def stops(self) -> bool:
        return not self.ok and not self.held


@cache
def content(guard: str) -> Verdict:
    """Of a guard that counts nothing: one value for thousands of customers."""
    return Verdict(guard, 0, 0)


class Sight(NamedTuple):
    """How many people lose sight of a workspace, gain it at once, and gain it once they have accepted; and of how many
    cases that is."""

    at: WorkspaceId
    losing: int
    gaining: int
    asked: int
    cases: int
    open_cases: int


class Basis(NamedTuple):
    """What a plan rests on in which nothing is to be done: the digest of the inputs, the rosters among them, and the
    first day on which something may be otherwise by itself (None: never)."""

    inputs: str
    rosters: tuple[str, ...] = ()
    until: date | None = None


@dataclass(frozen=True, slots=True)
class CustomerPlan:
    """What would change for one customer.

    ``serial`` is that of the state it was made against; ``due`` the first day on which another plan would come out.
    ``people`` are the facts of those whom this plan makes known, where there are any beyond the address: plain fields
    of Person. ``contract`` and ``support`` name the contract that speaks on the day.
    ``sources`` remembers where each workspace is declared, ``managed_by`` the name of the configuration that manages
    the customer, ``attempts`` how often its own files ask people, where they say so, and ``terms`` on what terms
    they do: those of the files where there is something to agree to, else those of the state. ``let_go`` are people
    whom they do not ask again (``planning.let_go``).
    A customer with errors among its ``findings``, or a guard that stops, has a plan that nobody may apply.
    """

    customer: CustomerId
    serial: int
    changes: tuple[Change, ...] = ()
    due: date | None = None
    contract: str = ""
    support: str = ""
    people: Mapping[PersonKey, Mapping[str, Any]] = field(default_factory=dict)
    listed: tuple[Listed, ...] = ()
    guards: tuple[Verdict, ...] = ()
    findings: tuple[Finding, ...] = ()
    managed_by: str = ""
    sources: Mapping[WorkspaceId, Source] = field(default_factory=dict)
    attempts: int | None = None
    terms: Terms = field(default_factory=Terms)
    let_go: Mapping[int, str] = field(default_factory=dict)
    said_archived: tuple[WorkspaceId, ...] = ()
    """Workspaces that a file itself says are archived, or whose customer is closed: they have not vanished."""
    source: str = ""
    """The first file of the customer, for its headline."""
    gaining: int = 0
    """People who gain sight of at least one workspace, once they accept."""
    losing: int = 0
    """People who lose sight of at least one workspace; an open offer is none yet."""
    sights: tuple[Sight, ...] = ()
    """Who gains at once and who loses sight of what, by workspace."""
    standing: str = ""
    """What the person for whom it is planned (``--as``) is to this customer, by the state: "admin of finance"."""
    requests: tuple[Request, ...] = ()
    """What that person may not do; ``changes`` are then only what they may. Nobody applies a request."""
    units: Mapping[str, str] = field(default_factory=dict)
    """What the benefits that change are counted in, where the contract says so: {"designated-engineer": "hours"}."""
    approvals: tuple[Approval, ...] = ()
    """Whose word the changes need, where that was asked for."""
    run_limit: tuple[int, float] = Limits().of_a_run
    """Of removals in one run, where it touches others too: a floor, and a percentage."""
    basis: Basis | None = None
    """Where nothing is to be done and all of the customer was planned: while it is so, nobody has to plan it again."""

    @property
    def invalid(self) -> bool:
        return any(f.severity is Severity.ERROR for f in self.findings)

    @property
    def requested(self) -> int:
        """How many changes others are asked for."""
        return sum(request.count for request in self.requests)

    @property
    def stopped(self) -> bool:
        return any(map(attrgetter("stops"), self.guards))

    @property
    def people_named(self) -> int:
        """How many people are in its changes and lists, each as often as they are."""
        return sum([change.size for change in self.changes]) + sum([each.count for each in self.listed])

    @property
    def unheeded(self) -> bool:
        """The files name somebody who was erased, and go on as if they did not: what they declare is not all there."""
        return any(each.rule == ERASED_ADDRESS for each in self.findings)

    @property
    def in_sync(self) -> bool:
        """Nothing is to be done, asked for, mended, or let through a guard; an undo leaves nothing as it is."""
        if self.changes or self.requests or self.invalid:
            return False
        return all(g.ok for g in self.guards) and all(each.listing is not Listing.CONFLICT for each in self.listed)


class Heading(NamedTuple):
    """What holds for a plan as a whole. ``config`` is the digest of everything that was read, ``commit`` the one in
    which it stands, or that it was edited on, where it is a checkout of Git."""

    date: date
    lineage: str
    config: str
    engine: str
    actor: str | None = None
    flags: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    """What is said about files that belong to no customer."""
    commit: str = ""

    def is_part(self, customer: CustomerId) -> bool:
        """Whether it leaves out some of what the files ask for of a customer: it is made for a person, for some of the
        workspaces, without removals, or of what is due alone."""
        left_out = ("--no-removals", "--due", f"--target {customer}/")
        return self.actor is not None or any(flag.startswith(left_out) for flag in self.flags)


class Digests(NamedTuple):
    """``plan`` vouches for every byte; ``changes`` for what a reviewer agreed to: no date, serial, place, expiry."""

    plan: str
    changes: str

    @property
    def number(self) -> str:
        """How people call the plan."""
        return self.plan.removeprefix("sha256:")[:6]


def summary(changes: tuple[Change, ...]) -> dict[str, int]:
    """How many of each action, in people; only those that occur."""
    counted: dict[Action, int] = defaultdict(int)
    for change in changes:
        counted[change.do] += change.size
    return {do.value: count for do, count in counted.items()}


def listed_count(listed: Iterable[Listed]) -> Counter[Listing]:
    """How many people, or things, of each listing."""
    found: Counter[Listing] = Counter()
    for each in listed:
        found[each.listing] += each.count
    return found
