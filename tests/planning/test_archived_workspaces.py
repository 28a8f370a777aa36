"""Workspaces that go and come back (D-17), and customers that are closed and opened again."""

from dataclasses import replace
from datetime import timedelta

import pytest
from estates import (
    ANA,
    BEN,
    DAY_ONE,
    ENDS,
    KAI,
    LIN,
    MIA,
    Household,
    addon,
    admin,
    contract,
    declared,
    lines,
    member,
    with_facts,
    with_people,
)

from reconciler.findings import Severity
from reconciler.kinds.address import PersonKey
from reconciler.kinds.estate import Estate
from reconciler.kinds.person import Person, PersonStatus
from reconciler.kinds.seat import SeatState
from reconciler.kinds.workspace import Manage, WorkspaceId, WorkspaceStatus
from reconciler.planning.plan import Listing
from reconciler.rules import book

FINANCE = WorkspaceId("finance")
NOOR = "noor@contoso.com"
FULL = declared({"finance": [admin(KAI), member(ANA), member(BEN)]})
BACK = with_facts(FULL, "finance", restore=True)


@pytest.fixture
def archived(household: Household) -> Household:
    """finance was in use, everybody but ben accepted, and it left the files."""
    household.apply(FULL)
    household.answer(*(("finance", p, "accepted") for p in (KAI, ANA)), ("default", MIA, "accepted"))
    household.apply(declared())
    return household


def members(household: Household, workspace: str = "finance") -> set[str]:
    seats = household.current().seats_in(WorkspaceId(workspace))
    return {p for p, seat in seats.items() if seat.state is SeatState.MEMBER}


def status(household: Household, workspace: str = "finance") -> WorkspaceStatus:
    return household.current().workspaces[WorkspaceId(workspace)].status


def test_it_comes_back_with_its_members_and_asks_none_of_them(archived: Household) -> None:
    plan = archived.apply(BACK)

    assert lines(plan) == ["restore_workspace finance", f"invite finance {BEN}"]
    assert members(archived) == {KAI, ANA}
    assert not archived.plan(BACK).changes
    assert archived.problems() == ()


def test_what_was_declared_meanwhile_holds_from_the_moment_it_comes_back(archived: Household) -> None:
    """noor is new, ana is declared no more, and lin is an admin."""
    estate = with_facts(declared({"finance": [admin(KAI), admin(LIN), member(NOOR)]}), "finance", restore=True)

    waiting = archived.plan(with_facts(estate, "finance", restore=False))
    plan = archived.apply(estate)

    assert not waiting.changes
    assert lines(plan) == [
        "restore_workspace finance",
        f"invite finance {LIN}",
        f"invite finance {NOOR}",
        f"remove finance {ANA}",
    ]
    assert not archived.plan(estate).changes


def test_a_role_that_changed_meanwhile_is_changed(archived: Household) -> None:
    estate = with_facts(declared({"finance": [admin(KAI), admin(ANA)]}), "finance", restore=True)

    assert lines(archived.apply(estate)) == [f"set_role finance {ANA}", "restore_workspace finance"]


def test_who_left_the_company_meanwhile_does_not_come_back(archived: Household) -> None:
    """Not even where only additions are managed, and the leaver has long been taken out of the files."""
    only_added = with_facts(
        declared({"finance": [admin(KAI)]}), "finance", restore=True, manage_members=Manage.ADD_ONLY
    )
    gone = archived.apply(with_people(declared(), Person(ANA, status=PersonStatus.LEAVER)))

    plan = archived.apply(only_added)

    assert lines(gone) == [f"remove finance {ANA}"]
    assert gone.changes[0].rule == "D-16"
    assert lines(plan) == ["set_limits finance", "restore_workspace finance"]
    assert members(archived) == {KAI}


def test_a_leaver_leaves_one_that_waits_to_be_restored(archived: Household) -> None:
    leaver = with_people(FULL, Person(ANA, status=PersonStatus.LEAVER))

    assert lines(archived.apply(leaver)) == [f"remove finance {ANA}"]
    assert not archived.plan(leaver).changes


