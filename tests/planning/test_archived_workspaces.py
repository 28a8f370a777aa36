"""Workspaces that go and come back (D-17)."""

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
from reconciler.kinds.person import Person, PersonStatus
from reconciler.kinds.seat import SeatState
from reconciler.kinds.workspace import Manage, WorkspaceId, WorkspaceStatus
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


def test_a_leaver_leaves_an_archived_one_though_the_files_would_only_observe_it(archived: Household) -> None:
    """What they say of an archived workspace counts once it is back."""
    observed = with_facts(
        with_people(declared({"finance": []}), Person(address=ANA, status=PersonStatus.LEAVER)),
        "finance",
        status=WorkspaceStatus.ARCHIVED,
        manage_admins=Manage.OBSERVE,
        manage_members=Manage.OBSERVE,
    )

    plan = archived.plan(observed)

    assert lines(plan) == [f"remove finance {ANA}"]


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
