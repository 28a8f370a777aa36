"""Small builders: one customer's estate in a line or two, and its whole life without files."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from hashlib import shake_256

from reconciler.applying import casework
from reconciler.applying.answered import Answer, Answered, Replies
from reconciler.applying.answers import answered_step, judged
from reconciler.applying.apply import applied_step, introduced, marks_of
from reconciler.applying.entry import Occasion
from reconciler.applying.invariants import broken_by
from reconciler.applying.obey import obey
from reconciler.applying.passage import Passage, passage
from reconciler.applying.record import estate_of, marks_from_plain, nothing_known
from reconciler.applying.step import Step, step
from reconciler.findings import Finding
from reconciler.history.verify import verified
from reconciler.kinds.account import Identity
from reconciler.kinds.account_policy import AccountKind, AccountPolicy
from reconciler.kinds.address import PersonKey, key_of
from reconciler.kinds.benefit import Benefit
from reconciler.kinds.case import Case
from reconciler.kinds.contract import Contract, ContractId, Support
from reconciler.kinds.estate import CustomerId, Estate
from reconciler.kinds.person import Person
from reconciler.kinds.plain import revive
from reconciler.kinds.seat import Role, Seat, SeatState, shared
from reconciler.kinds.workspace import Workspace, WorkspaceId, WorkspaceStatus
from reconciler.planning.changes import Change
from reconciler.planning.permit_file import sealed
from reconciler.planning.permits import NamedChanges, Permit, Scope
from reconciler.planning.plan import CustomerPlan
from reconciler.planning.planner import Circumstances, plan_customer
from reconciler.planning.renames import renamed
from reconciler.ports import Commit, PrivateKind, StateStore
from reconciler.rules import book
from reconciler.stores import opening

CONTOSO = CustomerId("contoso")
STARTS, ENDS = date(2026, 1, 1), date(2026, 12, 31)
DAY_ONE = date(2026, 6, 1)
ANA, BEN, KAI, LIN, MIA = (f"{name}@contoso.com" for name in ("ana", "ben", "kai", "lin", "mia"))


def contract(support: Support = Support.UNIFIED, **facts: object) -> Contract:
    told = {"services_admins": (MIA,), "domains": ("contoso.com",), **facts}
    return replace(Contract(support, STARTS, ENDS), **told)  # type: ignore[arg-type]


def admin(address: str, **fields: object) -> tuple[PersonKey, Seat]:
    return key_of(address), shared(replace(Seat(SeatState.WANTED, Role.ADMIN), **fields))  # type: ignore[arg-type]


def member(address: str, **fields: object) -> tuple[PersonKey, Seat]:
    return key_of(address), shared(replace(Seat(SeatState.WANTED, Role.MEMBER), **fields))  # type: ignore[arg-type]


def declared(
    workspaces: dict[str, Iterable[tuple[PersonKey, Seat]]] | None = None,
    contracts: dict[str, Contract] | None = None,
    **facts: object,
) -> Estate:
    """One declared customer: workspaces with their people, on one Unified contract unless told otherwise."""
    seats = {WorkspaceId(w): dict(people) for w, people in (workspaces or {}).items()}
    estate = Estate(
        CONTOSO,
        contracts={ContractId(c): x for c, x in (contracts or {"u26": contract()}).items()},
        workspaces={w: Workspace() for w in seats},
        seats=seats,
    )
    return replace(estate, **facts)  # type: ignore[arg-type]


def with_facts(estate: Estate, workspace: str, **facts: object) -> Estate:
    at = WorkspaceId(workspace)
    changed = replace(estate.workspaces[at], **facts)  # type: ignore[arg-type]
    return replace(estate, workspaces={**estate.workspaces, at: changed})


def with_people(estate: Estate, *people: Person) -> Estate:
    return replace(estate, people={**estate.people, **{key_of(p.address): p for p in people}})


def permit_for(plan: CustomerPlan, guard: str) -> Permit:
    """Somebody's word for all that a guard counted."""
    counted = next(v.counted for v in plan.guards if v.guard == guard)
    word = (MIA, "so", datetime(2026, 6, 1, 9, tzinfo=UTC), date(2026, 6, 8))
    named = {CONTOSO: NamedChanges(plan.serial, frozenset(counted))}
    return sealed(Permit("", guard, Scope.CUSTOMER, "lineage", "sha256:", *word, named))


def addon(quantity: int) -> Benefit:
    from reconciler.kinds.benefit import BenefitKind

    return Benefit(BenefitKind.ADDON, quantity, "hours")


