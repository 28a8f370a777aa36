"""What an apply refuses, customer by customer, and that a refusal commits nothing."""

from dataclasses import replace
from datetime import date

import pytest
from estates import ANA, BEN, CONTOSO, DAY_ONE, KAI, MIA, Household, admin, declared, member

from reconciler.applying.apply import REVIEW_AGAIN
from reconciler.applying.receipt import Result
from reconciler.applying.step import Step
from reconciler.findings import Finding, Severity
from reconciler.kinds.account_policy import AccountKind
from reconciler.kinds.address import key_of
from reconciler.kinds.limits import Limits
from reconciler.kinds.person import Person
from reconciler.kinds.plain import plain
from reconciler.kinds.seat import Role, Seat, SeatState
from reconciler.kinds.workspace import WorkspaceId
from reconciler.planning.changes import Action, Change
from reconciler.planning.plan import CustomerPlan, Verdict

MANY = [f"p{number:02}@contoso.com" for number in range(20)]
FINANCE = {"finance": [admin(KAI), member(ANA)]}


def refused(step: Step, result: Result) -> str:
    """Why; nothing is to be committed."""
    assert step.commit is None
    assert step.result.result is result
    return "; ".join(step.result.why)


def test_a_plan_with_an_error_is_not_applied(household: Household) -> None:
    plan = replace(household.plan(declared(FINANCE)), findings=(Finding("S-11", Severity.ERROR, "personal account"),))

    assert refused(household.step(plan), Result.FAILED) == "personal account"


def test_a_plan_with_a_warning_is_applied(household: Household) -> None:
    plan = replace(household.plan(declared(FINANCE)), findings=(Finding("S-07", Severity.WARNING, "outsiders"),))

    assert household.step(plan).result.result is Result.APPLIED


def test_a_plan_that_a_guard_stops_is_not_applied_and_says_the_way_out(household: Household) -> None:
    stop = Verdict("removals", 11, 10, what="11 would be removed", remedy="raise the limit")
    step = household.step(replace(household.plan(declared(FINANCE)), guards=(stop,)))

    assert refused(step, Result.BLOCKED) == "stopped by guard removals: 11 would be removed"
    assert step.result.remedy == "raise the limit"


def test_a_plan_without_changes_commits_nothing(household: Household) -> None:
    household.apply(declared(FINANCE))

    step = household.step(household.plan(declared(FINANCE)))

    assert refused(step, Result.NOTHING) == ""
    assert step.result.serial == 1


def test_a_plan_whose_was_no_longer_holds_is_stale_and_says_which(household: Household) -> None:
    household.apply(declared(FINANCE))
    plan = household.plan(declared({"finance": [admin(KAI)]}))
    household.answer(("finance", ANA, "accepted"))

    step = household.step(plan)

    assert refused(step, Result.STALE) == f"{ANA} in finance is member as member now"
    assert step.result.remedy == REVIEW_AGAIN
    assert step.result.serial == 2


def test_changes_elsewhere_do_not_make_a_plan_stale(household: Household) -> None:
    household.apply(declared(FINANCE))
    plan = household.plan(declared({"finance": [admin(KAI)]}))
    household.answer(("finance", KAI, "accepted"))

    assert household.step(plan).result.result is Result.APPLIED


def test_applying_twice_is_stale(household: Household) -> None:
    """I9: the second time nothing of it holds any more."""
    plan = household.plan(declared(FINANCE))
    household.obey(plan)

    assert "contract u26 is activated already" in refused(household.step(plan), Result.STALE)


def test_the_limit_that_counts_is_the_one_in_the_state_when_it_is_applied(household: Household) -> None:
    """D-21: whatever the plan's own verdict says."""
    loose = declared({"finance": [admin(KAI), *map(member, MANY)]}, limits=Limits(removals_floor=100))
    household.apply(loose)
    plan = household.plan(replace(declared(FINANCE), limits=loose.limits))
    household.apply(replace(loose, limits=Limits(removals_floor=5)))
    assert not plan.stopped

    why = refused(household.step(plan), Result.BLOCKED)

    assert why.startswith("stopped by guard removals: 20 of 22 memberships (90.9 %) of contoso would be removed")
    assert "the limit is 5" in why


