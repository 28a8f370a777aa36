"""Eight years of a real organisation, merge by merge: planned, judged by every guard, applied, answered, taken back.

A row is (customer, workspace, person, role). Every workspace has one steady admin besides, and everybody accepts at
once. A workspace is declared while it has rows; one that comes back says ``restore: true``, as its author would.
"""

import gzip
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from estates import chance, left_by

from reconciler.applying.answered import Answer, Answered, Replies
from reconciler.applying.answers import answered_step, judged
from reconciler.applying.apply import applied_step, introduced
from reconciler.applying.entry import Occasion
from reconciler.applying.passage import Passage, passage
from reconciler.applying.record import estate_of, nothing_known
from reconciler.applying.step import Step
from reconciler.history.replay import Replayed
from reconciler.history.undo import undone
from reconciler.kinds.address import PersonKey, key_of
from reconciler.kinds.contract import Contract, ContractId, Support
from reconciler.kinds.estate import CustomerId, Estate
from reconciler.kinds.seat import Role, Seat, SeatState, shared
from reconciler.kinds.seating import Seating
from reconciler.kinds.workspace import Workspace, WorkspaceId, WorkspaceStatus
from reconciler.planning import canonical
from reconciler.planning.permits import Granted, NamedChanges, Permit, Scope, with_permits
from reconciler.planning.plan import CustomerPlan, Verdict
from reconciler.planning.planner import Circumstances, plan_customer
from reconciler.planning.renames import renamed
from reconciler.ports import Commit, StateStore
from reconciler.rules import book
from reconciler.stores import opening

FILE = Path(__file__).resolve().parents[2] / "shared/data/kubernetes-org/history.jsonl.gz"
STEADY = "steady@people.example"
_DEFAULT = WorkspaceId("default")
_WANTED = {role: shared(Seat(SeatState.WANTED, role)) for role in Role}
_CONTRACT = Contract(Support.PREMIER, date(2018, 1, 1), date(2030, 12, 31), domains=("people.example",))
"""It names nobody: the steady admin goes with each workspace that goes, and ``contract_named`` would miss them."""
_ANY, _AGAIN = Workspace(), Workspace(restore=True)
_CLOSED = (SeatState.REVOKED, SeatState.REMOVED)


class Merge(NamedTuple):
    """Its number from 0, and per customer the rows that it adds (or gives another role), and takes away."""

    number: int
    at: datetime
    adds: Mapping[CustomerId, list[tuple[WorkspaceId, PersonKey, Role]]]
    removes: Mapping[CustomerId, list[tuple[WorkspaceId, PersonKey]]]

    @property
    def customers(self) -> list[CustomerId]:
        return sorted({*self.adds, *self.removes})


class Stop(NamedTuple):
    """What a guard said of one customer's part of a merge."""

    merge: Merge
    customer: CustomerId
    verdict: Verdict


