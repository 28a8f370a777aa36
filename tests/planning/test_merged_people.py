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
    chance,
    contract,
    declared,
    lines,
    member,
    with_people,
)

from reconciler.applying.entry import Occasion
from reconciler.applying.invariants import broken
from reconciler.applying.obey import obey
from reconciler.applying.passage import passage
from reconciler.applying.step import step
from reconciler.history.since import memberships_since
from reconciler.kinds.address import PersonKey
from reconciler.kinds.estate import Estate
from reconciler.kinds.person import Person
from reconciler.kinds.seat import Note, Role, Seat, SeatState
from reconciler.kinds.workspace import WorkspaceId
from reconciler.planning.changes import Action, Authority, Change
from reconciler.planning.merges import best
from reconciler.reporting.merged_people import merged_said

OLD = PersonKey("ana@northwind.example")
NEW = PersonKey(ANA)
FINANCE, RETAIL = WorkspaceId("finance"), WorkspaceId("retail")
DAY_TWO = DAY_ONE + timedelta(days=1)


def both(finance: dict[str, Role], retail: dict[str, Role] | None = None) -> Estate:
    """Two workspaces with these people, each beside an admin of its own."""
    rolls = {"finance": finance, "retail": retail or {}}
    return declared(
        {
            w: [admin(KAI), *(admin(p) if role is Role.ADMIN else member(p) for p, role in people.items())]
            for w, people in rolls.items()
        }
    )


def as_one(estate: Estate, *also: str) -> Estate:
    return with_people(estate, Person(ANA, also=tuple(sorted(also or (OLD,)))))


def seat_of(household: Household, workspace: WorkspaceId, person: PersonKey = NEW) -> Seat | None:
    return household.current().seats_in(workspace).get(person)


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


def test_somebody_new_may_get_an_address_that_was_merged_away(household: Household) -> None:
    """The alias is taken from whom the state knew it of, or the newcomer's answers would count for them."""
    household.apply(both({OLD: Role.MEMBER}, {NEW: Role.MEMBER}))
    household.accept_all()
    household.apply(as_one(both({NEW: Role.MEMBER}, {NEW: Role.MEMBER})))
    household.accept_all()
    later = both({NEW: Role.MEMBER, OLD: Role.MEMBER}, {NEW: Role.MEMBER})

    plan = household.apply(later)

    assert lines(plan) == [f"update_person {NEW}", f"invite finance {OLD}"]
    assert household.answer(("finance", OLD, "declined")) == 0
    assert seat_of(household, FINANCE).state is SeatState.MEMBER  # type: ignore[union-attr]
    assert seat_of(household, FINANCE, OLD).state is SeatState.DECLINED  # type: ignore[union-attr]
    assert household.problems() == ()
    assert not household.plan(later).changes


def test_the_inverse_is_the_swap_and_parts_the_people_again(household: Household) -> None:
    household.apply(both({OLD: Role.ADMIN, NEW: Role.MEMBER}, {OLD: Role.MEMBER}))
    household.answer(("finance", OLD, "accepted"))
    before = household.current()
    plan = household.apply(as_one(both({NEW: Role.ADMIN}, {NEW: Role.MEMBER})))
    (change,) = plan.changes

    written(household, inverse(change))

    after = household.current()
    assert (after.seats, after.numbers, after.merged) == (before.seats, before.numbers, {})
    assert after.people.get(OLD, Person(OLD)) == Person(OLD)
    assert household.problems() == ()


def inverse(change: Change) -> Change:
    return change._replace(was=change.now, now=change.was)


def written(household: Household, *changes: Change) -> None:
    holding = household.store.holding(CONTOSO)
    occasion = Occasion(household.moment, DAY_TWO, "tester@contoso.com", "operator")
    made = step(passage(household.current(), changes), holding, occasion, chance)
    assert made.commit is not None, made.result
    assert household.store.commit([made.commit]) == ["committed"]


def test_people_cannot_be_parted_where_the_address_is_somebody_elses_by_now(household: Household) -> None:
    household.apply(both({OLD: Role.MEMBER}, {NEW: Role.MEMBER}))
    household.accept_all()
    (change,) = household.apply(as_one(both({NEW: Role.MEMBER}, {NEW: Role.MEMBER}))).changes
    household.accept_all()
    household.apply(both({NEW: Role.MEMBER, OLD: Role.MEMBER}, {NEW: Role.MEMBER}))

    assert obey(household.current(), [inverse(change)]).broken == [f"{NEW} is not as they were"]


def test_a_merge_whose_seats_have_moved_on_is_stale(household: Household) -> None:
    household.apply(both({OLD: Role.MEMBER, NEW: Role.MEMBER}))
    plan = household.plan(as_one(both({NEW: Role.MEMBER})))
    household.answer(("finance", OLD, "accepted"))

    step = household.step(plan)

    assert step.commit is None
    assert step.result.why == (f"{OLD} in finance is not as they were",)


def test_the_journal_knows_the_two_by_number_only(household: Household) -> None:
    household.apply(both({OLD: Role.MEMBER}, {NEW: Role.MEMBER}))
    household.apply(as_one(both({NEW: Role.MEMBER}, {NEW: Role.MEMBER})))

    body = list(household.store.journal(CONTOSO))[-1].decode()

    assert '"do":"merge_person"' in body
    assert "@" not in body


