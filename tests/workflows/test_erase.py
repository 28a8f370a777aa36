"""Erasing by the command's workflow: every customer, every file, and what is said of what cannot be reached."""

import json
from pathlib import Path

import pytest
from commands_run import CONTOSO as FILES
from commands_run import DAY, configured, reconciler
from runs import CONTOSO, CUSTOMER, JUNE, Run, world

from reconciler.errors import InputInvalid
from reconciler.workflows.as_of import When, as_of
from reconciler.workflows.erase import erased, proposed
from reconciler.workflows.state import located_here
from reconciler.workflows.why import why

NOW = {"RECONCILER_NOW": f"{DAY}T09:00:00Z"}


@pytest.fixture
def lived(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    run = Run(tmp_path)
    run.apply()
    run.record(("finance", "kai@contoso.com", "accepted"), ("finance", "ana@contoso.com", "accepted"))
    return run


def test_every_customer_that_knows_them_is_told_with_what_goes(lived: Run) -> None:
    lived.declare(CUSTOMER.replace("customer: contoso", "customer: fabrikam"), "fabrikam.yaml")
    lived.apply()
    done = erased(lived.state, "ana@contoso.com", world(JUNE))

    assert [(each.customer, each.memberships, each.invitations) for each in done.customers] == [
        ("contoso", 1, 0),
        ("fabrikam", 0, 1),
    ]
    assert done.lines == ("contoso.yaml:9", "fabrikam.yaml:9")


def test_lines_of_contracts_and_groups_are_named_once(lived: Run) -> None:
    grouped = CUSTOMER.replace("[lin@contoso.com]", "[{group: all}]").replace(
        "[ana@contoso.com, ben", "[{group: all}, ben"
    )
    lived.declare(
        grouped.replace("[mia@", "[ana@contoso.com, mia@") + "groups: {all: [ana@contoso.com, lin@contoso.com]}\n"
    )
    done = erased(lived.state, "ana@contoso.com", world(JUNE))

    assert done.lines == ("contoso.yaml:5", "contoso.yaml:13")


def test_a_plan_does_not_call_as_declared_whoever_the_files_name_and_somebody_had_erased(tmp_path: Path) -> None:
    configured(tmp_path)
    for given in ("apply --auto-approve", "erase ana@contoso.com --auto-approve"):
        assert reconciler(*given.split(), at=tmp_path, variables=NOW).code == 0
    first, again = (reconciler("plan", "--detailed-exitcode", at=tmp_path, variables=NOW) for _ in range(2))

    assert (first.code, first.out) == (0, again.out)
    assert "warning[erased-address]" in first.out
    assert "is as declared" not in first.out


def test_an_erased_address_that_is_still_declared_is_a_finding_and_no_invitation(lived: Run) -> None:
    erased(lived.state, "ana@contoso.com", world(JUNE))
    (plan,) = lived.plan()

    (finding,) = (f for f in plan.findings if f.rule == "erased-address")
    assert finding.place is not None
    assert (finding.place.file, finding.place.line, plan.changes) == ("contoso.yaml", 9, ())


def test_no_apply_brings_a_word_of_them_back_into_the_state_while_the_files_still_name_them(lived: Run) -> None:
    lived.apply()
    assert lived.store().converged([CONTOSO]) != {}
    erased(lived.state, "ana@contoso.com", world(JUNE))
    lived.apply()

    assert lived.store().converged([CONTOSO]) == {}
    lived.declare(CUSTOMER.replace("ana@contoso.com, ", ""))
    lived.apply()
    assert b"ana@contoso.com" not in lived.store().converged([CONTOSO])[CONTOSO].line


def test_whom_a_contract_names_is_not_invited_again_and_the_rest_is_planned(lived: Run) -> None:
    erased(lived.state, "mia@contoso.com", world(JUNE))
    (plan,) = lived.plan()

    assert [f.rule for f in plan.findings if f.rule == "erased-address"] == ["erased-address"]
    assert [c.do for c in plan.changes if c.who] == []
    lived.apply()
    assert lived.plan()[0].changes == ()


def test_asking_why_says_that_they_were_erased(lived: Run) -> None:
    erased(lived.state, "ana@contoso.com", world(JUNE))
    with as_of(lived.state, When(), world(JUNE)) as then:
        named = why(then, located_here(lived.state), "ana@contoso.com", None)
        lived.declare(CUSTOMER.replace("ana@contoso.com, ", ""))
        with pytest.raises(InputInvalid, match="was erased from contoso"):
            why(then, located_here(lived.state), "ana@contoso.com", None)

    assert [each.lines[0].place.line for each in named.reasons] == [9]
    assert "was erased from contoso" in named.problem


def test_a_plan_of_before_invites_nobody_who_was_erased_since(lived: Run) -> None:
    lived.declare(CUSTOMER.replace("[lin@contoso.com]", "[lin@contoso.com, ana@contoso.com]"))
    saved = lived.saved()
    erased(lived.state, "ana@contoso.com", world(JUNE))
    receipt = lived.apply_saved(saved)

    (result,) = receipt.customers
    assert result.result == "blocked"
    assert "was erased" in result.why[0]


def test_doing_it_again_says_that_it_was_done_and_cleans_the_files_once_more(lived: Run) -> None:
    erased(lived.state, "ana@contoso.com", world(JUNE))
    again = erased(lived.state, "ana@contoso.com", world(JUNE))

    assert (again.customers, again.before) == ((), ("contoso",))
    assert proposed(lived.state, "ana@contoso.com").before == ("contoso",)


@pytest.mark.parametrize("address", ["zoe@contoso.com", "Ana Ruiz"])
def test_nobody_is_erased_by_an_address_that_is_nobodys(lived: Run, address: str) -> None:
    with pytest.raises(InputInvalid):
        erased(lived.state, address, world(JUNE))


@pytest.mark.parametrize("state", ["hub.db", "hub.json"])
def test_from_apply_to_erasing_no_file_of_the_state_keeps_a_word_and_it_verifies(state: str, tmp_path: Path) -> None:
    place, files = tmp_path / "state", tmp_path / "files"
    place.mkdir()
    files.mkdir()
    configured(files, FILES + "people: {ana@contoso.com: {name: Ana Ruiz, also: [a.ruiz@contoso.com]}}\n")
    given = ("--state", str(place / state))
    assert reconciler(*given, "apply", "--auto-approve", at=files, variables=NOW).code == 0
    assert reconciler(*given, "deliver", "--new-key", at=files, variables=NOW).code == 0
    gone = ("erase", "A.Ruiz@contoso.com", "--auto-approve", "--format", "json")
    ran = reconciler(*given, *gone, at=files, variables=NOW)

    assert ran.code == 0, ran.err
    assert json.loads(ran.out)["customers"][0]["customer"] == "contoso"
    for each in place.iterdir():
        content = each.read_bytes()
        assert [word for word in (b"ana@", b"a.ruiz@", b"Ana Ruiz") if word in content] == [], each.name
    verified = reconciler(*given, "verify", at=files, variables=NOW)
    assert "everything holds" in verified.err, verified.out
    planned = reconciler(*given, "plan", "-v", "--detailed-exitcode", "--date", DAY, at=files, variables=NOW)
    assert planned.code == 0, planned.out
    assert "erased-address" in planned.out + planned.err
    shown = reconciler(*given, "history", at=files, variables=NOW)
    assert "1 person erased" in shown.out


def test_without_somebody_to_ask_it_wants_to_be_told_twice(tmp_path: Path) -> None:
    ran = reconciler("erase", "ana@contoso.com", at=configured(tmp_path))

    assert ran.code == 64
    assert "--auto-approve" in ran.err


def test_who_wants_to_come_back_is_let_return_and_invited(tmp_path: Path) -> None:
    configured(tmp_path)
    reconciler("apply", "--auto-approve", "--date", DAY, at=tmp_path)
    reconciler("erase", "ana@contoso.com", "--auto-approve", at=tmp_path, variables=NOW)
    still = reconciler("plan", "-v", "--date", DAY, at=tmp_path)
    assert "reconciler erase ana@contoso.com --let-return contoso" in " ".join(still.out.split())

    back = reconciler("erase", "Ana@contoso.com", "--let-return", "contoso", at=tmp_path, variables=NOW)
    ran = reconciler("plan", "--date", DAY, "--format", "json", at=tmp_path)

    assert back.code == 0
    assert "ana@contoso.com may be taken in again, as somebody new" in " ".join(back.out.split())
    assert [c["person"] for c in json.loads(ran.out)["customers"][0]["changes"]] == ["ana@contoso.com"]
    assert "1 address let return" in reconciler("history", at=tmp_path).out
    assert reconciler("verify", at=tmp_path).code == 0


@pytest.mark.parametrize(
    ("customer", "code", "said"),
    [("contoso", 3, "nobody called ben@contoso.com was erased from contoso"), ("lamna", 64, "no customer lamna")],
)
def test_nobody_is_let_return_where_nobody_was_erased(tmp_path: Path, customer: str, code: int, said: str) -> None:
    configured(tmp_path)
    reconciler("apply", "--auto-approve", "--date", DAY, at=tmp_path)

    ran = reconciler("erase", "ben@contoso.com", "--let-return", customer, at=tmp_path)

    assert (ran.code, said in " ".join(ran.err.split())) == (code, True), ran.err
