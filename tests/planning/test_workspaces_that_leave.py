"""Workspaces that leave the files, and what stops that (D-17)."""

from dataclasses import replace
from datetime import timedelta

from estates import (
    ANA,
    BEN,
    DAY_ONE,
    ENDS,
    KAI,
    Household,
    admin,
    contract,
    declared,
    lines,
    member,
    permit_for,
    with_facts,
    with_people,
)

from reconciler.kinds.person import Person, PersonStatus
from reconciler.kinds.source import Source
from reconciler.kinds.workspace import WorkspaceId, WorkspaceStatus
from reconciler.planning.permits import Granted
from reconciler.planning.plan import CustomerPlan

DAY_TWO = DAY_ONE + timedelta(days=1)
FORTY = [member(f"p{n:02}@contoso.com") for n in range(40)]


def stops(plan: CustomerPlan) -> list[tuple[str, int]]:
    return [(g.guard, g.value) for g in plan.guards if not g.ok]


def test_d_17_a_workspace_that_leaves_is_archived_and_comes_back_with_its_members(household: Household) -> None:
    estate = declared({"finance": [admin(KAI), member(ANA), member(BEN)]})
    household.apply(estate)
    household.answer(("finance", KAI, "accepted"), ("finance", ANA, "accepted"))

    gone = household.apply(declared())
    assert lines(gone) == [f"revoke finance {BEN}", "archive_workspace finance"]
    assert (gone.losing, gone.guards[0].value) == (2, 3)
    assert not household.plan(declared()).changes
    waiting = household.plan(estate)
    assert not waiting.changes
    assert [(x.rule, x.at) for x in waiting.listed if x.action == "restore_workspace"] == [("D-17", "finance")]

    back = household.apply(with_facts(estate, "finance", restore=True))
    assert lines(back) == ["restore_workspace finance", f"invite finance {BEN}"]
    assert household.current().workspaces[WorkspaceId("finance")].status is WorkspaceStatus.ACTIVE


def test_d_17_a_protected_workspace_stays(household: Household) -> None:
    household.apply(with_facts(declared({"finance": [admin(KAI)]}), "finance", protect=True))
    household.accept_all()

    plan = household.plan(declared())

    assert not plan.changes
    assert [(x.rule, x.at) for x in plan.listed] == [("D-17", "finance")]


def test_d_17_a_leaver_leaves_a_protected_workspace_too(household: Household) -> None:
    household.apply(with_facts(declared({"finance": [admin(KAI), member(ANA)]}), "finance", protect=True))
    household.accept_all()

    plan = household.plan(with_people(declared(), Person(ANA, status=PersonStatus.LEAVER)))

    assert lines(plan) == [f"remove finance {ANA}"]


def test_d_17_a_closed_customer_of_many_is_archived_with_a_permit(household: Household) -> None:
    household.apply(declared({"finance": [admin(KAI), *FORTY]}))
    household.accept_all()
    closed = declared(closed=True)

    plan = household.plan(closed)
    household.apply(closed, permits=Granted((permit_for(plan, "removals"),)))

    assert lines(plan) == ["archive_workspace default", "archive_workspace finance"]
    assert stops(plan) == [("removals", 42)]
    assert not household.plan(closed).changes


def test_d_17_a_closed_customer_of_a_few_is_archived_and_no_guard_minds(household: Household) -> None:
    household.apply(declared({"finance": [admin(KAI), *FORTY[:8]]}))
    household.accept_all()

    plan = household.plan(declared(closed=True))

    assert next(g for g in plan.guards if g.guard == "removals").value == 10
    assert not stops(plan)


def test_guard_removals_counts_members_and_open_offers_of_a_workspace_that_a_file_says_is_archived(
    household: Household,
) -> None:
    household.apply(declared({"finance": [admin(KAI), *FORTY]}))
    household.answer(*(("finance", f"p{n:02}@contoso.com", "accepted") for n in range(30)))
    gone = with_facts(declared({"finance": []}), "finance", status=WorkspaceStatus.ARCHIVED)

    plan = household.plan(gone)

    assert stops(plan) == [("removals", 41)]
    assert not stops(household.plan(gone, permits=Granted((permit_for(plan, "removals"),))))


def test_guard_removals_counts_a_leaver_of_an_archived_workspace_once(household: Household) -> None:
    household.apply(declared({"finance": [admin(KAI), member(ANA), member(BEN)]}))
    household.accept_all()

    plan = household.plan(with_people(declared(), Person(ANA, status=PersonStatus.LEAVER)))

    assert lines(plan) == [f"remove finance {ANA}", "archive_workspace finance"]
    assert next(g for g in plan.guards if g.guard == "removals").value == 3


def test_guard_vanished_stops_when_a_live_contract_leaves_the_files(household: Household) -> None:
    household.apply(declared())

    plan = household.plan(replace(declared(), contracts={}))

    assert [g.guard for g in plan.guards if not g.ok] == ["vanished"]


def test_guard_vanished_stops_when_a_whole_file_goes_with_its_workspace(household: Household) -> None:
    household.apply(declared({"finance": [admin(KAI)]}), sources={WorkspaceId("finance"): Source("finance.yaml")})

    gone = household.plan(declared(), files=frozenset({"contoso.yaml"}))
    edited = household.plan(declared(), files=frozenset({"contoso.yaml", "finance.yaml"}))

    assert [g.guard for g in gone.guards if not g.ok] == ["vanished"]
    assert all(g.ok for g in edited.guards)


def test_guard_removals_counts_members_of_a_workspace_suspended_by_an_edited_date(household: Household) -> None:
    household.apply(declared({"finance": [admin(KAI), *FORTY]}))
    household.accept_all()
    sooner = declared({"finance": [admin(KAI), *FORTY]}, {"u26": replace(contract(), ends=DAY_ONE)})

    edited = household.plan(sooner, on=DAY_TWO)
    by_itself = household.plan(declared({"finance": [admin(KAI), *FORTY]}), on=ENDS + timedelta(days=1))

    assert stops(edited) == [("removals", 42)]
    assert all(g.ok for g in by_itself.guards)


def test_guard_removals_counts_them_where_only_the_workspace_is_asked_for(household: Household) -> None:
    """The contract, whose dates were edited, is no part of that plan."""
    household.apply(declared({"finance": [admin(KAI), *FORTY]}))
    household.accept_all()
    sooner = declared({"finance": [admin(KAI), *FORTY]}, {"u26": replace(contract(), ends=DAY_ONE)})

    plan = household.plan(sooner, on=DAY_TWO, only=frozenset({WorkspaceId("finance")}))

    assert stops(plan) == [("removals", 41)]


def test_a_contract_is_not_ended_without_removals_so_that_suspending_is_counted_after_it(household: Household) -> None:
    household.apply(declared({"finance": [admin(KAI), *FORTY]}))
    household.accept_all()
    sooner = declared({"finance": [admin(KAI), *FORTY]}, {"u26": replace(contract(), ends=DAY_ONE)})

    plan = household.apply(sooner, on=DAY_TWO, no_removals=True)

    assert not plan.changes
    assert stops(household.plan(sooner, on=DAY_TWO)) == [("removals", 42)]