def test_a_membership_goes_back_to_the_first_day_of_either(household: Household) -> None:
    household.apply(both({OLD: Role.MEMBER}))
    household.accept_all()
    first = household.moment
    household.moment += timedelta(days=30)
    household.apply(both({OLD: Role.MEMBER, NEW: Role.MEMBER}))
    household.accept_all()
    household.apply(as_one(both({NEW: Role.MEMBER})))

    holding = household.store.holding(CONTOSO)
    assert holding is not None
    since = memberships_since(CONTOSO, household.store.journal(CONTOSO), holding)

    assert since[FINANCE][NEW] == first
    assert OLD not in since[FINANCE]


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


def test_an_address_that_goes_over_to_a_third_person_is_taken_from_the_one_who_had_it(household: Household) -> None:
    """Else one person would have two offers, one of them under an address that is somebody else's by now."""
    household.apply(declared({"finance": [admin(KAI), member(BEN)]}))
    household.apply(with_people(declared({"finance": [admin(LIN), member(BEN)]}), Person(LIN, also=(KAI,))))
    third = with_people(declared({"finance": [admin(LIN), member(KAI)]}), Person(KAI, also=(BEN,)))

    plan = household.apply(third)

    assert lines(plan) == [f"update_person {LIN}", f"rename_person {KAI}"]
    assert not household.plan(third).changes
    assert household.problems() == ()


def test_an_address_that_becomes_another_ones_other_address_means_one_person_only(household: Household) -> None:
    """Else nobody could say whose an answer is, and no files could say what the state holds."""
    people = declared({"finance": [admin(KAI), member(BEN)]})
    household.apply(with_people(people, Person(KAI, also=(OLD,))))
    now = with_people(people, Person(BEN, also=(OLD,)))

    plan = household.apply(now)

    assert sorted(lines(plan)) == [f"update_person {BEN}", f"update_person {KAI}"]
    assert household.current().aliases() == {OLD: BEN}
    assert not household.plan(now).changes


def test_d_06_who_bounced_is_asked_again_when_the_address_changes(household: Household) -> None:
    """ "hold until the address changes" """
    household.apply(both({OLD: Role.MEMBER}))
    household.answer(("finance", OLD, "bounced"))
    renamed = as_one(both({NEW: Role.MEMBER}))

    plan = household.apply(renamed)

    assert lines(plan) == [f"rename_person {NEW}", f"update_member finance {NEW}", f"invite finance {NEW}"]
    seat = seat_of(household, FINANCE)
    assert seat is not None
    assert (seat.state, seat.generation) == (SeatState.INVITED, 2)
    assert household.problems() == ()
    assert not household.plan(renamed).changes


@pytest.mark.parametrize(("bounced", "asked"), [(OLD, True), (NEW, False)])
def test_d_06_a_merge_asks_again_only_where_the_address_that_stays_was_not_tried(
    household: Household, bounced: PersonKey, asked: bool
) -> None:
    finance = {bounced: Role.MEMBER}
    household.apply(both(finance, {NEW: Role.MEMBER, OLD: Role.MEMBER}))
    household.answer(("finance", bounced, "bounced"))

    plan = household.apply(as_one(both({NEW: Role.MEMBER}, {NEW: Role.MEMBER})))

    assert (f"invite finance {NEW}" in lines(plan)) is asked
    assert household.problems() == ()


def test_an_address_is_given_up_before_somebody_else_is_renamed_to_it(household: Household) -> None:
    """D-04 at every step: the one who gives it up may be renamed in the same plan."""
    household.apply(declared({"finance": [admin(KAI), member(BEN)]}))
    household.apply(with_people(declared({"finance": [admin(LIN), member(BEN)]}), Person(LIN, also=(KAI,))))
    estate = declared({"finance": [admin("zoe@contoso.com"), member(KAI)]})
    estate = with_people(estate, Person("zoe@contoso.com", also=(LIN,)), Person(KAI, also=(BEN,)))
    before = household.current()

    plan = household.plan(estate)

    assert lines(plan) == ["rename_person zoe@contoso.com", f"rename_person {KAI}"]
    for n in (1, 2):
        assert list(broken(obey(before, plan.changes[:n]).estate)) == []
    household.obey(plan)
    assert household.problems() == ()


def test_who_gives_an_address_up_may_become_one_with_somebody_else_in_the_same_plan(household: Household) -> None:
    """The journal says by number who gave it up: at the end of the plan nobody has that name any more."""
    household.apply(declared({"finance": [admin(KAI), member(BEN), member(MIA)]}))
    household.apply(
        with_people(declared({"finance": [admin(LIN), member(BEN), member(MIA)]}), Person(LIN, also=(KAI,)))
    )
    estate = declared({"finance": [admin(MIA), member(KAI)]})
    estate = with_people(estate, Person(MIA, also=(LIN,)), Person(KAI, also=(BEN,)))

    plan = household.apply(estate)

    assert lines(plan)[:3] == [f"update_person {LIN}", f"rename_person {KAI}", f"merge_person {MIA}"]
    assert household.problems() == ()
    assert not household.plan(estate).changes


def test_a_contract_may_name_somebody_by_an_address_that_only_the_state_knows_as_theirs(household: Household) -> None:
    """S-02 asks the person, and not a second one under the address of before."""
    old = PersonKey("mia@northwind.example")
    named = {"u26": contract(services_admins=(old,))}
    household.apply(declared({"default": [admin(old)]}, named))
    household.accept_all()
    household.apply(with_people(declared({"default": [admin(MIA)]}, {"u26": contract()}), Person(MIA, also=(old,))))

    plan = household.plan(declared({"default": [admin(MIA)]}, named))

    assert lines(plan) == ["update_contract u26"]
