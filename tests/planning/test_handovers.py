"""Admins who hand over (D-08): who is held, how many, and when it ends by itself."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from estates import (
    ANA,
    BEN,
    DAY_ONE,
    ENDS,
    KAI,
    LIN,
    MIA,
    STARTS,
    Household,
    admin,
    declared,
    lines,
    member,
    with_facts,
    with_people,
)

from reconciler.kinds.limits import Limits, Terms
from reconciler.kinds.person import Person, PersonStatus
from reconciler.kinds.seat import Role
from reconciler.kinds.workspace import WorkspaceId, WorkspaceStatus
from reconciler.planning.plan import CustomerPlan, Listing

JO = "jo@contoso.com"
TWO = Limits(min_admins=2)


def held(plan: CustomerPlan) -> list[tuple[str, ...]]:
    return [x.who for x in plan.listed if x.rule == "D-08" and x.listing is Listing.HELD]


def test_one_of_two_may_go_and_the_last_one_waits(household: Household) -> None:
    household.apply(declared({"finance": [admin(KAI), admin(BEN)]}))
    household.accept_all()

    plan = household.apply(declared({"finance": [admin(JO)]}))

    assert lines(plan) == [f"invite finance {JO}", f"remove finance {KAI}"]
    assert held(plan) == [(BEN,)]


def test_where_two_admins_are_the_least_both_wait_until_as_many_have_come(household: Household) -> None:
    household.apply(replace(declared({"finance": [admin(KAI), admin(BEN)]}), limits=TWO))
    household.accept_all()
    estate = replace(declared({"finance": [admin(JO), admin(LIN)]}), limits=TWO)

    first = household.apply(estate)
    household.answer(("finance", JO, "accepted"))
    second = household.apply(estate)
    household.answer(("finance", LIN, "accepted"))
    third = household.apply(estate)

    assert len(held(first)[0]) == 2
    assert [c.size for c in second.changes] == [1]
    assert [c.size for c in third.changes] == [1]
    assert not household.plan(estate).changes


def test_somebody_lowered_to_member_waits_too(household: Household) -> None:
    household.apply(declared({"finance": [admin(KAI)]}))
    household.accept_all()
    estate = declared({"finance": [member(KAI), admin(JO)]})

    first = household.apply(estate)
    household.answer(("finance", JO, "accepted"))
    second = household.apply(estate)

    assert held(first) == [(KAI,)]
    assert lines(second) == [f"set_role finance {KAI}"]
    assert household.current().seats_in(WorkspaceId("finance"))[second.changes[0].who[0]].role is Role.MEMBER


def test_a_successor_who_declines_leaves_the_old_admin_in_place(household: Household) -> None:
    household.apply(declared({"finance": [admin(KAI)]}))
    household.accept_all()
    estate = declared({"finance": [admin(JO)]})
    household.apply(estate)
    household.answer(("finance", JO, "declined"))

    plan = household.plan(estate)

    assert not plan.changes
    assert held(plan) == [(KAI,)]
    assert JO in {who for x in plan.listed if x.listing is Listing.NEEDS_DECISION for who in x.who}


def test_an_overlap_is_nothing_but_two_admins(household: Household) -> None:
    """Both are declared until the old one is taken out of the files."""
    household.apply(declared({"finance": [admin(KAI), member(ANA)]}))
    household.accept_all()
    household.apply(declared({"finance": [admin(KAI), admin(JO), member(ANA)]}))
    household.answer(("finance", JO, "accepted"))

    assert lines(household.apply(declared({"finance": [admin(JO), member(ANA)]}))) == [f"remove finance {KAI}"]


@pytest.mark.parametrize(
    ("day", "done", "waits_until"),
    [
        (STARTS - timedelta(days=1), False, STARTS),
        (STARTS, True, None),
        (ENDS, True, None),
        (ENDS + timedelta(days=1), False, None),
    ],
)
def test_s_04_a_workspace_is_made_on_the_days_of_the_contract_and_waits_on_the_others(
    household: Household, day: date, done: bool, waits_until: date | None
) -> None:
    plan = household.plan(declared({"finance": [admin(KAI)]}), on=day)

    assert ("create_workspace finance" in lines(plan)) is done
    assert [(x.rule, x.until) for x in plan.listed if x.at == "finance" and x.listing is Listing.HELD] == (
        [] if done else [("S-04", waits_until)]
    )


def test_what_a_part_of_the_plan_leaves_out_stops_nothing(household: Household) -> None:
    household.apply(declared({"finance": [admin(KAI), admin(BEN)], "retail": [admin(LIN)]}))
    household.accept_all()
    nobody = declared({"finance": [], "retail": [admin(LIN), member(ANA)]})

    assert [g.guard for g in household.plan(nobody).guards if not g.ok] == ["last_admin"]
    assert household.plan(nobody, no_removals=True).stopped is False
    assert household.plan(nobody, only=frozenset({WorkspaceId("retail")})).stopped is False


def test_the_way_out_of_a_lowered_least_number_of_admins_is_walked(household: Household) -> None:
    household.apply(replace(declared({"finance": [admin(KAI), admin(BEN)]}), limits=TWO))
    household.accept_all()
    one = declared({"finance": [admin(KAI)]})

    (stop,) = [g for g in household.plan(one).guards if not g.ok]
    household.apply(one, no_removals=True)
    then = household.apply(one)

    assert stop.remedy.endswith("or apply with --no-removals first: min_admins 1 counts from the next apply on")
    assert lines(then) == [f"remove finance {BEN}"]


def without_admin(plan: CustomerPlan) -> list[str]:
    return [x.at for x in plan.listed if x.listing is Listing.NO_ADMIN]


def told(plan: CustomerPlan) -> list[str]:
    return [f.explanation for f in plan.findings if f.rule == "D-08"]


def test_a_workspace_that_lost_its_last_admin_is_listed_by_the_plan_that_takes_them_and_by_each_after_it(
    household: Household,
) -> None:
    household.apply(declared({"finance": [admin(KAI), member(BEN)]}))
    household.accept_all()
    gone = with_people(declared({"finance": [admin(KAI), member(BEN)]}), Person(KAI, status=PersonStatus.LEAVER))

    plan = household.apply(gone)
    again = household.plan(gone)

    assert lines(plan) == [f"remove finance {KAI}"]
    assert again.in_sync
    assert without_admin(plan) == without_admin(again) == ["finance"]
    assert told(plan) == told(again) == []


def test_a_workspace_whose_admin_is_invited_has_none_yet_and_waits_for_them_alone(household: Household) -> None:
    estate = declared({"finance": [admin(KAI)], "retail": [admin(KAI)]})
    first = household.apply(estate)
    household.answer(("default", MIA, "accepted"), ("finance", KAI, "accepted"), ("retail", KAI, "declined"))
    plan = household.plan(estate)
    successor = declared({"finance": [admin(KAI)], "retail": [admin(JO)]})

    asking = household.apply(successor)

    assert (without_admin(first), told(first)) == ([], [])
    assert (without_admin(plan), told(plan)) == (["retail"], [])
    assert without_admin(asking) == []
    assert told(asking) == ["nobody administers retail until an invited admin accepts"]
    assert told(household.plan(successor)) == told(asking)
    never_again = replace(successor, terms=Terms(attempts=1))
    assert without_admin(household.plan(never_again, on=DAY_ONE + timedelta(60))) == ["retail"]


def test_a_workspace_that_is_archived_or_suspended_needs_no_admin(household: Household) -> None:
    estate = declared({"finance": [admin(KAI)], "retail": [admin(KAI)]})
    household.apply(estate)
    household.accept_all()
    household.answer(("finance", KAI, "left"), ("retail", KAI, "left"))

    assert without_admin(household.plan(estate)) == ["finance", "retail"]
    assert without_admin(household.plan(with_facts(estate, "retail", status=WorkspaceStatus.ARCHIVED))) == ["finance"]
    assert without_admin(household.plan(estate, on=ENDS + timedelta(1))) == []
