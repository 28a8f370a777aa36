"""Personal accounts, under Premier and Unified and where a policy changes (S-10 to S-12, D-10, D-22)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from estates import (
    BEN,
    DAY_ONE,
    KAI,
    MIA,
    Household,
    admin,
    contract,
    declared,
    lines,
    member,
    policy,
    with_people,
)

from reconciler.findings import Severity
from reconciler.kinds.account_policy import AccountKind, Because, PersonalAccounts, Registered
from reconciler.kinds.contract import Support
from reconciler.kinds.person import Person
from reconciler.kinds.workspace import WorkspaceId

NOA = "noa@mail.example"
PERSONAL = Person(NOA, account=AccountKind.PERSONAL)


def test_s_11_a_personal_account_is_an_error_where_nothing_stands_in_the_state(household: Household) -> None:
    estate = with_people(
        declared({"finance": [admin(KAI), member("noa@mail.example")]}),
        Person("noa@mail.example", account=AccountKind.PERSONAL),
    )

    assert [f.rule for f in household.findings(estate) if f.severity == "error"] == ["S-11"]


@pytest.mark.parametrize("said", ["services_admins", "support_contacts"])
def test_s_11_a_personal_account_that_a_contract_names_is_an_error_too(household: Household, said: str) -> None:
    """S-02 would invite them, and nothing would be planned: the files are wrong, whoever reads them."""
    named = {"services_admins": (MIA,), "support_contacts": (BEN,), said: (NOA, BEN)}
    estate = with_people(declared({"finance": [admin(KAI)]}, {"u26": contract(**named)}), PERSONAL)

    found = household.findings(estate)

    assert [(f.rule, f.severity, f.subject) for f in found if f.rule == "S-11"] == [
        ("S-11", Severity.ERROR, ("contracts", "u26", said, NOA))
    ]
    assert household.plan(estate).invalid


def test_s_11_whom_a_contract_names_may_have_a_personal_account_where_they_are_let_in(household: Household) -> None:
    named = contract(support_contacts=(NOA,))
    allowed = policy(personal_accounts=PersonalAccounts.ALLOW, because=Because.CUSTOMER_CHOICE, by=MIA)
    premier = contract(Support.PREMIER, support_contacts=(NOA,))
    let_in = with_people(declared({}, {"u26": named}, policy=allowed), PERSONAL)
    registered = policy(personal_accounts=PersonalAccounts.BLOCK, registered_personal=Registered.KEEP)

    assert [f.rule for f in household.findings(let_in) if f.rule == "S-11"] == []
    assert [
        f.rule for f in household.findings(with_people(declared({}, {"p26": premier}), PERSONAL)) if f.rule == "S-11"
    ] == []
    household.apply(let_in)  # they are invited: from then on the table's to hold and list, or to revoke (D-10)
    blocked = with_people(declared({}, {"u26": named}, policy=registered), PERSONAL)
    assert [f.rule for f in household.findings(blocked) if f.rule == "S-11"] == []
    assert f"revoke default {NOA}" in lines(household.plan(blocked))


def test_s_12_a_reason_lets_personal_accounts_in(household: Household) -> None:
    allowed = policy(personal_accounts=PersonalAccounts.ALLOW, because=Because.CUSTOMER_CHOICE, by=MIA)
    estate = with_people(
        declared({"finance": [admin(KAI), member("noa@mail.example")]}, policy=allowed),
        Person("noa@mail.example", account=AccountKind.PERSONAL),
    )

    assert "invite finance noa@mail.example" in lines(household.plan(estate))


def test_d_10_tightening_revokes_open_personal_invitations_lists_members_and_is_stable(household: Household) -> None:
    allowed = policy(personal_accounts=PersonalAccounts.ALLOW, because=Because.CUSTOMER_CHOICE, by=MIA)
    people = [Person(f"{n}@mail.example", account=AccountKind.PERSONAL) for n in ("noa", "sam")]
    estate = with_people(
        declared({"finance": [admin(KAI), member("noa@mail.example"), member("sam@mail.example")]}, policy=allowed),
        *people,
    )
    household.apply(estate)
    household.answer(("finance", "noa@mail.example", "accepted"), ("finance", KAI, "accepted"))
    blocked = replace(estate, policy=policy(personal_accounts=PersonalAccounts.BLOCK))

    plan = household.apply(blocked)

    assert lines(plan) == ["revoke finance sam@mail.example", "set_policy"]
    again = household.plan(blocked)
    assert not again.changes
    assert {x.who for x in again.listed if x.rule == "D-10"} == {("noa@mail.example",), ("sam@mail.example",)}
    removing = policy(personal_accounts=PersonalAccounts.BLOCK, registered_personal=Registered.REMOVE)
    assert "remove finance noa@mail.example" in lines(household.apply(replace(estate, policy=removing)))
    assert not household.plan(replace(estate, policy=removing)).changes


def test_s_10_a_premier_customer_invites_personal_accounts(household: Household) -> None:
    estate = with_people(
        declared({"finance": [admin(KAI), member("noa@mail.example")]}, {"p26": contract(Support.PREMIER)}),
        Person("noa@mail.example", account=AccountKind.PERSONAL),
    )

    assert "invite finance noa@mail.example" in lines(household.plan(estate))
    blocked = replace(estate, policy=policy(personal_accounts=PersonalAccounts.BLOCK))
    assert [f.rule for f in household.findings(blocked) if f.severity == "error"] == ["S-10"]


def test_d_22_the_day_a_policy_ends_the_same_yaml_stays_valid_and_removals_go_through(household: Household) -> None:
    until = policy(
        personal_accounts=PersonalAccounts.ALLOW, because=Because.CUSTOMER_CHOICE, by=MIA, until=date(2026, 6, 30)
    )
    people = [member("noa@mail.example"), member("sam@mail.example")]
    estate = with_people(
        declared({"finance": [admin(KAI), *people]}, policy=until),
        *(Person(f"{n}@mail.example", account=AccountKind.PERSONAL) for n in ("noa", "sam")),
    )
    household.apply(estate)
    household.accept_all()
    after = replace(estate, seats={WorkspaceId("finance"): dict([admin(KAI), people[0]])})

    plan = household.plan(after, on=date(2026, 7, 1))

    assert not plan.invalid
    assert lines(plan) == ["remove finance sam@mail.example"]


@pytest.mark.parametrize("workspace", ["finance", "retail"])
def test_d_09_who_has_a_personal_account_by_the_state_has_it_where_the_files_say_nothing_of_them_any_more(
    household: Household, workspace: str
) -> None:
    """Else they would be planned to be invited, and no apply could do it (S-11)."""
    until = DAY_ONE + timedelta(days=5)
    allowed = policy(personal_accounts=PersonalAccounts.ALLOW, because=Because.CUSTOMER_CHOICE, by=MIA, until=until)
    people = {w: [admin(KAI), *([member(NOA)] if w == workspace else ())] for w in ("finance", "retail")}
    household.apply(with_people(declared({**people, "finance": [admin(KAI), member(NOA)]}, policy=allowed), PERSONAL))

    plan = household.plan(declared(people, policy=allowed), on=DAY_ONE + timedelta(days=40))

    assert not any(NOA in line for line in lines(plan))
    assert [line.who for line in plan.listed if line.rule in ("S-11", "D-10")] == [(NOA,)]
