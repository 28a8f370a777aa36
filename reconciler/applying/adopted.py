"""Memberships that exist already, taken in as they are: nobody is asked, no mail is owed, an import stands behind each.

A row is new where nothing ever stood between its person and its workspace; one that says what the state says is known;
any other would overwrite what happened here, and is refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from reconciler.applying.asserted import broken_assertions
from reconciler.applying.entry import Occasion
from reconciler.applying.passage import passage
from reconciler.applying.receipt import CustomerResult, Result
from reconciler.applying.step import Step, step
from reconciler.findings import Place
from reconciler.kinds.address import Address, PersonKey
from reconciler.kinds.estate import BY_RULE, Estate
from reconciler.kinds.person import Person
from reconciler.kinds.plain import plain
from reconciler.kinds.seat import Note, Role, Seat, SeatState, shared
from reconciler.kinds.workspace import Manage, Workspace, WorkspaceId, WorkspaceStatus
from reconciler.planning.changes import Action, Authority, Change
from reconciler.ports import Holding, Randomness

RULE = "D-14"


@dataclass(frozen=True, slots=True)
class Membership:
    """One row: who is a member of what, in which role, and since when (None: it is not known)."""

    workspace: WorkspaceId
    person: Address
    role: Role
    place: Place
    since: datetime | None = None
    until: date | None = None
    name: str | None = None
    note: Note | None = None


@dataclass(frozen=True, slots=True)
class MembershipList:
    """One customer's rows, and what is said of its workspaces."""

    rows: tuple[Membership, ...]
    workspaces: Mapping[WorkspaceId, Workspace] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Adoption:
    """What taking the rows in comes to. With anybody ``refused`` nothing of the customer is taken."""

    estate: Estate
    changes: tuple[Change, ...]
    introduced: Mapping[PersonKey, Person]
    refused: tuple[tuple[Membership, str], ...]
    known: int = 0


def adopted(estate: Estate, listed: MembershipList, manage: Manage, today: date) -> Adoption:
    """Workspaces that the state does not know are made, managed as said."""
    aliases, known = estate.aliases(), 0
    refused: list[tuple[Membership, str]] = []
    people: dict[PersonKey, Person] = {}
    alike: dict[tuple[WorkspaceId, datetime | None, Seat], list[PersonKey]] = {}
    for row in listed.rows:
        key = aliases.get(row.person.key, row.person.key)
        have = estate.seats_in(row.workspace).get(key)
        if have is not None and have.state is SeatState.MEMBER and have.role is row.role:
            known += 1
        elif why := _objection(estate, row, have, today):
            refused.append((row, why))
        else:
            seat = shared(Seat(SeatState.MEMBER, row.role, until=row.until, note=row.note))
            alike.setdefault((row.workspace, row.since, seat), []).append(key)
            if key not in estate.numbers:
                told = people.setdefault(key, Person(row.person.spelling, row.name))
                people[key] = told if told.name else Person(told.address, row.name)
    made = _workspaces(estate, listed, {at for at, _, _ in alike}, manage)
    taken = (
        Change(Action.IMPORTED, at, None, seat, RULE, tuple(sorted(who)), Authority.SYSTEM, since=since)
        for (at, since, seat), who in sorted(alike.items(), key=lambda item: (item[0][0], min(item[1])))
    )
    return Adoption(estate, (*made, *taken), people, tuple(refused), known)


def _objection(estate: Estate, row: Membership, have: Seat | None, today: date) -> str:
    if row.since is not None and row.since.astimezone(UTC).date() > today:
        return f"since {row.since:%Y-%m-%d} is later than today, {today}"
    workspace = estate.workspaces.get(row.workspace)
    if workspace is not None and workspace.status is WorkspaceStatus.ARCHIVED:
        return f"{row.workspace} is archived; restore it first"
    if have is None:
        return ""
    if have.state is SeatState.MEMBER:
        return f"they are {have.role.value} there already; a role is changed by a plan"
    if have.state is SeatState.INVITED:
        return "they were invited here; what they answered comes in with `reconciler record`"
    return f"they are {have.state.value} here; declare them, and a plan invites them"


def _workspaces(estate: Estate, listed: MembershipList, named: set[WorkspaceId], manage: Manage) -> list[Change]:
    """The default workspace first, as a plan does."""
    fresh = {at: listed.workspaces.get(at) or _unknown(at) for at in sorted(named - estate.workspaces.keys())}
    facts = {
        at: Workspace(told.name, told.purpose, told.default, manage_admins=manage, manage_members=manage)
        for at, told in fresh.items()
    }
    ordered = sorted(facts.items(), key=lambda item: (not item[1].default, item[0]))
    return [
        Change(Action.CREATE_WORKSPACE, at, None, plain(told), RULE, authority=Authority.SYSTEM) for at, told in ordered
    ]


def _unknown(at: WorkspaceId) -> Workspace:
    """S-01: the id that activation would give its workspace means that one."""
    return Workspace(default=at == BY_RULE)


def adopted_step(adoption: Adoption, holding: Holding | None, occasion: Occasion, randomness: Randomness) -> Step:
    """Through the same door as a plan. ``holding`` is what the rows were judged on."""
    estate = adoption.estate
    if not adoption.changes:
        return Step(None, CustomerResult(estate.customer, estate.serial, Result.NOTHING))
    taken = passage(estate, adoption.changes, adoption.introduced)
    return step(taken, holding, occasion, randomness, broken_assertions(taken, occasion.on))
