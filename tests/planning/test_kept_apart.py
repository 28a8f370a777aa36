"""Two admins who are one, and may not become one while their workspace needs both (D-08, D-12)."""

from dataclasses import replace

from estates import BEN, DAY_ONE, KAI, LIN, Household, admin, declared, lines, member, with_people
from two_people import NEW, OLD, as_one

from reconciler.applying.invariants import broken_by
from reconciler.applying.passage import passage
from reconciler.kinds.address import PersonKey
from reconciler.kinds.estate import Estate
from reconciler.kinds.limits import Limits
from reconciler.kinds.person import Person, PersonStatus
from reconciler.kinds.seat import Seat
from reconciler.planning.plan import CustomerPlan, Listing

TWO_ADMINS = Limits(min_admins=2)


def administered(*people: str, **rolls: list[tuple[PersonKey, Seat]]) -> Estate:
    return declared({"finance": [admin(p) for p in people], **rolls}, limits=TWO_ADMINS)


def held(plan: CustomerPlan) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(x.rule, x.at, x.who) for x in plan.listed if x.listing is Listing.HELD]


def test_d_08_two_admins_who_are_one_stay_two_until_another_one_has_accepted(household: Household) -> None:
    household.apply(administered(OLD, NEW, retail=[admin(KAI), admin(LIN), member(OLD)]))
    household.accept_all()
    retail = [admin(KAI), admin(LIN), member(NEW)]

    waiting = household.apply(as_one(administered(NEW, BEN, retail=retail)))
    household.accept_all()
    done = household.apply(as_one(administered(NEW, BEN, retail=retail)))

    assert household.problems() == ()
    assert (lines(waiting), held(waiting)) == ([f"invite finance {BEN}"], [("D-08", "finance", (NEW,))])
    assert lines(done) == [f"merge_person {NEW}"]
    assert held(done) == []
    assert not household.plan(as_one(administered(NEW, BEN, retail=retail))).changes


def test_d_08_while_they_stay_two_nothing_changes_for_either(household: Household) -> None:
    household.apply(administered(OLD, NEW, retail=[admin(KAI), admin(LIN), member(OLD)]))
    household.accept_all()
    estate = as_one(administered(NEW, retail=[admin(KAI), admin(LIN), member(NEW)]))

    plan = household.plan(estate)

    assert plan.changes == ()
    assert plan.in_sync
    assert [x.why for x in plan.listed if x.listing is Listing.HELD] == [
        f"{OLD} is {NEW} too, and finance would keep 1 of 2 admins; both go on until another admin has accepted there"
    ]


def test_d_08_while_they_stay_two_either_goes_from_where_neither_is_declared(household: Household) -> None:
    household.apply(administered(OLD, NEW, hr=[admin(KAI), admin(LIN), member(OLD)], retail=[admin(KAI), admin(LIN)]))
    household.accept_all()
    elsewhere = {"hr": [admin(KAI), admin(LIN)], "retail": [admin(KAI), admin(LIN), member(NEW)]}

    plan = household.plan(as_one(administered(NEW, **elsewhere)))

    assert lines(plan) == [f"invite retail {NEW}", f"remove hr {OLD}"]


def test_d_08_a_leaver_leaves_under_both_addresses_though_they_are_two(household: Household) -> None:
    household.apply(administered(OLD, NEW))
    household.accept_all()
    gone = with_people(administered(NEW), Person(NEW, also=(OLD,), status=PersonStatus.LEAVER))

    plan = household.apply(gone)

    assert lines(plan) == [f"remove finance {NEW} {OLD}"]
    assert lines(household.plan(gone)) == [f"merge_person {NEW}"]


def test_d_08_a_merge_that_takes_an_admin_too_many_is_refused_by_whatever_made_the_plan(household: Household) -> None:
    household.apply(replace(administered(OLD, NEW), limits=Limits()))
    household.accept_all()
    before = household.current()
    plan = household.plan(as_one(replace(administered(NEW), limits=Limits())))

    made = passage(replace(before, limits=TWO_ADMINS), plan.changes)

    assert [c.do for c in plan.changes] == ["merge_person"]
    assert list(broken_by(made.before, made.after, plan.changes, DAY_ONE)) == [
        "D-08: finance would lose the last of its accepted admins"
    ]
