"""Who sees what, as it is and as it would be: the same sight as every page has, and the planner of every plan."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from runs import CUSTOMER, JUNE, Run
from runs import world as world_on

from reconciler.errors import InputInvalid, WrongUsage
from reconciler.kinds.case import CaseSeverity
from reconciler.reporting.access import access_csv, access_json, access_text
from reconciler.reporting.access_view import Access
from reconciler.reporting.look import Look
from reconciler.workflows.access import access
from reconciler.workflows.as_of import When, as_of
from reconciler.workflows.casework import NewCase, close_case, open_case


@pytest.fixture
def lived(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Kai is an admin of both workspaces, ana a member of finance, which has an open case and a closed one."""
    monkeypatch.chdir(tmp_path)
    run = Run(tmp_path)
    run.apply()
    accepted = [("finance", "kai"), ("retail", "kai"), ("finance", "ana"), ("default", "mia")]
    run.record(*((at, f"{name}@contoso.com", "accepted") for at, name in accepted))
    for title in ("Tills are slow", "Logs are late"):
        open_case(NewCase("finance", title, CaseSeverity.NORMAL, None), "ana@contoso.com", run.state, world_on(JUNE))
    close_case("finance/1", None, None, "ana@contoso.com", run.state, world_on(JUNE))
    return run


def asked(run: Run, what: str, *supposed: str) -> Access:
    return asked_at(run, None, what, *supposed)


def asked_at(run: Run, at: str | None, what: str, *supposed: str) -> Access:
    with as_of(run.state, When(at, JUNE), world_on(JUNE + timedelta(days=30))) as then:
        return access(then, what, supposed)


def seen(answer: Access) -> list[str]:
    return [
        f"{r.workspace} {r.person.partition('@')[0]} {r.seat.role} {r.sees} {r.cases}/{r.open_cases}"
        for r in answer.rows
    ]


def text(answer: Access, look: Look | None = None) -> str:
    return "".join(access_text(answer, look or Look()))


def changes(answer: Access) -> list[str]:
    assert answer.supposed is not None
    sides = [(was, now, now or was) for was, now in answer.supposed.changes]
    return [
        f"{row.workspace} {row.person.partition('@')[0]} {was is not None and was.sees}->{now is not None and now.sees}"
        for was, now, row in sides
        if row is not None
    ]


def test_a_person_sees_the_workspaces_they_have_accepted_with_their_cases(lived: Run) -> None:
    assert seen(asked(lived, "kai@contoso.com")) == ["finance kai admin True 2/1", "retail kai admin True 0/0"]
    assert seen(asked(lived, "ben@contoso.com")) == ["finance ben member False 2/1"]
    assert "kai@contoso.com sees 2 workspaces: 2 cases, 1 of them open." in text(asked(lived, "kai@contoso.com"))


def test_what_is_not_in_sight_is_not_counted_for_them(lived: Run) -> None:
    (row,) = json.loads("".join(access_json(asked(lived, "ben@contoso.com"))))["access"]

    assert (row["sees"], row["cases"], row["open_cases"]) == (False, 0, 0)
    assert "ben@contoso.com sees 0 workspaces: 0 cases; 1 open invitation." in text(asked(lived, "ben@contoso.com"))


def test_a_workspace_lists_admins_members_and_open_offers(lived: Run) -> None:
    answer = asked(lived, "contoso/finance")

    assert [row.person for row in answer.rows] == ["kai@contoso.com", "ana@contoso.com", "ben@contoso.com"]
    assert "2 people see contoso/finance, 1 admin: 2 cases, 1 of them open; 1 open invitation." in text(answer)


