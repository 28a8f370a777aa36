"""Two known people who turn out to be one (D-12): merge_person, from the plan to the journal and back."""

from datetime import date, timedelta

import pytest
from estates import (
    ANA,
    BEN,
    CONTOSO,
    DAY_ONE,
    KAI,
    LIN,
    MIA,
    Household,
    admin,
    declared,
    lines,
    member,
    with_people,
)
from two_people import FINANCE, NEW, OLD, RETAIL, as_one, both, inverse, seat_of

from reconciler.kinds.address import PersonKey
from reconciler.kinds.person import Person
from reconciler.kinds.seat import Note, Role, Seat, SeatState
from reconciler.planning.changes import Action, Authority
from reconciler.planning.merges import best
from reconciler.reporting.merged_people import merged_said


def test_two_members_become_one_with_no_invitation_and_no_removal(household: Household) -> None:
    household.apply(both({NEW: Role.MEMBER}, {OLD: Role.MEMBER}))
    household.accept_all()
    number = household.current().numbers[NEW]

    plan = household.apply(as_one(both({NEW: Role.MEMBER}, {NEW: Role.MEMBER})))

    assert lines(plan) == [f"merge_person {NEW}"]
    after = household.current()
    assert after.numbers[NEW] == number
    assert OLD not in after.numbers
    assert [seat_of(household, w).state for w in (FINANCE, RETAIL)] == [SeatState.MEMBER] * 2  # type: ignore[union-attr]
    assert household.problems() == ()
    assert not household.plan(as_one(both({NEW: Role.MEMBER}, {NEW: Role.MEMBER}))).changes


@pytest.mark.parametrize(("retail", "whose"), [({}, Authority.WORKSPACE_ADMIN), ({OLD: Role.MEMBER}, Authority.VENDOR)])
def test_a_merge_is_decided_where_either_of_the_two_has_access(
    household: Household, retail: dict[str, Role], whose: Authority
) -> None:
    household.apply(both({NEW: Role.MEMBER, OLD: Role.ADMIN}, retail))

    (change,) = (c for c in household.plan(as_one(both({NEW: Role.MEMBER}))).changes if c.do is Action.MERGE_PERSON)

    assert (change.rule, change.authority) == ("D-12", whose)


def test_member_wins_over_open_and_the_offer_is_void(household: Household) -> None:
    household.apply(both({OLD: Role.MEMBER}))
    household.accept_all()
    household.apply(both({OLD: Role.MEMBER, NEW: Role.MEMBER}))
    one = as_one(both({NEW: Role.MEMBER}))

    plan = household.apply(one)

    assert lines(plan) == [f"merge_person {NEW}"]
    assert seat_of(household, FINANCE) == Seat(SeatState.MEMBER, Role.MEMBER, generation=1)
    assert list(household.store.owed(CONTOSO)) == []
    assert household.problems() == ()


def test_admin_wins_over_member(household: Household) -> None:
    household.apply(both({OLD: Role.ADMIN, NEW: Role.MEMBER}))
    household.accept_all()

    plan = household.apply(as_one(both({NEW: Role.ADMIN})))

    assert lines(plan) == [f"merge_person {NEW}"]
    assert seat_of(household, FINANCE) == Seat(SeatState.MEMBER, Role.ADMIN, generation=1)


def test_an_offer_to_the_old_address_is_a_new_asking_to_the_new_one(household: Household) -> None:
    """The link that went out belongs to the number that is given up."""
    household.apply(both({OLD: Role.MEMBER}, {NEW: Role.MEMBER}))
    number = household.current().numbers[NEW]

    household.apply(as_one(both({NEW: Role.MEMBER}, {NEW: Role.MEMBER})))

    seat = seat_of(household, FINANCE)
    assert seat is not None
    assert (seat.state, seat.generation, seat.attempt) == (SeatState.INVITED, 2, 1)
    owed = {(m.workspace, m.generation) for m in household.store.owed(CONTOSO) if m.person == number}
    assert len(owed) == 2
    assert household.problems() == ()


def test_an_offer_to_the_person_who_stays_is_left_as_it_is(household: Household) -> None:
    household.apply(both({NEW: Role.MEMBER}, {OLD: Role.MEMBER}))
    household.answer(("retail", OLD, "declined"))
    before = seat_of(household, FINANCE)
    owed = len(list(household.store.owed(CONTOSO)))

    household.apply(as_one(both({NEW: Role.MEMBER})))

    assert seat_of(household, FINANCE) is before
    assert len(list(household.store.owed(CONTOSO))) == owed
    assert household.problems() == ()


def test_who_declined_under_one_address_is_not_asked_under_the_other(household: Household) -> None:
    household.apply(both({OLD: Role.MEMBER}, {NEW: Role.MEMBER}))
    household.answer(("finance", OLD, "declined"))

    plan = household.apply(as_one(both({NEW: Role.MEMBER}, {NEW: Role.MEMBER})))

    assert lines(plan) == [f"merge_person {NEW}"]
    assert [(x.at, x.rule) for x in plan.listed if x.listing.value == "needs_decision"] == [("finance", "D-06")]


