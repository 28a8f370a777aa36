"""The days around a contract's first and last: what waits, what is done, what is held, what still goes through."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from estates import (
    ANA,
    BEN,
    ENDS,
    KAI,
    LIN,
    STARTS,
    Household,
    admin,
    contract,
    declared,
    lines,
    member,
    with_people,
)

from reconciler.findings import Severity
from reconciler.kinds.person import Person, PersonStatus
from reconciler.kinds.workspace import WorkspaceId
from reconciler.planning.plan import Listing
from reconciler.rules.entitlement import barred

A_DAY = timedelta(days=1)
BOUGHT = {"u26": contract(csam="avery@vendor.example")}
FINANCE = declared({"finance": [admin(KAI), member(ANA), member(BEN)]}, BOUGHT)


@pytest.mark.parametrize(
    ("day", "created", "held"),
    [
        (STARTS - A_DAY, False, ("finance waits for the contract, from 2026-01-01", STARTS)),
        (STARTS, True, None),
        (ENDS, True, None),
        (ENDS + A_DAY, False, ("finance waits: u26 ended on 2026-12-31; ask avery@vendor.example to renew it", None)),
    ],
    ids=["day-before", "first-day", "last-day", "day-after"],
)
def test_s_04_a_workspace_waits_with_its_date_is_done_or_is_held_with_the_request_to_renew(
    household: Household, day: date, created: bool, held: tuple[str, date | None] | None
) -> None:
    plan = household.plan(FINANCE, on=day)

    assert ("create_workspace finance" in lines(plan)) is created
    waits = [(x.rule, x.why, x.until) for x in plan.listed if x.listing is Listing.HELD and x.at == "finance"]
    assert waits == ([("S-04", *held)] if held else [])


def test_s_04_a_workspace_declared_in_the_days_between_two_contracts_waits_for_the_second(household: Household) -> None:
    household.apply(declared(contracts=BOUGHT), on=ENDS)
    later = {**BOUGHT, "u27": replace(contract(), starts=ENDS + 10 * A_DAY, ends=ENDS + 99 * A_DAY, renews="u26")}
    between = declared({"finance": [admin(KAI)]}, later)

    plan = household.apply(between, on=ENDS + A_DAY)

    assert [(x.at, x.until) for x in plan.listed if x.rule == "S-04"] == [("finance", ENDS + 10 * A_DAY)]
    assert "create_workspace finance" in lines(household.plan(between, on=ENDS + 10 * A_DAY))


def test_d_22_the_day_after_a_contract_the_same_files_are_valid_and_removals_go_through(household: Household) -> None:
    household.apply(FINANCE, on=ENDS)
    household.accept_all(on=ENDS)
    after = ENDS + A_DAY

    same = household.apply(FINANCE, on=after)
    fewer = with_people(
        declared({"finance": [admin(KAI), member(BEN)]}, BOUGHT), Person(BEN, status=PersonStatus.LEAVER)
    )
    plan = household.apply(fewer, on=after)

    assert not [f for f in (*same.findings, *plan.findings) if f.severity is Severity.ERROR]
    assert {c.do for c in same.changes} == {"suspend_workspace"}
    assert lines(plan) == [f"remove finance {BEN}", f"remove finance {ANA}"]
    assert not household.plan(fewer, on=after).changes


def test_d_22_a_person_declared_after_the_contract_is_no_error_and_not_invited(household: Household) -> None:
    household.apply(FINANCE, on=ENDS)
    household.accept_all(on=ENDS)
    more = declared({"finance": [admin(KAI), member(ANA), member(BEN), member(LIN)]}, BOUGHT)

    plan = household.plan(more, on=ENDS + A_DAY)

    assert not plan.invalid
    assert not [line for line in lines(plan) if line.startswith("invite")]


def test_s_19_members_are_entitled_from_accepting_to_the_last_day_and_over_a_renewal(household: Household) -> None:
    renewed = {**BOUGHT, "u27": replace(contract(), starts=ENDS + A_DAY, ends=ENDS + 365 * A_DAY, renews="u26")}
    household.apply(declared({"finance": [admin(KAI)]}, renewed), on=ENDS)
    household.accept_all(on=ENDS)

    days = (ENDS, ENDS + A_DAY, ENDS + 366 * A_DAY)
    reasons = [barred(household.current(), WorkspaceId("finance"), day) for day in days]

    assert reasons == ["", "", f"no contract is live on {days[-1]}"]


def test_s_09_a_workspace_added_later_says_how_many_of_its_people_are_known_already(household: Household) -> None:
    household.apply(FINANCE)
    household.answer(("finance", ANA, "accepted"), ("finance", KAI, "accepted"))
    later = declared(
        {"finance": [admin(KAI), member(ANA), member(BEN)], "retail": [admin(KAI), member(ANA), member(LIN)]}, BOUGHT
    )

    plan = household.plan(later)

    (told,) = [f for f in plan.findings if f.rule == "S-09"]
    assert (told.severity, told.subject) == ("info", ("workspaces", "retail"))
    assert "2 of its 3 people are known already" in told.explanation
    assert [c.meaning for c in plan.changes if c.do == "create_workspace"] == ["2 of its 3 people are known already"]


def test_s_09_nobody_is_asked_a_second_time_in_the_first_wave_or_where_nobody_is_known(household: Household) -> None:
    first = household.apply(FINANCE)
    later = household.plan(
        declared({"finance": [admin(KAI), member(ANA), member(BEN)], "retail": [admin(LIN)]}, BOUGHT)
    )

    assert [f for f in (*first.findings, *later.findings) if f.rule == "S-09"] == []


def test_s_18_a_purpose_is_carried_into_the_state_and_into_what_is_asked_for(household: Household) -> None:
    household.apply(FINANCE)
    household.accept_all()
    aim = replace(FINANCE.workspaces[WorkspaceId("finance")], purpose="Quarterly closing")

    plan = household.apply(replace(FINANCE, workspaces={WorkspaceId("finance"): aim}))

    assert [(c.do, c.rule) for c in plan.changes] == [("update_workspace", "S-18")]
    assert household.current().workspaces[WorkspaceId("finance")].purpose == "Quarterly closing"