def test_a_leaver_goes_in_the_plan_that_archives(household: Household) -> None:
    household.apply(FULL)
    household.accept_all()
    gone = with_people(declared(), Person(ANA, status=PersonStatus.LEAVER))

    assert lines(household.apply(gone)) == [f"remove finance {ANA}", "archive_workspace finance"]
    assert not household.plan(gone).changes


def test_a_last_day_that_passed_meanwhile_has_passed(household: Household) -> None:
    until = DAY_ONE + timedelta(days=5)
    timed = declared({"finance": [admin(KAI), member(ANA, until=until)]})
    household.apply(timed)
    household.accept_all()
    household.apply(declared())

    plan = household.apply(with_facts(timed, "finance", restore=True), on=until + timedelta(days=1))

    assert lines(plan) == ["restore_workspace finance", f"remove finance {ANA}"]
    assert plan.changes[1].rule == "D-15"


def test_without_a_contract_it_comes_back_suspended(archived: Household) -> None:
    after = ENDS + timedelta(days=1)

    plan = archived.apply(BACK, on=after)

    assert lines(plan) == ["restore_workspace finance", "suspend_workspace default"]
    assert status(archived) is WorkspaceStatus.SUSPENDED


def test_it_comes_back_without_the_add_ons_that_others_may_have_by_now(household: Household) -> None:
    bought = {"u26": contract(benefits={"hours": addon(400)})}
    estate = with_facts(declared({"finance": [admin(KAI)]}, bought), "finance", benefits={"hours": 400})
    household.apply(estate)
    household.apply(declared({}, bought))

    plan = household.apply(with_facts(estate, "finance", restore=True, benefits={}))

    assert "restore_workspace finance" in lines(plan)
    assert household.current().workspaces[FINANCE].benefits == {}


def test_protection_that_comes_with_the_restoring_holds_from_then_on(archived: Household) -> None:
    plan = archived.apply(with_facts(BACK, "finance", protect=True))
    gone = archived.plan(declared())

    assert lines(plan)[:2] == ["set_limits finance", "restore_workspace finance"]
    assert [(x.rule, x.at, x.action) for x in gone.listed if x.action == "archive_workspace"] == [
        ("D-17", "finance", "archive_workspace")
    ]
    assert not [c for c in gone.changes if c.at == "finance"]


def test_protection_is_taken_away_first_and_counts_from_the_next_apply_on(household: Household) -> None:
    household.apply(with_facts(FULL, "finance", protect=True))
    household.accept_all()
    gone = with_facts(FULL, "finance", status=WorkspaceStatus.ARCHIVED)

    held = household.apply(gone)
    plan = household.apply(gone)

    assert lines(held) == ["set_limits finance"]
    assert [x.why for x in held.listed if x.at == "finance"] == [
        "finance is protected until this is applied; the plan after it archives it"
    ]
    assert lines(plan) == ["archive_workspace finance"]
    assert not household.plan(gone).changes


def test_who_archives_what_never_was_is_told_what_is_near(household: Household) -> None:
    household.apply(FULL)
    declared_so = with_facts(declared({"finanze": [admin(KAI)]}), "finanze", status=WorkspaceStatus.ARCHIVED)

    (found,) = [f for f in household.findings(declared_so) if f.rule == "D-17"]

    assert (found.severity, found.remedy) == (Severity.WARNING, "Write finance, if that is meant.")


def test_a_wish_that_stays_in_the_files_does_nothing_more(archived: Household) -> None:
    archived.apply(BACK)
    archived.accept_all()

    assert not archived.plan(BACK).changes
    assert lines(archived.apply(declared())) == ["archive_workspace finance"]


def test_to_archive_and_to_restore_at_once_is_refused_at_both_places() -> None:
    both = with_facts(BACK, "finance", status=WorkspaceStatus.ARCHIVED)

    found = [f for f in book.check(both) if f.rule == "D-17"]

    assert [(f.subject, f.also_subjects) for f in found] == [
        (("workspaces", "finance", "restore"), (("workspaces", "finance", "status"),))
    ]


