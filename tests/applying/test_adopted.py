"""People who are members already, taken in as they are: what each row comes to, and what is said of one that is not."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from estates import ANA, BEN, CONTOSO, DAY_ONE, KAI, LIN, Household, admin, chance, declared, member, with_facts

from reconciler.applying.adopted import Adoption, Membership, MembershipList, adopted, adopted_step
from reconciler.applying.entry import Occasion
from reconciler.applying.receipt import Result
from reconciler.applying.record import nothing_known
from reconciler.findings import Place
from reconciler.kinds.address import key_of, parse
from reconciler.kinds.estate import Estate
from reconciler.kinds.person import Person
from reconciler.kinds.seat import Note, Role, Seat, SeatState
from reconciler.kinds.workspace import Manage, Workspace, WorkspaceId, WorkspaceStatus
from reconciler.planning.changes import Action, Authority

SINCE = datetime(2024, 3, 1, tzinfo=UTC)


def row(workspace: str, address: str, role: Role = Role.MEMBER, **facts: object) -> Membership:
    return replace(
        Membership(WorkspaceId(workspace), parse(address), role, Place("people.csv", 2)),
        **facts,  # type: ignore[arg-type]
    )


def taken_in(estate: Estate, *rows: Membership, **workspaces: Workspace) -> Adoption:
    told = {WorkspaceId(w): facts for w, facts in workspaces.items()}
    return adopted(estate, MembershipList(rows, told), Manage.ADD_ONLY, DAY_ONE)


def objection(estate: Estate, of: Membership) -> str:
    made = taken_in(estate, of)
    assert not made.changes
    ((refused, why),) = made.refused
    assert refused is of
    return why


def test_those_who_are_alike_are_one_change_and_workspaces_come_first() -> None:
    note = Note(ticket="CHG-1")
    made = taken_in(
        nothing_known(CONTOSO),
        row("emea", "Lin@contoso.com", since=SINCE, name="Lin Ode"),
        row("emea", ANA, since=SINCE),
        row("emea", KAI, Role.ADMIN, until=date(2026, 12, 31), note=note),
        row("default", KAI, Role.ADMIN),
        row("apac", KAI, Role.ADMIN),
        emea=Workspace("Europe", "Tickets of Europe"),
    )

    managed = {"manage_admins": "add_only", "manage_members": "add_only"}
    assert [(c.do, c.at, c.was, c.now) for c in made.changes[:3]] == [
        (Action.CREATE_WORKSPACE, "default", None, {"default": True, **managed}),
        (Action.CREATE_WORKSPACE, "apac", None, managed),
        (Action.CREATE_WORKSPACE, "emea", None, {"name": "Europe", "purpose": "Tickets of Europe", **managed}),
    ]
    assert [(c.do, c.at, c.was, c.now, c.who, c.since) for c in made.changes[3:]] == [
        (Action.IMPORTED, "apac", None, Seat(SeatState.MEMBER, Role.ADMIN), (KAI,), None),
        (Action.IMPORTED, "default", None, Seat(SeatState.MEMBER, Role.ADMIN), (KAI,), None),
        (Action.IMPORTED, "emea", None, Seat(SeatState.MEMBER, Role.MEMBER), (ANA, LIN), SINCE),
        (
            Action.IMPORTED,
            "emea",
            None,
            Seat(SeatState.MEMBER, Role.ADMIN, until=date(2026, 12, 31), note=note),
            (KAI,),
            None,
        ),
    ]
    assert {(c.rule, c.authority) for c in made.changes} == {("D-14", Authority.SYSTEM)}
    assert (made.refused, made.known) == ((), 0)


def test_a_name_that_any_row_tells_is_kept() -> None:
    rows = [row("emea", ANA), row("apac", ANA, name="Ana Ruiz"), row("fr", ANA, name="A. Ruiz")]

    assert taken_in(nothing_known(CONTOSO), *rows).introduced == {key_of(ANA): Person(ANA, "Ana Ruiz")}
    assert taken_in(nothing_known(CONTOSO), *rows[::-1]).introduced == {key_of(ANA): Person(ANA, "A. Ruiz")}


def test_who_is_known_is_not_introduced_and_who_is_a_member_is_not_taken_in_twice(household: Household) -> None:
    household.apply(declared({"emea": [admin(KAI), member(ANA)]}))
    household.accept_all()

    made = taken_in(household.current(), row("emea", ANA), row("emea", KAI, Role.ADMIN), row("apac", ANA))

    assert (made.known, made.refused, made.introduced) == (2, (), {})
    assert [(c.do, c.at, c.who) for c in made.changes] == [
        (Action.CREATE_WORKSPACE, "apac", ()),
        (Action.IMPORTED, "apac", (ANA,)),
    ]


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ("accepted", "they are member there already; a role is changed by a plan"),
        (None, "they were invited here; what they answered comes in with `reconciler record`"),
        ("declined", "they are declined here; declare them, and a plan invites them"),
    ],
)
def test_what_happened_here_is_not_overwritten(household: Household, answer: str | None, why: str) -> None:
    household.apply(declared({"emea": [admin(KAI), member(ANA)]}))
    household.answer(*([("emea", ANA, answer)] if answer else []))

    assert objection(household.current(), row("emea", ANA, Role.ADMIN)) == why


def test_nobody_was_a_member_since_tomorrow_nor_comes_into_an_archived_workspace(household: Household) -> None:
    household.apply(declared({"emea": [admin(KAI)], "apac": [admin(KAI)]}))
    gone = with_facts(household.current(), "emea", status=WorkspaceStatus.ARCHIVED)
    today = datetime(2026, 6, 1, 23, 59, tzinfo=UTC)

    assert objection(gone, row("emea", BEN)) == "emea is archived; restore it first"
    late = row("apac", BEN, since=today + timedelta(minutes=1))
    assert objection(gone, late) == "since 2026-06-02 is later than today, 2026-06-01"
    assert not taken_in(gone, row("apac", BEN, since=today)).refused


def test_what_is_taken_in_goes_through_the_same_door_as_a_plan(household: Household) -> None:
    occasion = Occasion(household.moment, DAY_ONE, "tester@contoso.com", "operator", "", "", "A1")
    rows = (row("emea", KAI, Role.ADMIN), row("emea", ANA))

    taken = adopted_step(taken_in(nothing_known(CONTOSO), *rows), None, occasion, chance)
    again = adopted_step(taken_in(nothing_known(CONTOSO)), None, occasion, chance)

    assert (taken.result.result, taken.result.serial) == (Result.APPLIED, 1)
    assert taken.commit is not None
    household.store.commit([taken.commit])
    assert {p: seat.state for p, seat in household.current().seats[WorkspaceId("emea")].items()} == {
        ANA: SeatState.MEMBER,
        KAI: SeatState.MEMBER,
    }
    assert (again.commit, again.result.result, again.result.serial) == (None, Result.NOTHING, 0)
