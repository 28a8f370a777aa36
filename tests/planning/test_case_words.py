"""What a plan says of cases where it takes away what they are in or draw on."""

from datetime import date

import pytest
from estates import ANA, DAY_ONE, KAI, Household, addon, admin, contract, declared, member, with_facts

from reconciler.kinds.estate import Estate
from reconciler.kinds.workspace import WorkspaceStatus
from reconciler.planning.plan import CustomerPlan
from reconciler.reporting.phrases import phrase

TERMS = {"u26": contract(benefits={"hours": addon(400)})}
LATER = date(2026, 6, 2)
PEOPLE = {"finance": [admin(KAI), member(ANA)], "retail": [admin(KAI)]}
DECLARED = with_facts(declared(PEOPLE, TERMS), "finance", benefits={"hours": 300})


@pytest.fixture
def house(household: Household) -> Household:
    """Finance has two cases, one of which was closed and used 3.5 hours."""
    household.apply(DECLARED)
    household.accept_all()
    household.open_case("finance", ANA, "Payroll is wrong")
    household.open_case("finance", ANA, "Logs are late", benefit="hours", closed=date(2026, 6, 1), used=350)
    return household


def said(plan: CustomerPlan) -> list[str]:
    return [f"{change.do} {change.at}: {phrase(change, plan).what}" for change in plan.changes]


def without(estate: Estate) -> Estate:
    return with_facts(estate, "finance", status=WorkspaceStatus.ARCHIVED)


def test_d_17_open_cases_of_a_workspace_that_is_archived_are_pointed_out_and_hold_nothing_up(house: Household) -> None:
    plan = house.plan(without(DECLARED))

    (line,) = (line for line in said(plan) if line.startswith("archive_workspace finance"))
    assert line.endswith("its members lose access, its cases stay; they lose sight of 2 cases, 1 of them open")
    assert not plan.stopped


def test_what_was_used_of_a_benefit_that_changes_is_pointed_out(house: Household) -> None:
    less = house.plan(with_facts(DECLARED, "finance", benefits={"hours": 200}))
    none = house.plan(with_facts(DECLARED, "finance", benefits={}))

    assert [line for line in said(less) if "3.5 of it used" in line]
    assert [line for line in said(none) if "3.5 of it used" in line]


def test_without_cases_nothing_is_said_of_them(house: Household) -> None:
    plan = house.plan(with_facts(DECLARED, "retail", status=WorkspaceStatus.ARCHIVED))

    assert not [line for line in said(plan) if "lose sight" in line]
    assert house.plan(DECLARED, DAY_ONE).changes == ()


def test_each_single_removal_says_of_how_many_cases_sight_is_lost(house: Household) -> None:
    plan = house.plan(declared({"finance": [admin(KAI)], "retail": [admin(KAI)]}, TERMS), LATER)

    (line,) = (line for line in said(plan) if line.startswith("remove finance"))
    assert line == "remove finance: loses sight of 2 cases, 1 of them open (no longer declared)"


def test_whoever_leaves_no_admin_and_loses_sight_is_told_both(house: Household) -> None:
    named = {"finance": [admin(ANA)], "retail": [admin(KAI)]}
    house.apply(with_facts(declared({**PEOPLE, "finance": [admin(KAI), admin(ANA)]}, TERMS), "finance", benefits={}))
    plan = house.plan(declared(named, TERMS), LATER)

    (line,) = (line for line in said(plan) if line.startswith("remove finance"))
    assert "leaves finance with 1 admin; loses sight of 2 cases" in line
