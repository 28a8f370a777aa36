"""Guards ``contract_named`` and ``mass_invitation``: whom nobody takes out by a slip, and how many come at once."""

from dataclasses import replace
from datetime import date

import pytest
from estates import (
    ANA,
    KAI,
    LIN,
    MIA,
    Household,
    admin,
    contract,
    declared,
    member,
    with_facts,
    with_people,
)

from reconciler.kinds.estate import Estate
from reconciler.kinds.limits import Limits
from reconciler.kinds.person import Person, PersonStatus
from reconciler.kinds.workspace import WorkspaceStatus
from reconciler.planning.plan import CustomerPlan, Verdict

NAMING_LIN = {"u26": contract(support_contacts=(LIN,))}
CROWD = [f"p{n:03}@contoso.com" for n in range(200)]


@pytest.fixture
def household(request: pytest.FixtureRequest) -> Household:
    return Household(f"guards-{request.node.name}")


def verdict(plan: CustomerPlan, guard: str) -> Verdict:
    return next(v for v in plan.guards if v.guard == guard)


def finance(*people: str, **facts: object) -> Estate:
    return declared({"finance": [admin(KAI), *map(member, people)]}, NAMING_LIN, **facts)


def test_whom_the_contract_names_is_not_taken_out_of_a_workspace(household: Household) -> None:
    household.apply(finance(ANA, LIN))
    household.accept_all()

    plan = household.plan(finance(ANA))

    told = verdict(plan, "contract_named")
    assert (plan.stopped, told.value, len(told.counted)) == (True, 1, 1)
    assert told.what == (
        "contract u26 of contoso names people whom this plan takes out of a workspace: lin@contoso.com out of finance"
    )


def test_others_are(household: Household) -> None:
    household.apply(finance(ANA, LIN))
    household.accept_all()

    assert verdict(household.plan(finance(LIN)), "contract_named").ok


def test_who_is_taken_off_the_contract_too_may_go(household: Household) -> None:
    household.apply(finance(ANA, LIN))
    household.accept_all()

    plan = household.plan(replace(finance(ANA), contracts=declared({}).contracts))

    assert verdict(plan, "contract_named").ok


def test_a_last_day_is_what_somebody_wrote(household: Household) -> None:
    household.apply(declared({"finance": [admin(KAI), member(LIN, until=date(2026, 6, 10))]}, NAMING_LIN))
    household.accept_all()

    plan = household.plan(
        declared({"finance": [admin(KAI), member(LIN, until=date(2026, 6, 10))]}, NAMING_LIN), on=date(2026, 6, 11)
    )

    assert [c.do for c in plan.changes] == ["remove"]
    assert verdict(plan, "contract_named").ok


def test_who_goes_with_a_workspace_that_nobody_declares_any_more_is_counted(household: Household) -> None:
    household.apply(declared({"finance": [admin(KAI), member(LIN)], "retail": [admin(KAI)]}, NAMING_LIN))
    household.accept_all()

    told = verdict(household.plan(declared({"retail": [admin(KAI)]}, NAMING_LIN)), "contract_named")

    assert (told.value, told.what.rpartition(": ")[2]) == (1, "lin@contoso.com out of finance")


def test_an_open_offer_there_is_counted_too(household: Household) -> None:
    household.apply(declared({"finance": [admin(KAI), member(LIN)], "retail": [admin(KAI)]}, NAMING_LIN))

    assert verdict(household.plan(declared({"retail": [admin(KAI)]}, NAMING_LIN)), "contract_named").value == 1


def test_a_workspace_that_is_said_to_be_archived_goes_with_everybody(household: Household) -> None:
    household.apply(declared({"finance": [admin(KAI), member(LIN)]}, NAMING_LIN))
    household.accept_all()
    archived = with_facts(declared({"finance": []}, NAMING_LIN), "finance", status=WorkspaceStatus.ARCHIVED)

    assert verdict(household.plan(archived), "contract_named").ok
    assert verdict(household.plan(replace(archived, closed=True)), "contract_named").ok


@pytest.mark.parametrize("at", ["finance", "retail"])
def test_a_leaver_goes_at_once_also_with_a_workspace(household: Household, at: str) -> None:
    household.apply(declared({"finance": [admin(KAI), member(LIN)], "retail": [admin(KAI)]}, NAMING_LIN))
    household.accept_all()
    left = with_people(declared({at: [admin(KAI)]}, NAMING_LIN), Person(LIN, status=PersonStatus.LEAVER))

    assert verdict(household.plan(left), "contract_named").ok


def test_the_services_admin_is_named_too(household: Household) -> None:
    household.apply(finance(MIA))
    household.accept_all()

    assert verdict(household.plan(finance()), "contract_named").value == 1


@pytest.mark.parametrize(("count", "stops"), [(50, False), (51, True)])
def test_a_customer_with_members_gets_fifty_at_once(household: Household, count: int, stops: bool) -> None:
    household.apply(finance(ANA))
    household.accept_all()

    told = verdict(household.plan(finance(ANA, *CROWD[:count])), "mass_invitation")

    assert (told.stops, told.value, told.limit) == (stops, count, 50)
    assert len(told.counted) == (count if stops else 0)


def test_or_a_fifth_of_its_memberships(household: Household) -> None:
    everybody = [f"q{n:03}@contoso.com" for n in range(496)]
    household.apply(finance(ANA, *everybody))
    household.accept_all()

    assert verdict(household.plan(finance(ANA, *everybody, *CROWD[:100])), "mass_invitation").limit == 100
    told = verdict(household.plan(finance(ANA, *everybody, *CROWD[:101])), "mass_invitation")
    assert told.what == "101 would be invited to contoso, which has 500 memberships; the limit is 100 (20 %)"


def test_the_first_plan_invites_any_number(household: Household) -> None:
    assert verdict(household.plan(finance(*CROWD)), "mass_invitation").ok


def test_so_does_one_for_a_customer_that_nobody_is_a_member_of_yet(household: Household) -> None:
    household.apply(finance(ANA))

    assert verdict(household.plan(finance(ANA, *CROWD)), "mass_invitation").ok


def test_those_who_are_asked_again_because_a_contract_is_live_again_are_not_counted(household: Household) -> None:
    household.apply(finance(ANA, *CROWD))
    household.answer(("finance", ANA, "accepted"), ("finance", KAI, "accepted"))
    over = replace(contract(support_contacts=(LIN,)), ends=date(2026, 6, 10))
    resumed = {"u26": over, "u27": contract(support_contacts=(LIN,), starts=date(2026, 7, 1), ends=date(2027, 6, 30))}
    there = {"finance": [admin(KAI), *map(member, (ANA, *CROWD))]}
    household.apply(declared(there, {"u26": over}), on=date(2026, 6, 9))
    household.apply(declared(there, {"u26": over}), on=date(2026, 6, 11))

    plan = household.plan(declared(there, resumed), on=date(2026, 7, 1))

    assert sum(c.size for c in plan.changes if c.do in ("invite", "reinvite")) > 200
    assert verdict(plan, "mass_invitation").ok


def test_its_limit_is_the_one_in_force(household: Household) -> None:
    household.apply(finance(ANA))
    household.accept_all()

    loose = finance(ANA, *CROWD[:60], limits=Limits(invitations_floor=100))
    assert verdict(household.plan(loose), "mass_invitation").stops
    tight = finance(ANA, *CROWD[:20], limits=Limits(invitations_floor=10))
    assert verdict(household.plan(tight), "mass_invitation").stops
