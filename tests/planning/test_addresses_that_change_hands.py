"""Addresses that go from one person to another, or bounce and are corrected (D-12, D-06)."""

import pytest
from estates import (
    BEN,
    KAI,
    LIN,
    MIA,
    Household,
    admin,
    contract,
    declared,
    lines,
    member,
    with_people,
)
from two_people import FINANCE, NEW, OLD, as_one, both, seat_of

from reconciler.applying.invariants import broken
from reconciler.applying.obey import obey
from reconciler.kinds.address import PersonKey
from reconciler.kinds.person import Person
from reconciler.kinds.seat import Role, SeatState


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


def test_a_contract_names_a_new_person_by_an_address_that_somebody_gives_up(household: Household) -> None:
    """The plan that takes it from them is the plan that invites: nothing is left for the next one."""
    household.apply(with_people(declared({"default": [admin(NEW)]}), Person(NEW, also=(BEN,))))
    named = {"u26": contract(services_admins=(BEN,))}
    estate = with_people(declared({"default": [admin(KAI)]}, named), Person(KAI, also=(NEW,)))

    plan = household.apply(estate)

    assert f"invite default {BEN}" in lines(plan)
    assert not household.plan(estate).changes
