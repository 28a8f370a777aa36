"""What stands in the state already is left to the decision table, also under the new name of a workspace or person."""

from pathlib import Path

from runs import CUSTOMER, Run

ALLOWED = "account_policy: {personal_accounts: allow, because: customer_choice, by: mia@contoso.com}\n"
BLOCKED = "account_policy: {personal_accounts: block}\n"
NOA = "people:\n  noa@mail.example: {account: personal}\n"
WITH_NOA = CUSTOMER.replace("members: [lin@", "members: [{person: noa@mail.example, sponsor: kai@contoso.com}, lin@")


def a_personal_member(folder: Path) -> Run:
    run = Run(folder, WITH_NOA + ALLOWED + NOA)
    run.apply()
    assert run.record(("retail", "noa@mail.example", "accepted")).exit_code == 0
    return run


def held(run: Run) -> list[tuple[str, str, tuple[str, ...]]]:
    (customer,) = run.plan()
    assert not customer.invalid, customer.findings
    return [(line.rule, line.at, line.who) for line in customer.listed if line.listing == "held"]


def test_d_10_a_personal_member_of_a_renamed_workspace_is_held_and_listed(tmp_path: Path) -> None:
    run = a_personal_member(tmp_path)

    run.declare((WITH_NOA + BLOCKED + NOA).replace("  retail:\n", "  shops:\n    was: retail\n"))

    assert held(run) == [("D-10", "shops", ("noa@mail.example",))]


def test_d_10_a_personal_member_with_a_new_address_is_held_and_listed(tmp_path: Path) -> None:
    run = a_personal_member(tmp_path)

    text = (WITH_NOA + BLOCKED + NOA).replace("noa@", "noa.berg@")
    run.declare(text.replace("{account: personal}", "{account: personal, also: [noa@mail.example]}"))

    assert held(run) == [("D-10", "retail", ("noa.berg@mail.example",))]