def test_a_workspace_that_is_only_observed_would_be_restored(archived: Household) -> None:
    watched = with_facts(BACK, "finance", manage_admins=Manage.OBSERVE, manage_members=Manage.OBSERVE)

    plan = archived.plan(watched)

    assert "restore_workspace" not in {c.do.value for c in plan.changes}
    assert ("would", "restore_workspace") in {(x.listing.value, x.action) for x in plan.listed}


@pytest.fixture
def closed(household: Household) -> Household:
    household.apply(FULL)
    household.answer(*(("finance", p, "accepted") for p in (KAI, ANA)), ("default", MIA, "accepted"))
    household.apply(declared(closed=True))
    return household


def test_a_closed_customer_has_nobody_and_no_open_offer(closed: Household) -> None:
    assert {status(closed, w) for w in ("default", "finance")} == {WorkspaceStatus.ARCHIVED}
    assert not any(seat.open(DAY_ONE) for _, _, seat in closed.current().memberships())
    assert closed.problems() == ()


def test_an_opened_customer_waits_for_each_workspace_to_be_restored(closed: Household) -> None:
    plan = closed.apply(FULL)

    assert not plan.changes
    assert {(x.at, x.rule, x.action) for x in plan.listed if x.listing is Listing.HELD} == {
        ("default", "D-17", "restore_workspace"),
        ("finance", "D-17", "restore_workspace"),
    }
    assert all("`restore: true` brings it back" in x.why for x in plan.listed)


def test_an_opened_customer_comes_back_as_it_was(closed: Household) -> None:
    again = with_facts(
        declared({"default": [], "finance": [admin(KAI), member(ANA), member(BEN)]}), "finance", restore=True
    )
    again = with_facts(again, "default", restore=True)

    plan = closed.apply(again)

    assert lines(plan) == ["restore_workspace default", "restore_workspace finance", f"invite finance {BEN}"]
    assert (members(closed, "default"), members(closed)) == ({MIA}, {KAI, ANA})
    assert not closed.plan(again).changes
    assert closed.problems() == ()


def test_closing_is_stronger_than_add_only(household: Household) -> None:
    """``status: closed`` is written by somebody, for the whole customer."""
    household.apply(with_facts(FULL, "finance", manage_members=Manage.ADD_ONLY))
    household.accept_all()

    plan = household.apply(declared(closed=True))

    assert {status(household, w) for w in ("default", "finance")} == {WorkspaceStatus.ARCHIVED}
    assert all(g.ok for g in plan.guards)


def test_d_17_a_protected_workspace_of_a_closed_customer_stays_as_it_is_until_its_protection_is_lifted(
    household: Household,
) -> None:
    household.apply(with_facts(FULL, "finance", protect=True))
    household.accept_all()
    closed = declared(closed=True)
    lifted = with_facts(declared({"finance": []}, closed=True), "finance", status=WorkspaceStatus.ARCHIVED)

    plan = household.apply(closed)
    again = household.plan(closed)
    lifting = household.apply(lifted)
    gone = household.apply(lifted)

    assert lines(plan) == ["archive_workspace default"]
    assert not again.changes
    assert [(x.at, x.rule, x.action, x.why) for x in again.listed if x.listing is Listing.HELD] == [
        (
            "finance",
            "D-17",
            "archive_workspace",
            "finance is protected, and stays though its customer is closed; to archive it, declare it with "
            "`status: archived`",
        )
    ]
    assert (lines(lifting), lines(gone)) == (["set_limits finance"], ["archive_workspace finance"])
    assert members(household) == {KAI, ANA, BEN}
    assert household.problems() == ()


def test_d_21_protection_that_comes_with_the_closing_holds_at_once(household: Household) -> None:
    household.apply(FULL)
    household.accept_all()

    plan = household.apply(with_facts(declared({"finance": []}, closed=True), "finance", protect=True))

    assert lines(plan) == ["set_limits finance", "archive_workspace default"]
    assert status(household, "finance") is WorkspaceStatus.ACTIVE


def test_what_a_closed_customer_declares_is_not_made(closed: Household) -> None:
    estate: Estate = replace(declared({"retail": [admin(KAI)]}), closed=True)

    assert not closed.plan(estate).changes
    assert PersonKey(KAI) in closed.current().numbers