@dataclass
class Household:
    """A customer with a state of its own, through plans, applies and answers, as the workflows wire them."""

    name: str
    moment: datetime = datetime(2026, 6, 1, 9, tzinfo=UTC)
    url: str = field(init=False)
    store: StateStore = field(init=False)
    known: Estate = field(default_factory=lambda: nothing_known(CONTOSO))

    def __post_init__(self) -> None:
        self.url = f"memory:{self.name}"
        self.store = opening.create(self.url, "lineage")

    def current(self) -> Estate:
        """What the state holds; the very estate that a step came to, where nothing was done besides."""
        holding = self.store.holding(CONTOSO)
        read = estate_of(holding) if holding is not None else nothing_known(CONTOSO)
        return self.known if _told(self.known) == _told(read) else read

    def findings(self, estate: Estate) -> list[Finding]:
        names = renamed(estate, self.current(), DAY_ONE)
        return list(book.check(names.declared, names.current))

    def plan(self, estate: Estate, on: date = DAY_ONE, **circumstances: object) -> CustomerPlan:
        before = self.current()
        names = renamed(estate, before, on)
        findings = list(book.check(names.declared, names.current))
        desired = book.complete(names.declared, names.current, on)
        archived = frozenset(w for w, x in estate.workspaces.items() if x.status is WorkspaceStatus.ARCHIVED)
        said = frozenset(names.current.workspaces) if estate.closed else archived
        facts = Circumstances(on, said_archived=said, before=before)._replace(**circumstances)  # type: ignore[arg-type]
        return plan_customer(desired, names, findings, facts)

    def step(self, plan: CustomerPlan, on: date = DAY_ONE) -> Step:
        occasion = Occasion(self.moment, on, "tester@contoso.com", "operator", "sha256:test", "", f"A{plan.serial}")
        return applied_step(plan, self.store.holding(CONTOSO), occasion, chance, self.current())

    def apply(self, estate: Estate, on: date = DAY_ONE, **circumstances: object) -> CustomerPlan:
        plan = self.plan(estate, on, **circumstances)
        self.obey(plan, on)
        return plan

    def broken_on_the_way(self, plan: CustomerPlan, on: date = DAY_ONE) -> Iterator[str]:
        """What would be broken if an apply ended after any of the changes (D-19)."""
        before = estate = self.current()
        told = {key: revive(Person, facts) for key, facts in plan.people.items()}
        for number, change in enumerate(plan.changes, 1):
            after = obey(estate, (change,), told)
            estate = after.estate
            yield from after.broken
            yield from broken_by(before, estate, plan.changes[:number], on)

    def obey(self, plan: CustomerPlan, on: date = DAY_ONE) -> None:
        step = self.step(plan, on)
        assert not step.result.why, step.result
        self._keep(step, passage(self.current(), plan.changes, introduced(plan)))
        if step.commit is None and self.store.holding(CONTOSO) is not None:
            self.store.remember(CONTOSO, plan.managed_by, marks_of(plan))

    def answer(
        self,
        *answers: tuple[str, str, str],
        on: date = DAY_ONE,
        account: AccountKind | None = None,
        identity: Identity | None = None,
    ) -> int:
        """Records (workspace, person, answer); gives how many were refused."""
        told = enumerate(answers, 1)
        rows = [Answered(WorkspaceId(w), key_of(p), Answer(a), on, n, account, identity) for n, (w, p, a) in told]
        holding = self.store.holding(CONTOSO)
        if holding is None:
            return len(rows)
        verdict = judged(self.current(), Replies(rows))
        step = answered_step(verdict, holding, Occasion(self.moment, on, "tester@contoso.com", "record"), chance)
        assert not step.result.why, step.result
        self._keep(step, passage(verdict.estate, verdict.changes))
        return sum(len(some.people) for some, _ in verdict.refused)

    def act(self, *changes: Change, on: date = DAY_ONE) -> None:
        """Through the door, as plans and answers go."""
        occasion = Occasion(self.moment, on, "tester@contoso.com", "operator")
        done = passage(self.current(), changes)
        taken = step(done, self.store.holding(CONTOSO), occasion, chance)
        assert taken.commit is not None, taken.result
        self._keep(taken, done)

    def _keep(self, taken: Step, done: Passage) -> None:
        """What the state holds then is what the changes came to."""
        if taken.commit is not None:
            assert self.store.commit([taken.commit]) == ["committed"]
            self.known = left_by(taken.commit, done)
            assert self.current() is self.known

    def open_case(self, workspace: str, person: str, title: str, on: date = DAY_ONE, **facts: object) -> None:
        current = self.current()
        case = replace(Case(title, on, current.numbers[key_of(person)]), **facts)  # type: ignore[arg-type]
        self.act(casework.opening(WorkspaceId(workspace), case, current.cases), on=on)

    def accept_all(self, on: date = DAY_ONE) -> None:
        offers = [(w, p, "accepted") for w, p, seat in self.current().memberships() if seat.open(on)]
        assert self.answer(*offers, on=on) == 0

    def problems(self) -> tuple[str, ...]:
        return verified(self.store, CONTOSO).problems if self.store.holding(CONTOSO) is not None else ()


def left_by(commit: Commit, done: Passage) -> Estate:
    """What a state holds after a commit, by the changes that it was made of: where nobody was at them, the very seats
    that were there before."""
    told = {key_of(v.text): v.id for v in commit.private if v.kind is PrivateKind.PERSON and v.text is not None}
    marks = {} if commit.sources is None else {"managed_by": commit.managed_by, **marks_from_plain(commit.sources)}
    numbers = {**told, **done.after.numbers}
    return replace(done.after, numbers=numbers, serial=commit.expected_serial + 1, head=commit.head, **marks)


def _told(estate: Estate) -> Estate:
    """Without people of whom no more is known than their address, and workspaces where nobody ever was."""
    people = {key: person for key, person in estate.people.items() if person != Person(key)}
    return replace(estate, people=people, seats={w: here for w, here in estate.seats.items() if here})


def chance(purpose: str, count: int) -> bytes:
    return shake_256(purpose.encode()).digest(count)


def policy(**facts: object) -> AccountPolicy:
    return replace(AccountPolicy(), **facts)  # type: ignore[arg-type]


def lines(plan: CustomerPlan) -> list[str]:
    """The plan in words: ``invite finance ana@contoso.com``."""
    return [" ".join(filter(None, (c.do.value, c.at, *c.who))) for c in plan.changes]
