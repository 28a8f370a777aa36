"""Admins who go are followed by somebody (D-08)."""

from datetime import timedelta

from estates import (
    ANA,
    DAY_ONE,
    KAI,
    Household,
    admin,
    contract,
    declared,
    lines,
    member,
    with_people,
)

from reconciler.kinds.limits import Limits
from reconciler.kinds.person import Person, PersonStatus
from reconciler.planning.plan import Listing

JO = "jo@contoso.com"


def test_d_08_an_admin_stays_until_the_successor_has_accepted(household: Household) -> None:
    household.apply(declared({"finance": [admin(KAI)]}))
    household.accept_all()
    handover = declared({"finance": [admin(JO)]})

    first = household.apply(handover)
    assert lines(first) == [f"invite finance {JO}"]
    assert [(x.rule, x.who) for x in first.listed if x.listing is Listing.HELD] == [("D-08", (KAI,))]
    assert not household.plan(handover).changes

    household.answer(("finance", JO, "accepted"))
    last = household.apply(handover)
    assert lines(last) == [f"remove finance {KAI}"]
    assert last.changes[0].meaning == "leaves finance with 1 admin"


def test_d_08_a_member_who_becomes_admin_is_promoted_before_the_old_one_goes(household: Household) -> None:
    household.apply(declared({"finance": [admin(KAI), member(JO)]}))
    household.accept_all()

    plan = household.apply(declared({"finance": [admin(JO)]}))

    assert lines(plan) == [f"set_role finance {JO}", f"remove finance {KAI}"]


def test_d_08_the_guard_stops_where_nobody_is_named_to_follow(household: Household) -> None:
    household.apply(declared({"default": [admin(KAI)]}, {"u26": contract(services_admins=())}))
    household.accept_all()

    plan = household.plan(declared({"default": [member(ANA)]}, {"u26": contract(services_admins=())}))

    assert [g.guard for g in plan.guards if not g.ok] == ["last_admin"]


def test_d_08_nobody_follows_whose_last_day_is_over(household: Household) -> None:
    household.apply(declared({"finance": [admin(KAI)]}))
    household.accept_all()

    plan = household.plan(declared({"finance": [admin(JO, until=DAY_ONE - timedelta(days=1))]}))

    assert [g.guard for g in plan.guards if not g.ok] == ["last_admin"]


def test_d_08_a_member_who_becomes_admin_is_no_successor_to_wait_for(household: Household) -> None:
    two = Limits(min_admins=2)
    household.apply(declared({"finance": [admin(KAI), member(JO)]}, limits=two))
    household.accept_all()

    plan = household.plan(declared({"finance": [admin(JO)]}, limits=two))

    assert [(g.guard, g.what) for g in plan.guards if not g.ok] == [
        ("last_admin", "finance would keep 1 of at least 2 admins")
    ]


def test_d_08_a_leaver_goes_at_once_even_if_nobody_is_left(household: Household) -> None:
    estate = declared({"finance": [admin(KAI)]})
    household.apply(estate)
    household.accept_all()

    plan = household.apply(with_people(estate, Person(KAI, status=PersonStatus.LEAVER)))

    assert lines(plan) == [f"remove finance {KAI}"]
    assert plan.changes[0].rule == "D-16"
    assert [f.rule for f in household.plan(estate).findings if f.rule == "D-08"] == ["D-08"]