def test_a_limit_that_the_plan_itself_tightens_counts_already(household: Household) -> None:
    """D-21."""
    loose = declared({"finance": [admin(KAI), *map(member, MANY)]}, limits=Limits(removals_floor=100))
    household.apply(loose)
    plan = household.plan(replace(declared(FINANCE), limits=loose.limits))
    tighten = Change(Action.SET_LIMITS, "", {"removals_floor": 100}, {"removals_floor": 5}, "D-21")

    step = household.step(replace(plan, changes=(tighten, *plan.changes)))

    assert "the limit is 5" in refused(step, Result.BLOCKED)


def test_a_limit_that_the_plan_loosens_does_not_count_yet(household: Household) -> None:
    """D-21: not even where somebody wrote a plan that removes what it allows itself to."""
    tight = declared({"finance": [admin(KAI), *map(member, MANY)]})
    household.apply(tight)
    plan = household.plan(replace(declared(FINANCE), limits=Limits(removals_floor=100)))

    step = household.step(replace(plan, guards=()))

    assert plan.changes[-1].do is Action.SET_LIMITS
    assert "the limit is 10" in refused(step, Result.BLOCKED)


@pytest.mark.parametrize(
    ("seat", "on", "says"),
    [
        (Seat(SeatState.INVITED, Role.MEMBER, generation=1, attempt=1, expires=date(2026, 7, 1)), DAY_ONE, "S-11: "),
        (Seat(SeatState.INVITED, Role.MEMBER, generation=1, attempt=0, expires=date(2026, 7, 1)), DAY_ONE, "I1: "),
        (
            Seat(SeatState.INVITED, Role.MEMBER, generation=1, attempt=1, expires=date(2027, 7, 1)),
            date(2027, 1, 1),
            "D-03: ",
        ),
    ],
)
def test_a_plan_whose_result_breaks_an_invariant_is_blocked(
    household: Household, seat: Seat, on: date, says: str
) -> None:
    household.apply(declared(FINANCE))
    noa = key_of("noa@outlook.example")
    told = {noa: plain(Person(noa, account=AccountKind.PERSONAL))}
    wrong = CustomerPlan(CONTOSO, 1, (Change(Action.INVITE, "finance", None, seat, "S-07", (noa,)),), people=told)

    step = household.step(wrong, on)

    assert says in refused(step, Result.BLOCKED)
    assert step.result.remedy == REVIEW_AGAIN


def test_a_step_counts_on_the_serial_that_it_read(household: Household) -> None:
    """Whoever else commits in between is not overwritten: the store refuses."""
    household.apply(declared(FINANCE))
    step = household.step(household.plan(declared({"finance": [admin(KAI)]})))
    household.answer(("finance", KAI, "accepted"))
    assert step.commit is not None

    assert household.store.commit([step.commit]) == ["stale"]
    assert household.current().serial == 2
    assert household.problems() == ()


def owed(household: Household) -> dict[str, int]:
    """Who is owed a message about finance, and of which generation."""
    current = household.current()
    names = {number: key for key, number in current.numbers.items()}
    finance = current.workspace_numbers[WorkspaceId("finance")]
    return {names[m.person]: m.generation for m in household.store.owed(CONTOSO) if m.workspace == finance}


def test_each_invitation_is_owed_a_message_until_it_is_answered_or_taken_back(household: Household) -> None:
    """I3."""
    household.apply(declared({"finance": [admin(KAI), member(ANA), member(BEN)]}))
    assert owed(household) == {KAI: 1, ANA: 1, BEN: 1}

    household.answer(("finance", KAI, "accepted"))
    household.apply(declared({"finance": [admin(KAI), member(ANA)]}))

    assert owed(household) == {ANA: 1}


def test_another_role_is_another_offer_with_a_message_of_its_own(household: Household) -> None:
    """D-04."""
    household.apply(declared({"finance": [admin(KAI), member(ANA)]}))
    household.apply(declared({"finance": [admin(KAI), admin(ANA)]}))

    assert owed(household) == {KAI: 1, ANA: 2}


def test_another_last_day_leaves_the_offer_and_its_message(household: Household) -> None:
    """D-05: nobody is asked twice."""
    household.apply(declared({"finance": [admin(KAI), member(ANA)]}))
    household.apply(declared({"finance": [admin(KAI), member(ANA, until=date(2026, 9, 30))]}))

    assert owed(household) == {KAI: 1, ANA: 1}
    assert household.problems() == ()


def test_every_number_is_given_in_the_order_of_the_plan(household: Household) -> None:
    """A wave is one range in the journal."""
    household.apply(declared({"finance": [admin(KAI), member(BEN), member(ANA)]}))

    assert household.current().numbers == {key_of(MIA): 1, key_of(KAI): 2, key_of(ANA): 3, key_of(BEN): 4}
