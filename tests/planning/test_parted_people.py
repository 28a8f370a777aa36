"""A merge and its inverse, in the journal and against a state that has moved on (D-12)."""

from datetime import timedelta

from estates import (
    CONTOSO,
    Household,
    chance,
)
from two_people import DAY_TWO, FINANCE, NEW, OLD, as_one, both, inverse

from reconciler.applying.entry import Occasion
from reconciler.applying.obey import obey
from reconciler.applying.passage import passage
from reconciler.applying.step import step
from reconciler.history.since import memberships_since
from reconciler.kinds.person import Person
from reconciler.kinds.seat import Role
from reconciler.planning.changes import Change


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
