"""What files may declare, for the reference in words and for the product as an estate."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import strategies as st
from wishes import Room, Wish, Wishes

from reconciler.kinds.account_policy import AccountKind, AccountPolicy, Because, PersonalAccounts, Registered
from reconciler.kinds.address import key_of
from reconciler.kinds.contract import Contract, ContractId, Support
from reconciler.kinds.estate import CustomerId, Estate
from reconciler.kinds.limits import Limits
from reconciler.kinds.person import Person, PersonStatus
from reconciler.kinds.seat import Role, Seat, SeatState, shared
from reconciler.kinds.workspace import Manage, Workspace, WorkspaceId, WorkspaceStatus

FIRST_DAY = date(2026, 1, 1)
ANCHOR, OTHER = "kai@contoso.com", "lin@contoso.com"
WORK = ("ana@contoso.com", "ben@contoso.com", "eva@contoso.com", "ida@contoso.com")
PERSONAL = ("noa@outlook.example", "sam@outlook.example")
EVERYBODY = (ANCHOR, OTHER, *WORK, *PERSONAL)
ROOMS = ("default", "finance", "retail")

days_on = st.integers(0, 14)
some_day = st.integers(-5, 400).map(lambda n: FIRST_DAY + timedelta(days=n))
ends = st.sampled_from([FIRST_DAY + timedelta(days=n) for n in (60, 150, 364)])
declared_rooms = st.sampled_from((1, 1, 1, 0)).flatmap(lambda n: st.sets(st.sampled_from(ROOMS), min_size=n))
manage = st.sampled_from(("full",) * 6 + ("add_only", "observe"))


@st.composite
def wishes_of_a_person(draw: st.DrawFn) -> Wish:
    return Wish(
        draw(st.sampled_from(("member", "member", "admin"))),
        draw(st.none() | some_day),
        draw(st.sampled_from((1, 1, 1, 2, 3))),
    )


@st.composite
def rooms(draw: st.DrawFn, name: str) -> Room:
    """An additional workspace names an admin who stays (S-06)."""
    anybody = st.sampled_from((*WORK, *WORK, *PERSONAL))
    people = dict(draw(st.dictionaries(anybody, wishes_of_a_person(), min_size=1, max_size=5)))
    if name != "default" or draw(st.booleans()):
        people[draw(st.sampled_from((ANCHOR, OTHER)))] = Wish("admin")
    admins = draw(manage)
    members = admins if "observe" in (admins, m := draw(manage)) else m
    archived = name != "default" and draw(st.integers(0, 9)) == 7
    protect = not archived and draw(st.integers(0, 7)) == 5
    return Room(people, archived, not archived and draw(st.booleans()), protect, admins, members)


@st.composite
def declarations(draw: st.DrawFn) -> Wishes:
    support = draw(st.sampled_from(("unified", "unified", "premier")))
    personal = draw(
        st.sampled_from((None, "allow") if support == "premier" else (None, "allow", "allow", "block", "remove"))
    )
    until = draw(st.none() | some_day) if personal == "allow" else None
    named = draw(st.sampled_from(((ANCHOR,), (ANCHOR, OTHER), (OTHER,))))
    return Wishes(
        support,
        FIRST_DAY + timedelta(days=draw(st.sampled_from((0, 0, 10)))),
        draw(ends),
        named,
        draw(st.sampled_from(((), (WORK[0],), WORK[:2]))),
        {name: draw(rooms(name)) for name in sorted(draw(declared_rooms))},
        personal,
        until,
        tuple(sorted(draw(st.sets(st.sampled_from(WORK), max_size=1)))),
        PERSONAL,
        draw(st.integers(0, 14)) == 11,
    )


Edit = Callable[[Wishes], Wishes]


@st.composite
def edits(draw: st.DrawFn) -> Edit:
    """What one commit usually changes: a person, a workspace, its admins, the policy, the contract, a leaver."""
    kind = draw(
        st.sampled_from(("person",) * 5 + ("room", "room", "handover", "terms", "policy", "leavers", "closed", "named"))
    )
    name, person, wish = (
        draw(st.sampled_from(ROOMS)),
        draw(st.sampled_from(EVERYBODY)),
        draw(st.none() | wishes_of_a_person()),
    )
    fresh, other = draw(declarations()), draw(rooms(name))

    def edit(wishes: Wishes) -> Wishes:
        if kind in ("person", "room", "handover"):  # most who change these are open again
            wishes = replace(wishes, closed=False)
        match kind:
            case "person":
                return _with_person(wishes, name, person, wish)
            case "room":
                return replace(wishes, rooms=_with_room(wishes, name, other if wish else None))
            case "anew":
                return fresh
            case "handover":
                return _handed_over(wishes, name)
            case "terms":
                support = wishes.support if wishes.personal in ("block", "remove") else fresh.support
                return replace(wishes, support=support, starts=fresh.starts, ends=fresh.ends)
            case "policy":
                allowed = wishes.support == "unified" or fresh.personal in (None, "allow")
                return (
                    replace(wishes, personal=fresh.personal, personal_until=fresh.personal_until) if allowed else wishes
                )
            case "leavers":
                leavers = {*wishes.leavers} ^ ({person} & {*WORK})
                return replace(wishes, leavers=tuple(sorted(leavers)))
            case "closed":
                return replace(wishes, closed=not wishes.closed)
            case _:
                return replace(wishes, services_admins=fresh.services_admins, contacts=fresh.contacts)

    return edit


def _with_room(wishes: Wishes, name: str, room: Room | None) -> dict[str, Room]:
    rooms = {n: r for n, r in wishes.rooms.items() if n != name}
    return rooms if room is None else {**rooms, name: room}


def _with_person(wishes: Wishes, name: str, person: str, wish: Wish | None) -> Wishes:
    """An additional workspace without an admin is no valid declaration (S-06)."""
    room = wishes.rooms.get(name)
    if room is None:
        return wishes
    people = {p: w for p, w in room.people.items() if p != person} | ({person: wish} if wish else {})
    if name != "default" and not any(w.role == "admin" for w in people.values()):
        return wishes
    return replace(wishes, rooms=_with_room(wishes, name, replace(room, people=people)))


def _handed_over(wishes: Wishes, name: str) -> Wishes:
    """Every admin of a workspace becomes a member, and every member an admin."""
    room = wishes.rooms.get(name)
    if room is None or {w.role for w in room.people.values()} != {"admin", "member"}:
        return wishes
    other = {"admin": "member", "member": "admin"}
    people = {p: replace(w, role=other[w.role]) for p, w in room.people.items()}
    return replace(wishes, rooms=_with_room(wishes, name, replace(room, people=people)))


def estate(wishes: Wishes) -> Estate:
    """The same declaration as the product loads it."""
    policy = None
    if wishes.personal == "allow":
        policy = AccountPolicy(PersonalAccounts.ALLOW, Because.CUSTOMER_CHOICE, ANCHOR, until=wishes.personal_until)
    elif wishes.personal is not None:
        registered = Registered.REMOVE if wishes.personal == "remove" else Registered.KEEP
        policy = AccountPolicy(PersonalAccounts.BLOCK, registered_personal=registered)
    people = [Person(p, account=AccountKind.PERSONAL) for p in wishes.personal_people]
    people += [Person(p, status=PersonStatus.LEAVER) for p in wishes.leavers]
    terms = Contract(Support(wishes.support), wishes.starts, wishes.ends)
    return Estate(
        CustomerId("contoso"),
        contracts={
            ContractId("base"): replace(
                terms,
                services_admins=wishes.services_admins,
                support_contacts=wishes.contacts,
                domains=("contoso.com",),
            )
        },
        policy=policy,
        limits=Limits(removals_floor=1000),
        people={key_of(p.address): p for p in people},
        workspaces={WorkspaceId(name): _workspace(room) for name, room in wishes.rooms.items()},
        seats={
            WorkspaceId(name): {
                key_of(p): shared(Seat(SeatState.WANTED, Role(w.role), until=w.until, round=w.round))
                for p, w in room.people.items()
            }
            for name, room in wishes.rooms.items()
        },
        closed=wishes.closed,
    )


def _workspace(room: Room) -> Workspace:
    return Workspace(
        status=WorkspaceStatus.ARCHIVED if room.archived else WorkspaceStatus.ACTIVE,
        protect=room.protect,
        restore=room.restore,
        manage_admins=Manage(room.admins),
        manage_members=Manage(room.members),
    )
