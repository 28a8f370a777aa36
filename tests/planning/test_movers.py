"""People who move between workspaces (D-19): invited there before removed here, or kept here until they answered."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest
from estates import ANA, BEN, DAY_ONE, KAI, LIN, Household, admin, declared, lines, member, with_facts, with_people

from reconciler.kinds.address import PersonKey
from reconciler.kinds.estate import Estate
from reconciler.kinds.person import Person, PersonStatus
from reconciler.kinds.seat import Seat
from reconciler.kinds.workspace import Manage, WorkspaceId, WorkspaceStatus
from reconciler.planning.plan import CustomerPlan, Listing

NOOR = "noor@contoso.com"
ROOT = "root@contoso.com"
Who = Iterable[tuple[PersonKey, Seat]]


def at(apac: Who, emea: Who, keep: bool = True) -> Estate:
    """Two workspaces with root as admin of both; emea keeps people where they are until they have answered."""
    estate = declared({"apac": [admin(ROOT), *apac], "emea": [admin(ROOT), *emea]})
    return with_facts(estate, "emea", keep_until_accepted=keep)


BEFORE = at([member(ANA), member(BEN)], [])
MOVED = at([member(BEN)], [member(ANA)])


def held(plan: CustomerPlan) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(x.at, x.why, x.who) for x in plan.listed if x.listing is Listing.HELD and x.rule == "D-19"]


@pytest.fixture
def settled(household: Household) -> Household:
    household.apply(BEFORE)
    household.accept_all()
    return household


def test_whoever_moves_is_invited_there_before_removed_here(settled: Household) -> None:
    plan = settled.apply(at([member(BEN)], [member(ANA)], keep=False))

    assert lines(plan) == [f"invite emea {ANA}", f"remove apac {ANA}"]


def test_the_removal_waits_for_the_answer_and_comes_by_itself(settled: Household) -> None:
    first = settled.apply(MOVED)
    again = settled.plan(MOVED)
    settled.answer(("emea", ANA, "accepted"))
    last = settled.apply(MOVED)

    assert lines(first) == [f"invite emea {ANA}"]
    assert held(first) == [("apac", "until they have answered in emea", (ANA,))]
    assert not again.changes
    assert held(again) == held(first)
    assert lines(last) == [f"remove apac {ANA}"]
    assert not settled.plan(MOVED).changes
    assert settled.problems() == ()


def test_who_declines_is_removed_all_the_same(settled: Household) -> None:
    settled.apply(MOVED)
    settled.answer(("emea", ANA, "declined"))

    assert lines(settled.apply(MOVED)) == [f"remove apac {ANA}"]


def test_a_higher_round_asks_again_and_waits_again(settled: Household) -> None:
    settled.apply(MOVED)
    settled.answer(("emea", ANA, "declined"))

    plan = settled.apply(at([member(BEN)], [member(ANA, round=2)]))

    assert lines(plan) == [f"invite emea {ANA}"]
    assert len(held(plan)) == 1


def test_a_bounced_offer_has_reached_nobody_so_that_nobody_is_removed(settled: Household) -> None:
    settled.apply(MOVED)
    settled.answer(("emea", ANA, "bounced"))

    plan = settled.plan(MOVED)

    assert not plan.changes
    assert len(held(plan)) == 1


def test_the_waiting_ends_when_the_last_attempt_is_over(settled: Household) -> None:
    day = DAY_ONE
    for _attempt in range(3):
        assert held(settled.apply(MOVED, on=day))
        day += timedelta(days=30)

    plan = settled.plan(MOVED, on=day)

    assert f"remove apac {ANA}" in lines(plan)
    assert held(plan) == []


def test_the_plan_is_due_when_the_offer_ends(settled: Household) -> None:
    settled.apply(MOVED)

    assert settled.plan(MOVED).due == DAY_ONE + timedelta(days=30)


def test_somebody_who_is_there_already_leaves_at_once(household: Household) -> None:
    household.apply(at([member(ANA)], [member(ANA)]))
    household.accept_all()

    assert lines(household.plan(at([], [member(ANA)]))) == [f"remove apac {ANA}"]


def test_an_offer_that_was_open_here_is_no_access_to_keep(household: Household) -> None:
    household.apply(BEFORE)
    household.answer(("apac", ROOT, "accepted"), ("emea", ROOT, "accepted"))

    plan = household.plan(at([member(BEN)], [member(ANA)]))

    assert lines(plan) == [f"revoke apac {ANA}", f"invite emea {ANA}"]


def test_who_is_declared_in_both_keeps_both(settled: Household) -> None:
    both = at([member(ANA), member(BEN)], [member(ANA)])

    plan = settled.plan(both)

    assert lines(plan) == [f"invite emea {ANA}"]
    assert held(plan) == []


def test_a_leaver_and_a_last_day_wait_for_nobody(settled: Household) -> None:
    until = DAY_ONE + timedelta(days=5)
    settled.apply(at([member(ANA, until=until), member(BEN)], []))

    left = settled.plan(with_people(MOVED, Person(ANA, status=PersonStatus.LEAVER)))
    over = settled.plan(MOVED, on=until + timedelta(days=1))

    assert lines(left) == [f"remove apac {ANA}"]
    assert f"remove apac {ANA}" in lines(over)


def test_an_admin_who_moves_goes_on_until_then_and_the_last_one_of_all_is_safe(household: Household) -> None:
    one = declared({"apac": [admin(KAI), member(BEN)], "emea": [admin(ROOT)]})
    household.apply(one)
    household.accept_all()
    estate = declared({"apac": [admin(NOOR), member(BEN)], "emea": [admin(ROOT), admin(KAI)]})
    moved = with_facts(estate, "emea", keep_until_accepted=True)

    first = household.apply(moved)
    household.answer(("emea", KAI, "accepted"))
    second = household.apply(moved)
    household.answer(("apac", NOOR, "accepted"))
    third = household.apply(moved)

    assert held(first) == [("apac", "until they have answered in emea", (KAI,))]
    assert not second.changes
    assert [x.rule for x in second.listed if x.listing is Listing.HELD] == ["D-08"]
    assert lines(third) == [f"remove apac {KAI}"]


def test_many_who_move_are_one_line(household: Household) -> None:
    team = [f"p{n:03}@contoso.com" for n in range(200)]
    household.apply(at(map(member, team), []))
    household.accept_all()

    plan = household.plan(at([], map(member, team)))

    assert held(plan) == [("apac", "each until they have answered in emea", tuple(team))]
    assert all(g.ok for g in plan.guards if g.guard != "mass_invitation")


def test_two_who_move_wait_each_for_their_own_answer(settled: Household) -> None:
    plan = settled.plan(at([], [member(ANA), member(BEN)]))

    assert held(plan) == [("apac", "each until they have answered in emea", (ANA, BEN))]


def test_a_workspace_that_is_merged_into_another_stays_until_everybody_has_come(settled: Household) -> None:
    merged = declared({"emea": [admin(ROOT), member(ANA), member(BEN)]})
    merged = with_facts(merged, "emea", keep_until_accepted=True)

    first = settled.apply(merged)
    settled.answer(("emea", ANA, "accepted"))
    second = settled.plan(merged)
    settled.answer(("emea", BEN, "declined"))
    third = settled.apply(merged)

    assert lines(first) == [f"invite emea {ANA} {BEN}"]
    assert held(first) == [("apac", f"apac stays until {ANA} and 1 more have answered in emea", ())]
    assert not second.changes
    assert held(second) == [("apac", f"apac stays until {BEN} has answered in emea", ())]
    assert lines(third) == ["archive_workspace apac"]
    assert settled.problems() == ()


def test_a_workspace_that_is_said_to_be_archived_stays_too_and_its_open_offers_do_not(household: Household) -> None:
    household.apply(at([member(ANA), member(LIN)], []))
    household.answer(*((w, ROOT, "accepted") for w in ("apac", "emea")), ("apac", ANA, "accepted"))
    estate = with_facts(at([], [member(ANA)]), "apac", status=WorkspaceStatus.ARCHIVED)

    plan = household.apply(estate)

    assert lines(plan) == [f"revoke apac {LIN}", f"invite emea {ANA}"]
    assert not household.plan(estate).changes


def test_a_leaver_leaves_a_workspace_that_stays_for_others(settled: Household) -> None:
    merged = with_facts(declared({"emea": [admin(ROOT), member(ANA)]}), "emea", keep_until_accepted=True)

    plan = settled.plan(with_people(merged, Person(BEN, status=PersonStatus.LEAVER)))

    assert lines(plan) == [f"remove apac {BEN}", f"invite emea {ANA}"]


def test_a_closed_customer_keeps_nobody(settled: Household) -> None:
    closed = replace(MOVED, closed=True)

    assert "archive_workspace apac" in lines(settled.plan(closed))


def test_where_nobody_is_removed_nothing_is_held(settled: Household) -> None:
    settled.apply(with_facts(BEFORE, "apac", manage_members=Manage.ADD_ONLY))

    plan = settled.plan(with_facts(MOVED, "apac", manage_members=Manage.ADD_ONLY))

    assert held(plan) == []
    assert [x.who for x in plan.listed if x.listing is Listing.UNMANAGED] == [(ANA,)]


def test_a_group_that_moves_to_a_new_workspace_is_no_probable_rename_while_it_keeps_its_place(
    household: Household,
) -> None:
    team = [f"p{n}@contoso.com" for n in range(9)]
    household.apply(declared({"apac": [admin(ROOT), *map(member, team)]}))
    household.accept_all()

    plan = household.plan(at([], map(member, team)))

    assert all(g.ok for g in plan.guards)
    assert len(held(plan)) == 1


def test_the_wish_never_stands_in_the_state(household: Household) -> None:
    household.apply(BEFORE)

    assert not household.current().workspaces[WorkspaceId("emea")].keep_until_accepted
    assert lines(household.plan(replace(BEFORE, workspaces={**BEFORE.workspaces}))) == []
