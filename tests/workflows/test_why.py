"""Where somebody's access comes from: the line, the apply, the rule, the answer; by any address, in any customer."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from runs import CUSTOMER, JUNE, Run, world

from reconciler.errors import InputInvalid, WrongUsage
from reconciler.reporting.look import Look
from reconciler.reporting.why import why_json, why_text
from reconciler.reporting.why_view import Reason, Why
from reconciler.workflows.as_of import When, as_of
from reconciler.workflows.state import located_here
from reconciler.workflows.why import why

JULY = JUNE + timedelta(days=30)


@pytest.fixture
def lived(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Applied; kai has accepted twice, ben has declined. Asked from within the configuration."""
    monkeypatch.chdir(tmp_path)
    run = Run(tmp_path)
    run.apply()
    run.record(("finance", "kai@contoso.com", "accepted"), ("retail", "kai@contoso.com", "accepted"))
    run.record(("finance", "ben@contoso.com", "declined"))
    return run


def asked(run: Run, person: str, workspace: str | None = None, at: str | None = None) -> Why:
    with as_of(run.state, When(at, JUNE if at is None else None), world(JULY)) as then:
        return why(then, located_here(run.state), person, workspace)


def text(answer: Why, look: Look | None = None) -> str:
    return "".join(why_text(answer, look or Look()))


def steps(reason: Reason) -> list[str]:
    return [told.step.do.value for told in reason.steps]


def places(reason: Reason) -> list[str]:
    return [f"{line.place.file}:{line.place.line}" for line in reason.lines]


def test_a_membership_is_told_with_its_line_its_invitation_and_who_accepted(lived: Run) -> None:
    (reason,) = asked(lived, "kai@contoso.com", "finance").reasons

    assert places(reason) == ["contoso.yaml:8"]
    assert steps(reason) == ["invite", "answer_accepted"]
    assert reason.steps[0].step.apply
    assert not reason.steps[1].step.apply
    assert {told.actor for told in reason.steps} == {"tester@contoso.com"}
    assert reason.sees
    assert "kai@contoso.com in contoso/finance: admin since 2026-06-01\n" in text(asked(lived, "kai@contoso.com"))


def test_without_a_workspace_all_of_them_are_told(lived: Run) -> None:
    answer = asked(lived, "KAI@contoso.com")

    assert [reason.workspace for reason in answer.reasons] == ["finance", "retail"]


def test_whom_a_contract_names_is_told_with_that_line_and_the_rule(lived: Run) -> None:
    (reason,) = asked(lived, "mia@contoso.com").reasons

    assert (reason.workspace, places(reason)) == ("default", ["contoso.yaml:5"])
    assert [told.step.rule for told in reason.steps] == ["S-02"]


def test_who_stands_in_a_roster_or_a_group_is_told_with_that_line(lived: Run) -> None:
    lived.declare("person\nana@contoso.com\nzoe@contoso.com\n", "people.csv")
    text_now = CUSTOMER.replace("members: [ana@contoso.com, ben@contoso.com]", "members_from: [people.csv]")
    lived.declare(text_now.replace("[lin@contoso.com]", "[{group: tills}]") + "groups: {tills: [lin@contoso.com]}\n")

    assert places(asked(lived, "ana@contoso.com").reasons[0]) == ["people.csv:2"]
    assert places(asked(lived, "lin@contoso.com").reasons[0]) == ["contoso.yaml:13"]


def test_who_is_declared_and_not_in_the_state_yet_is_told_so(lived: Run) -> None:
    lived.declare(CUSTOMER.replace("[lin@contoso.com]", "[lin@contoso.com, zoe@contoso.com]"))
    (reason,) = asked(lived, "zoe@contoso.com").reasons

    assert (reason.seat, places(reason), reason.steps) == (None, ["contoso.yaml:12"], ())
    assert "zoe@contoso.com in contoso/retail: declared, not invited\n" in text(asked(lived, "zoe@contoso.com"))


def test_whom_only_a_contract_names_is_told_with_its_line_before_anything_is_applied(lived: Run) -> None:
    lived.declare(CUSTOMER.replace("[mia@contoso.com]", "[mia@contoso.com, zoe@contoso.com]"))
    (reason,) = asked(lived, "zoe@contoso.com").reasons

    assert (reason.workspace, reason.seat, places(reason)) == ("default", None, ["contoso.yaml:5"])


def test_who_is_in_the_state_and_in_no_file_any_more_is_told_so(lived: Run) -> None:
    lived.declare(CUSTOMER.replace("kai@contoso.com", "zoe@contoso.com"))

    assert "no line of the files asks for it" in text(asked(lived, "kai@contoso.com", "finance"))


def test_a_former_address_means_the_same_person_with_everything_before_it(lived: Run) -> None:
    renamed = CUSTOMER.replace("kai@contoso.com", "kai.wu@contoso.com")
    lived.declare(renamed + "people: {kai.wu@contoso.com: {name: Kai Wu, also: [kai@contoso.com]}}\n")
    before = asked(lived, "kai@contoso.com", "finance").reasons
    lived.apply()

    for address in ("kai@contoso.com", "kai.wu@contoso.com"):
        (reason,) = asked(lived, address, "finance").reasons
        assert reason.person == "kai.wu@contoso.com"
        assert steps(reason) == ["invite", "answer_accepted"]
        assert places(reason) == places(before[0]) == ["contoso.yaml:8"]


