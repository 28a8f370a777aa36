"""Customers that are closed, and opened again (D-17)."""

from dataclasses import replace

import pytest
from estates import (
    ANA,
    BEN,
    DAY_ONE,
    KAI,
    MIA,
    Household,
    admin,
    declared,
    lines,
    member,
    with_facts,
)

from reconciler.kinds.address import PersonKey
from reconciler.kinds.estate import Estate
from reconciler.kinds.seat import SeatState
from reconciler.kinds.workspace import Manage, WorkspaceId, WorkspaceStatus
from reconciler.planning.plan import Listing

FINANCE = WorkspaceId("finance")
FULL = declared({"finance": [admin(KAI), member(ANA), member(BEN)]})


def members(household: Household, workspace: str = "finance") -> set[str]:
    seats = household.current().seats_in(WorkspaceId(workspace))
    return {p for p, seat in seats.items() if seat.state is SeatState.MEMBER}


def status(household: Household, workspace: str = "finance") -> WorkspaceStatus:
    return household.current().workspaces[WorkspaceId(workspace)].status


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


def test_d_21_closing_ends_a_protection_first_and_archives_with_the_next_apply(household: Household) -> None:
    household.apply(with_facts(FULL, "finance", protect=True))
    household.accept_all()
    closed = declared(closed=True)

    plan = household.apply(closed)
    next_plan = household.apply(closed)

    assert lines(plan) == ["archive_workspace default", "set_limits finance"]
    assert [(x.at, x.rule, x.action, x.why) for x in plan.listed if x.listing is Listing.HELD] == [
        (
            "finance",
            "D-17",
            "archive_workspace",
            "finance is protected until this is applied; the plan after it archives it",
        )
    ]
    assert lines(next_plan) == ["archive_workspace finance"]
    assert not household.plan(closed).changes
    assert household.problems() == ()


def test_d_17_a_workspace_that_a_closed_customer_declares_protected_stays_as_it_is(household: Household) -> None:
    household.apply(with_facts(FULL, "finance", protect=True))
    household.accept_all()
    closed = with_facts(declared({"finance": []}, closed=True), "finance", protect=True)

    plan = household.apply(closed)
    again = household.plan(closed)

    assert lines(plan) == ["archive_workspace default"]
    assert not again.changes
    assert [(x.at, x.why) for x in again.listed if x.listing is Listing.HELD] == [
        (
            "finance",
            "finance is protected, and stays though its customer is closed; to archive it, take `protect: true` away",
        )
    ]
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
