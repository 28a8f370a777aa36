"""Last days as they are declared (D-15): over, or over before anything begins; never a reason to refuse the files."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from estates import ANA, BEN, DAY_ONE, ENDS, KAI, STARTS, Household, admin, contract, declared, lines, member

from reconciler.findings import Finding, Severity
from reconciler.kinds.address import PersonKey
from reconciler.kinds.estate import Estate
from reconciler.kinds.seat import Note, Role
from reconciler.kinds.workspace import WorkspaceId
from reconciler.planning.plan import CustomerPlan


def finance(until: date) -> Estate:
    return declared({"finance": [admin(KAI), member(ANA, until=until), member(BEN)]})


def told(plan: CustomerPlan) -> list[Finding]:
    return [f for f in plan.findings if f.rule == "D-15"]


@pytest.mark.parametrize(("days", "says"), [(-1, ["last day is over"]), (0, []), (1, [])])
def test_a_last_day_that_is_over_is_worth_a_word(household: Household, days: int, says: list[str]) -> None:
    plan = household.plan(finance(DAY_ONE + timedelta(days=days)))

    assert [f.summary for f in told(plan)] == says
    assert all(f.severity is Severity.INFO for f in told(plan))
    assert not plan.invalid


def test_somebody_past_their_last_day_is_not_invited(household: Household) -> None:
    plan = household.plan(finance(DAY_ONE - timedelta(days=1)))

    assert f"invite finance {BEN}" in lines(plan)
    assert not any(ANA in line for line in lines(plan))


@pytest.mark.parametrize(("until", "says"), [(STARTS - timedelta(days=1), 1), (STARTS, 0)])
def test_a_last_day_before_the_first_contract_is_a_warning_with_both_places(
    household: Household, until: date, says: int
) -> None:
    warnings = [f for f in household.findings(finance(until)) if f.rule == "D-15"]

    assert [(f.severity, f.subject, f.also_subjects) for f in warnings] == says * [
        (Severity.WARNING, ("workspaces", "finance", "members", ANA), (("contracts", "u26", "starts"),))
    ]


def test_a_contract_of_the_state_counts_where_it_has_left_the_files(household: Household) -> None:
    """D-22: who takes an ended contract out of the files does not make somebody else's lines wrong."""
    household.apply(finance(date(2026, 6, 30)))
    renewed = replace(contract(), starts=date(2027, 1, 1), ends=date(2027, 12, 31))
    later = declared({"finance": [admin(KAI), member(ANA, until=date(2026, 6, 30))]}, {"u27": renewed})

    assert [f.rule for f in household.findings(later) if f.rule == "D-15"] == []


def test_reason_ticket_and_sponsor_stay_with_a_membership_through_everything_but_its_end(household: Household) -> None:
    """D-15: from the offer over the answer, another role, another last day and a pause between contracts."""
    note = Note("audit", "CHG-4711", KAI)

    def with_ana(**fields: object) -> Estate:
        return declared({"finance": [admin(KAI), member(ANA, note=note, **fields)]})

    def kept() -> Note | None:
        return household.current().seats_in(WorkspaceId("finance"))[PersonKey(ANA)].note

    household.apply(with_ana())
    assert kept() == note
    household.accept_all()
    assert kept() == note
    household.apply(with_ana(role=Role.ADMIN))
    assert kept() == note
    household.apply(with_ana(role=Role.ADMIN, until=date(2026, 9, 30)))
    assert kept() == note
    household.apply(with_ana(role=Role.ADMIN, until=date(2027, 9, 30)), on=ENDS + timedelta(days=1))
    assert kept() == note
    assert household.problems() == ()