def test_a_workspace_that_gets_another_name_is_found_in_the_files_by_its_old_one(lived: Run) -> None:
    lived.declare(CUSTOMER.replace("  retail:\n", "  shops:\n    was: retail\n"))

    assert places(asked(lived, "kai@contoso.com", "retail").reasons[0]) == ["contoso.yaml:12"]


def test_a_person_of_two_customers_is_told_of_both_and_a_workspace_of_both_is_asked_back(lived: Run) -> None:
    lived.declare(CUSTOMER.replace("customer: contoso", "customer: fabrikam"), "fabrikam.yaml")
    lived.apply()

    customers = [reason.customer for reason in asked(lived, "kai@contoso.com").reasons]
    assert customers == ["contoso", "contoso", "fabrikam", "fabrikam"]
    with pytest.raises(WrongUsage, match="finance may be contoso/finance and fabrikam/finance"):
        asked(lived, "kai@contoso.com", "finance")
    assert [r.customer for r in asked(lived, "kai@contoso.com", "fabrikam/finance").reasons] == ["fabrikam"]


def test_a_workspace_in_which_they_never_were_is_told_and_a_mistyped_one_is_near_another(lived: Run) -> None:
    assert "kai@contoso.com in contoso/default: never asked" in text(asked(lived, "kai@contoso.com", "default"))
    with pytest.raises(WrongUsage) as refused:
        asked(lived, "kai@contoso.com", "fiannce")
    assert refused.value.remedy == "did you mean finance?"


@pytest.mark.parametrize(
    ("person", "says"),
    [
        ("zoe@contoso.com", "nobody in this state or its configuration is called zoe@contoso.com"),
        ("Zoe Smith", "contains a space"),
        ("\x1b[31mzoe@contoso.com", ""),
    ],
)
def test_a_stranger_and_what_is_no_address_are_refused(lived: Run, person: str, says: str) -> None:
    with pytest.raises(InputInvalid) as refused:
        asked(lived, person)

    assert says in refused.value.what


def test_files_that_cannot_be_read_leave_the_history_and_say_why_no_line_is_named(lived: Run) -> None:
    lived.declare("customer: [", "broken.yaml")
    answer = asked(lived, "kai@contoso.com", "finance")

    assert steps(answer.reasons[0]) == ["invite", "answer_accepted"]
    assert "reconciler validate" in answer.problem
    assert "written at" not in text(answer)


def test_a_customer_whose_files_are_wrong_is_told_of_as_far_as_they_go(lived: Run) -> None:
    lived.declare(CUSTOMER.replace("[lin@contoso.com]", "[lin@contoso.com, lin at contoso]"))

    assert steps(asked(lived, "lin@contoso.com").reasons[0]) == ["invite"]


def test_the_json_has_every_step_with_both_sides(lived: Run) -> None:
    found = json.loads("".join(why_json(asked(lived, "ben@contoso.com"))))

    (reason,) = found["reasons"]
    assert (found["kind"], found["person"]) == ("why", "ben@contoso.com")
    assert reason["seat"]["state"] == "declined"
    assert [(s["action"], s["was"] and s["was"]["state"], s["now"]["state"]) for s in reason["steps"]] == [
        ("invite", None, "invited"),
        ("answer_declined", "invited", "declined"),
    ]
    assert reason["sources"] == [{"author": None, "column": 32, "commit": None, "file": "contoso.yaml", "line": 9}]


def test_another_day_is_told_as_it_was_by_an_address_of_today_and_without_lines_of_today(lived: Run) -> None:
    renamed = CUSTOMER.replace("kai@contoso.com", "kai.wu@contoso.com").replace("[ana@", "[kai@")
    lived.declare(CUSTOMER.replace("    admins: [kai@contoso.com]\n    members: [lin", "    members: [lin"))
    people = "people: {kai.wu@contoso.com: {also: [kai@contoso.com]}}\n"
    lived.declare(renamed.replace("kai@contoso.com, ", "") + people)
    lived.apply(on=JULY)
    (then,) = asked(lived, "kai.wu@contoso.com", "finance", at="2026-06-01").reasons

    assert (then.person, steps(then), then.lines) == ("kai@contoso.com", ["invite", "answer_accepted"], ())
    assert "written at" not in text(asked(lived, "kai.wu@contoso.com", "finance", at="2026-06-01"))


@pytest.mark.parametrize("width", [40, 60, 140])
def test_no_line_is_wider_than_it_may_be_unless_one_word_is(lived: Run, width: int) -> None:
    lines = text(asked(lived, "kai@contoso.com"), Look(width)).splitlines()

    assert all(len(line) <= width or len(line.split()) <= 2 for line in lines)