def test_a_new_address_of_two_known_people_is_a_rename_and_a_merge(household: Household) -> None:
    other = PersonKey("ana.ruiz@contoso.com")
    household.apply(both({NEW: Role.MEMBER}, {OLD: Role.MEMBER}))
    household.accept_all()
    first = min(household.current().numbers[k] for k in (NEW, OLD))
    estate = with_people(both({other: Role.MEMBER}, {other: Role.MEMBER}), Person(other, also=(NEW, OLD)))

    plan = household.apply(estate)

    assert lines(plan) == [f"rename_person {other}", f"merge_person {other}"]
    assert household.current().numbers[other] == first
    assert household.problems() == ()
    assert not household.plan(estate).changes


def test_three_known_people_become_one_in_one_step(household: Household) -> None:
    third = PersonKey("ana@fabrikam.com")
    household.apply(both({NEW: Role.MEMBER, third: Role.ADMIN}, {OLD: Role.MEMBER}))
    household.accept_all()
    estate = as_one(both({NEW: Role.ADMIN}, {NEW: Role.MEMBER}), OLD, third)

    plan = household.apply(estate)

    assert lines(plan) == [f"merge_person {NEW}"]
    assert set(household.current().merged.values()) == {household.current().numbers[NEW]}
    assert len(household.current().merged) == 2
    assert household.problems() == ()


def test_what_is_known_of_both_is_kept(household: Household) -> None:
    known = with_people(
        both({NEW: Role.MEMBER}, {OLD: Role.MEMBER}),
        Person(OLD, name="Ana Ruiz", also=("ana@wingtip.example",), language="es"),
    )
    household.apply(known)

    household.apply(with_people(both({NEW: Role.MEMBER}), Person(ANA, also=(OLD, "ana@wingtip.example"))))

    kept = household.current().people[NEW]
    assert kept.also == (OLD, "ana@wingtip.example")


def test_a_last_day_and_its_reasons_stay_with_the_seat_that_wins(household: Household) -> None:
    until, note = date(2026, 9, 30), Note("audit", "CHG-1", MIA)
    household.apply(declared({"finance": [admin(KAI), member(OLD, until=until, note=note), member(NEW)]}))
    household.answer(("finance", OLD, "accepted"))
    estate = as_one(declared({"finance": [admin(KAI), member(NEW, until=until, note=note)]}))

    plan = household.apply(estate)

    assert lines(plan) == [f"merge_person {NEW}"]
    assert seat_of(household, FINANCE) == Seat(SeatState.MEMBER, Role.MEMBER, until=until, generation=1, note=note)
    assert household.problems() == ()


def test_a_leaver_goes_under_all_addresses(household: Household) -> None:
    household.apply(both({NEW: Role.MEMBER}, {OLD: Role.MEMBER}))
    household.accept_all()
    from reconciler.kinds.person import PersonStatus

    plan = household.apply(with_people(both({}), Person(ANA, also=(OLD,), status=PersonStatus.LEAVER)))

    assert lines(plan) == [f"merge_person {NEW}", f"remove finance {NEW}", f"remove retail {NEW}"]
    assert household.problems() == ()


def test_an_answer_to_the_old_address_counts_for_the_one_person(household: Household) -> None:
    household.apply(both({OLD: Role.MEMBER}, {NEW: Role.MEMBER}))
    household.apply(as_one(both({NEW: Role.MEMBER}, {NEW: Role.MEMBER})))

    assert household.answer(("finance", OLD, "accepted")) == 0
    assert seat_of(household, FINANCE).state is SeatState.MEMBER  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("one", "other", "wins"),
    [
        ("member member", "open admin", "member member"),
        ("member admin", "member member", "member admin"),
        ("open member", "open admin", "open admin"),
        ("declined admin", "open member", "open member"),
        ("declined member", "past admin", "declined member"),
        ("left member", "revoked admin", "left member"),
        ("past member", "removed admin", "past member"),
        ("bounced admin", "revoked member", "revoked member"),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_the_better_seat_wins(one: str, other: str, wins: str, turned: bool) -> None:
    seats = {BEN: said(other), LIN: said(one)} if turned else {BEN: said(one), LIN: said(other)}

    seat = best({PersonKey(k): s for k, s in seats.items()}, PersonKey(BEN), DAY_ONE)

    assert (seat.state, seat.role) == (said(wins).state, said(wins).role)
    assert seat.generation >= 2


def said(words: str) -> Seat:
    state, role = words.split()
    days = {"open": 10, "past": -10}.get(state)
    if days is None:
        return Seat(SeatState(state), Role(role), generation=2)
    expires = DAY_ONE + timedelta(days=days)
    return Seat(SeatState.INVITED, Role(role), generation=2, attempt=1, expires=expires)


def test_a_merge_is_said_in_a_line(household: Household) -> None:
    household.apply(both({OLD: Role.ADMIN, NEW: Role.MEMBER}, {OLD: Role.MEMBER}))
    household.answer(("finance", OLD, "accepted"))

    (change,) = household.plan(as_one(both({NEW: Role.ADMIN}, {NEW: Role.MEMBER}))).changes

    assert merged_said(change) == (
        f"was {OLD} too; admin in finance, as that address was; "
        "invited as member in retail, as that address was; 1 invitation void"
    )
    assert merged_said(inverse(change)) == f"is parted from {OLD} again"