def merges() -> Iterator[Merge]:
    with gzip.open(FILE, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            told = json.loads(line)
            adds: dict[CustomerId, list[Any]] = {}
            removes: dict[CustomerId, list[Any]] = {}
            for customer, workspace, person, role in [*told["add"], *told["role"]]:
                adds.setdefault(customer, []).append((WorkspaceId(workspace), key_of(person), Role(role)))
            for customer, workspace, person, *_ in told["remove"]:
                removes.setdefault(customer, []).append((WorkspaceId(workspace), key_of(person)))
            yield Merge(number, datetime.fromtimestamp(told["time"], UTC), adds, removes)


@dataclass
class Organisation:
    """What is declared, what the state holds, and what the guards stopped."""

    name: str
    store: StateStore = field(init=False)
    known: dict[CustomerId, Estate] = field(default_factory=dict)
    rows: dict[CustomerId, dict[WorkspaceId, dict[PersonKey, Role]]] = field(default_factory=dict)
    files: dict[CustomerId, dict[WorkspaceId, Seating]] = field(default_factory=dict)
    """What is read from them: of a workspace that a merge left alone, what was read before."""
    stops: list[Stop] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.store = opening.create(f"memory:{self.name}", "lineage")

    def current(self, customer: CustomerId) -> Estate:
        """Nobody else writes to the state, so that it is what the last step left there."""
        return self.known.get(customer) or nothing_known(customer)

    def read_again(self, customer: CustomerId) -> Estate:
        holding = self.store.holding(customer)
        assert holding is not None
        return estate_of(holding)

    def merge(self, merge: Merge) -> None:
        """The files after a merge."""
        for customer in merge.customers:
            declared = self.rows.setdefault(customer, {})
            for workspace, person in merge.removes.get(customer, ()):
                del declared[workspace][person]
            for workspace, person, role in merge.adds.get(customer, ()):
                declared.setdefault(workspace, {})[person] = role
            self.rows[customer] = {w: people for w, people in declared.items() if people or w == _DEFAULT}
            touched = {w for w, *_ in (*merge.adds.get(customer, ()), *merge.removes.get(customer, ()))}
            self._read(customer, touched)

    def _read(self, customer: CustomerId, touched: Collection[WorkspaceId]) -> None:
        before, rows = self.files.get(customer, {}), {_DEFAULT: {}, **self.rows[customer]}
        self.files[customer] = {
            w: before[w] if w in before and w not in touched else _declared_in(people) for w, people in rows.items()
        }

    def declared(self, customer: CustomerId, current: Estate) -> Estate:
        rolls = self.files[customer]
        gone = {w for w, x in current.workspaces.items() if x.status is WorkspaceStatus.ARCHIVED}
        return Estate(
            customer,
            contracts={ContractId("support"): _CONTRACT},
            workspaces={w: _AGAIN if w in gone else _ANY for w in rolls},
            seats=rolls,
        )

    def plan(self, customer: CustomerId, on: date) -> CustomerPlan:
        current = self.current(customer)
        names = renamed(self.declared(customer, current), current, on)
        findings = list(book.check(names.declared, names.current))
        desired = book.complete(names.declared, names.current, on)
        return plan_customer(desired, names, findings, Circumstances(on, before=current))

    def apply(self, plan: CustomerPlan, merge: Merge) -> Commit | None:
        """What a guard stops is noted, and then let through by a permit for just what it counted."""
        stops = [Stop(merge, plan.customer, verdict) for verdict in plan.guards if verdict.stops]
        self.stops += stops
        plan = with_permits(plan, Granted(tuple(map(_permit, stops))))
        digest = f"sha256:{merge.number}"
        occasion = Occasion(merge.at, merge.at.date(), STEADY, "operator", digest, "", f"A{merge.number}")
        holding = self.store.holding(plan.customer)
        taken = applied_step(plan, holding, occasion, chance, self.current(plan.customer))
        assert not taken.result.why, (merge.number, taken.result)
        self._keep(taken, passage(self.current(plan.customer), plan.changes, introduced(plan)))
        return taken.commit

    def accept_all(self, plan: CustomerPlan, merge: Merge) -> None:
        on = merge.at.date()
        offered = [(WorkspaceId(c.at), p) for c in plan.changes if c.do in ("invite", "reinvite") for p in c.who]
        if not offered:
            return
        rows = [Answered(w, p, Answer.ACCEPTED, on, n) for n, (w, p) in enumerate(offered, 1)]
        holding = self.store.holding(plan.customer)
        assert holding is not None
        verdict = judged(self.current(plan.customer), Replies(rows))
        assert not verdict.refused, (merge.number, verdict.refused[:3])
        taken = answered_step(verdict, holding, Occasion(merge.at, on, STEADY, "record"), chance)
        self._keep(taken, passage(verdict.estate, verdict.changes))

    def step(self, merge: Merge) -> None:
        """One merge of somebody's pull request, to its end."""
        self.merge(merge)
        for customer in merge.customers:
            plan = self.plan(customer, merge.at.date())
            self.apply(plan, merge)
            self.accept_all(plan, merge)

    def catch_up(self, those: Iterable[Merge]) -> None:
        """Many merges in one plan of each customer, for a test that looks at later ones."""
        last = None
        for last in those:
            self.merge(last)
        if last is not None:
            self.step(last._replace(adds={c: [] for c in self.rows}, removes={}))

    def _keep(self, taken: Step, done: Passage) -> None:
        if taken.commit is not None:
            assert self.store.commit([taken.commit]) == ["committed"]
            self.known[taken.commit.customer] = left_by(taken.commit, done)

    def members(self) -> dict[tuple[CustomerId, WorkspaceId, PersonKey], Role]:
        """Who is in, the steady admin aside; of workspaces in use only. By the state itself, read again."""
        return {
            (customer, w, p): seat.role
            for customer in self.store.customers()
            for estate in [self.read_again(customer)]
            for w, p, seat in estate.memberships()
            if seat.state is SeatState.MEMBER
            and p != STEADY
            and estate.workspaces[w].status is not WorkspaceStatus.ARCHIVED
        }

    def declared_rows(self) -> dict[tuple[CustomerId, WorkspaceId, PersonKey], Role]:
        return {
            (c, w, p): role
            for c, declared in self.rows.items()
            for w, people in declared.items()
            for p, role in people.items()
        }


def _declared_in(people: Mapping[PersonKey, Role]) -> Seating:
    return Seating({**{p: _WANTED[role] for p, role in people.items()}, key_of(STEADY): _WANTED[Role.ADMIN]})


def _permit(stop: Stop) -> Permit:
    named = NamedChanges(0, frozenset(stop.verdict.counted))
    number = f"sha256:{stop.merge.number:064d}"
    words = (STEADY, "as the organisation merged it", stop.merge.at, stop.merge.at.date())
    return Permit(number, stop.verdict.guard, Scope.CUSTOMER, "lineage", "", *words, {stop.customer: named})


def as_it_was(estate: Estate) -> object:
    """What an undo gives back (I10); people stay known, and numbers are given once."""
    seats = {
        w: {p: replace(seat, generation=0) for p, seat in people.items() if seat.state not in _CLOSED}
        for w, people in estate.seats.items()
    }
    facts = (estate.contracts, estate.policy, estate.limits, estate.workspaces, estate.cases, estate.merged)
    return *facts, {w: people for w, people in seats.items() if people}


def taken_back(plan: CustomerPlan, commit: Commit, current: Estate, on: date) -> Estate:
    """What an undo of the apply would lead to, if it is done now; it leaves nothing as it is."""
    back = undone(Replayed(canonical.load(commit.entry), plan.changes, ()), current, on)
    assert not back.conflicts, back.conflicts[:3]
    return back.estate