@pytest.mark.parametrize(
    ("what", "error", "says"),
    [
        ("zoe@contoso.com", InputInvalid, "nobody in this state is called zoe@contoso.com"),
        ("contoso", WrongUsage, "neither an address nor a workspace"),
        ("contoso/", WrongUsage, "neither an address nor a workspace"),
        ("contoso/fiannce", WrongUsage, "there is no workspace fiannce in contoso"),
        ("fabrikam/finance", WrongUsage, "there is no customer fabrikam"),
        ("a@b@c", InputInvalid, "a@b@c"),
    ],
)
def test_what_is_not_there_is_said(lived: Run, what: str, error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        asked(lived, what)


def test_without_a_person_their_sight_is_gone(lived: Run) -> None:
    answer = asked(lived, "contoso/finance", "remove person ana@contoso.com")

    assert changes(answer) == ["finance ana True->False"]
    assert answer.supposed is not None
    assert (answer.supposed.losing, answer.supposed.gaining, answer.supposed.notes) == (1, 0, ())
    assert "- ana@contoso.com: member -> nothing; loses sight of 2 cases, 1 of them open" in text(answer)
    assert text(answer).endswith("Nothing has been changed.\n")


def test_the_guard_that_would_stop_it_is_named(lived: Run) -> None:
    answer = asked(lived, "contoso/default", "remove person mia@contoso.com")

    assert answer.supposed is not None
    assert any(note.startswith("stopped by guard last_admin") for note in answer.supposed.notes)


def test_what_no_files_may_say_is_refused_with_the_rule(lived: Run) -> None:
    answer = asked(lived, "contoso/finance", "remove person kai@contoso.com")

    assert answer.supposed is not None
    assert "S-06" in answer.supposed.notes[0]
    assert changes(answer) == []


def test_whom_a_contract_names_is_not_invited_again_by_being_supposed_away(lived: Run) -> None:
    answer = asked(lived, "mia@contoso.com", "remove person mia@contoso.com")

    assert changes(answer) == ["default mia True->False"]
    assert answer.rows == ()


def test_an_archived_workspace_is_seen_by_nobody_and_its_offers_are_void(lived: Run) -> None:
    answer = asked(lived, "contoso/finance", "archive workspace finance")

    assert changes(answer) == ["finance ana True->False", "finance ben False->False", "finance kai True->False"]
    assert not any(row.sees for row in answer.rows)


def test_what_could_not_be_planned_is_said_and_changes_nothing(lived: Run) -> None:
    answer = asked(lived, "mia@contoso.com", "archive workspace contoso/default")

    assert changes(answer) == []
    assert answer.supposed is not None
    assert [note.partition(":")[0] for note in answer.supposed.notes] == ["refused"]


def test_blocking_personal_accounts_shows_who_could_not_sign_in_and_whose_offer_would_go(lived: Run) -> None:
    allowed = "account_policy: {personal_accounts: allow, because: customer_choice, by: mia@contoso.com}\n"
    people = "people:\n  noa@mail.example: {account: personal}\n  sam@mail.example: {account: personal}\n"
    members = CUSTOMER.replace("[lin@contoso.com]", "[noa@mail.example, sam@mail.example]")
    lived.declare(members + allowed + people)
    lived.apply()
    lived.record(("retail", "noa@mail.example", "accepted"))
    answer = asked(lived, "contoso/retail", "policy personal_accounts=block")

    assert changes(answer) == ["retail noa True->True", "retail sam False->False"]
    assert [row.person for row in answer.rows if row.blocked] == ["noa@mail.example"]
    assert "cannot sign in: personal accounts are blocked" in text(answer)
    removing = asked(lived, "contoso/retail", "policy personal_accounts=block registered_personal=remove")
    assert "retail noa True->False" in changes(removing)


def test_several_suppositions_are_made_one_after_the_other(lived: Run) -> None:
    answer = asked(lived, "contoso/finance", "archive workspace finance", "remove person ana@contoso.com")

    assert changes(answer) == ["finance ana True->False", "finance ben False->False", "finance kai True->False"]


def test_another_day_is_seen_as_it_was_and_supposed_from_there(lived: Run) -> None:
    lived.declare(CUSTOMER.replace("[ana@contoso.com, ben@contoso.com]", "[ben@contoso.com]"))
    lived.apply(on=JUNE + timedelta(days=20))

    assert seen(asked(lived, "ana@contoso.com")) == []
    assert seen(asked_at(lived, "2026-06-01", "ana@contoso.com")) == ["finance ana member True 2/1"]
    assert "finance ana member True 2/1" in seen(asked_at(lived, "2026-06-01", "contoso/finance"))
    assert changes(asked_at(lived, "2026-06-01", "ana@contoso.com", "archive workspace finance")) == [
        "finance ana True->False"
    ]


def test_a_supposition_writes_nothing(lived: Run) -> None:
    before = lived.store().holding(lived.store().customers().__iter__().__next__())
    asked(lived, "kai@contoso.com", "remove person kai@contoso.com")

    assert lived.store().holding(next(iter(lived.store().customers()))) == before


@pytest.mark.parametrize(
    "supposed",
    [
        "",
        "remove kai@contoso.com",
        "archive finance",
        "policy",
        "policy personal_accounts",
        "policy by=x",
        "policy personal_accounts=maybe",
        "drop table",
    ],
)
def test_what_cannot_be_supposed_is_wrong_usage_with_the_forms_there_are(lived: Run, supposed: str) -> None:
    with pytest.raises(WrongUsage) as refused:
        asked(lived, "kai@contoso.com", supposed)

    assert "remove person ADDRESS" in refused.value.remedy


@pytest.mark.parametrize("supposed", ["remove person zoe@contoso.com", "archive workspace emea"])
def test_a_supposition_about_nothing_is_an_error(lived: Run, supposed: str) -> None:
    with pytest.raises(InputInvalid, match="is about nothing in contoso"):
        asked(lived, "kai@contoso.com", supposed)


def test_a_workspace_that_two_customers_have_is_asked_back(lived: Run) -> None:
    lived.declare(CUSTOMER.replace("customer: contoso", "customer: fabrikam"), "fabrikam.yaml")
    lived.apply()

    with pytest.raises(WrongUsage, match="may be about contoso/finance or fabrikam/finance"):
        asked(lived, "kai@contoso.com", "archive workspace finance")
    answer = asked(lived, "kai@contoso.com", "archive workspace fabrikam/finance")
    assert changes(answer) == ["finance kai False->False"]


def test_more_than_twenty_people_are_folded_and_admins_stay(lived: Run) -> None:
    many = ", ".join(f"p{n}@contoso.com" for n in range(30))
    lived.declare(CUSTOMER.replace("[lin@contoso.com]", f"[{many}]"))
    lived.apply()
    answer = asked(lived, "contoso/retail")

    assert "30 more; -v shows all" in text(answer)
    assert "p29@contoso.com" in "".join(access_text(answer, Look(), unfold=True))
    assert len("".join(access_csv(answer)).splitlines()) == 32
