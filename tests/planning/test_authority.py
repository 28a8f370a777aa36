"""Whose a change is to make, by the state alone: what the files say never makes a change nobody's."""

from dataclasses import replace
from datetime import timedelta

from estates import (
    ANA,
    BEN,
    DAY_ONE,
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

from reconciler.kinds.person import Person
from reconciler.kinds.seat import Note
from reconciler.planning.changes import Action, Authority
from reconciler.planning.plan import CustomerPlan

YESTERDAY = DAY_ONE - timedelta(days=1)
FINANCE = {"finance": [admin(KAI), member(ANA), member(BEN)]}


def authorities(plan: CustomerPlan) -> dict[str, Authority]:
    return {f"{c.do} {c.at}".strip(): c.authority for c in plan.changes}


def test_a_contract_is_activated_by_the_vendor_and_what_follows_by_nobody(household: Household) -> None:
    assert authorities(household.plan(declared())) == {
        "activate_contract u26": Authority.VENDOR,
        "create_workspace default": Authority.SYSTEM,
        "invite default": Authority.SYSTEM,
    }


def test_a_last_day_in_the_state_is_nobodys_and_one_that_only_the_files_have_is_an_admins(household: Household) -> None:
    last = DAY_ONE + timedelta(days=9)
    household.apply(declared({"finance": [admin(KAI), member(ANA, until=last), member(BEN)]}))
    household.accept_all()

    written = declared({"finance": [admin(KAI), member(ANA, until=last), member(BEN, until=YESTERDAY)]})
    over = household.plan(
        declared({"finance": [admin(KAI), member(ANA, until=last), member(BEN)]}), on=last + timedelta(1)
    )

    assert authorities(household.plan(written)) == {"remove finance": Authority.WORKSPACE_ADMIN}
    assert authorities(over) == {"remove finance": Authority.SYSTEM}


def test_another_last_day_or_reason_of_a_member_is_an_admins_to_write(household: Household) -> None:
    household.apply(declared(FINANCE))
    household.accept_all()

    later = declared({"finance": [admin(KAI), member(ANA, note=Note(ticket="CHG-1")), member(BEN)]})

    assert authorities(household.plan(later)) == {"update_member finance": Authority.WORKSPACE_ADMIN}


def test_the_same_offer_made_again_is_nobodys_and_a_new_round_is_an_admins(household: Household) -> None:
    household.apply(declared(FINANCE))
    ended = DAY_ONE + timedelta(days=31)
    again = {"finance": [admin(KAI), member(ANA), member(BEN, round=2)]}

    plan = household.plan(declared(again), on=ended)

    assert {p: c.authority for c in plan.changes if c.at == "finance" for p in c.who} == {
        KAI: Authority.SYSTEM,
        ANA: Authority.SYSTEM,
        BEN: Authority.WORKSPACE_ADMIN,
    }


def test_the_default_workspace_is_the_one_of_the_state(household: Household) -> None:
    household.apply(declared({"default": [member(ANA)]}))
    household.accept_all()
    moved = with_facts(
        declared({"default": [member(ANA), member(LIN)], "finance": [admin(KAI)]}), "finance", default=True
    )

    found = {p: c.authority for c in household.plan(moved).changes if c.at == "default" for p in c.who}

    assert found[LIN] is Authority.SERVICES_ADMIN


def test_a_persons_address_is_of_whoever_may_invite_wherever_they_are(household: Household) -> None:
    two = {"finance": [admin(KAI), member(ANA)], "retail": [admin(LIN), member(ANA), member(BEN)]}
    household.apply(declared(two))
    household.accept_all()
    also = [Person("ana.r@contoso.com", also=(ANA,)), Person("ben.b@contoso.com", also=(BEN,))]
    new = {
        "finance": [admin(KAI), member("ana.r@contoso.com")],
        "retail": [admin(LIN), member("ana.r@contoso.com"), member("ben.b@contoso.com")],
    }

    found = authorities(household.plan(with_people(declared(new), *also)))

    assert found == {
        "rename_person ana.r@contoso.com": Authority.VENDOR,
        "rename_person ben.b@contoso.com": Authority.WORKSPACE_ADMIN,
    }


def test_revoking_before_archiving_is_part_of_the_archiving(household: Household) -> None:
    household.apply(declared(FINANCE))

    assert set(authorities(household.plan(declared())).values()) == {Authority.VENDOR}


def test_asking_again_when_a_contract_goes_on_is_nobodys(household: Household) -> None:
    household.apply(declared(FINANCE))
    ends = replace(contract(), ends=DAY_ONE)
    suspended = household.apply(declared(FINANCE, {"u26": ends}), on=DAY_ONE + timedelta(days=1))
    resumed = household.plan(declared(FINANCE), on=DAY_ONE + timedelta(days=1))

    assert {c.authority for c in suspended.changes if c.do is Action.REVOKE} == {Authority.SYSTEM}
    assert {c.authority for c in resumed.changes if c.do is Action.INVITE} == {Authority.SYSTEM}
    assert {c.authority for c in resumed.changes if c.do is Action.UPDATE_CONTRACT} == {Authority.VENDOR}
    assert any(MIA in c.who for c in resumed.changes)
