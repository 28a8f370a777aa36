"""The life of cases through the command, on a state in JSON and one in SQLite."""

import csv
import io
import json
from pathlib import Path

import pytest
from contoso_told import ANA, BEN, CUSTOMER, KAI, MIA, Told, opened, telling


@pytest.fixture(params=["hub.json", "hub.db"])
def told(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Told:
    return telling(request.param, tmp_path, monkeypatch)


def titles(told: Told, who: tuple[str, str], *options: str, on: str = "2026-06-02") -> list[str]:
    ran = told("case", "list", *who, "--format", "json", *options, on=on)
    assert ran.code == 0, ran.err
    return [each["title"] for each in json.loads(ran.out)["cases"]]


def test_a_case_is_opened_seen_by_its_workspace_and_closed_with_what_it_used(told: Told) -> None:
    first = opened(told, "finance", ANA, "Logs are late", "--benefit", "engineer", "--severity", "high")
    opened(told, "contoso/payroll", KAI, "Wages are wrong")

    assert first == "contoso/finance/1"
    assert titles(told, ANA) == ["Logs are late"]
    assert titles(told, KAI) == ["Logs are late", "Wages are wrong"]
    assert titles(told, MIA) == []

    closed = told("case", "close", "finance/1", *KAI, "--used", "3.5", on="2026-06-12")
    assert "closed 2026-06-12 by kai@contoso.com" in closed.out
    assert "draws on engineer, 3.5 used by this case; 4.5 of 8 hours left" in closed.out
    shown = json.loads(told("case", "show", first, *ANA, "--format", "json").out)["case"]
    assert (shown["state"], shown["used"], shown["age"]) == ("closed", 3.5, 10)
    assert titles(told, ANA) == []
    assert titles(told, ANA, "--show", "closed") == ["Logs are late"]
    assert told("verify").code == 0


def test_what_is_urgent_comes_first(told: Told) -> None:
    for title, severity in (("A", "normal"), ("B", "critical"), ("C", "high")):
        opened(told, "finance", ANA, title, "--severity", severity)

    assert titles(told, ANA) == ["B", "C", "A"]


def test_a_case_is_closed_once(told: Told) -> None:
    opened(told, "finance", ANA, "Logs are late")
    assert told("case", "close", "finance/1", *ANA).code == 0

    again = told("case", "close", "finance/1", *KAI)

    assert again.code == 5
    assert "contoso/finance/1 was closed on 2026-06-02 by ana@contoso.com. Nothing done." in again.err


def test_what_a_closed_case_used_is_corrected_by_giving_it_again(told: Told) -> None:
    """It stays closed on its day, and so counts for the contract of then; whoever gives the figure stands for it."""
    opened(told, "finance", ANA, "Logs are late", "--benefit", "engineer")
    told("case", "close", "finance/1", *ANA, "--used", "7.5", on="2026-06-12")

    right = told("case", "close", "finance/1", *KAI, "--used", "3.5", on="2026-07-02")
    again = told("case", "close", "finance/1", *KAI, "--used", "3.50", on="2026-07-03")

    assert (right.code, again.code) == (0, 5)
    assert "closed 2026-06-12 by kai@contoso.com" in right.out
    assert "draws on engineer, 3.5 used by this case; 4.5 of 8 hours left" in right.out
    assert "contoso/finance/1 was closed on 2026-06-12 by kai@contoso.com. Nothing done." in again.err
    written = told("history", "contoso").out
    assert "1 case closed" in written
    assert "1 case corrected" in written
    assert "corrected" in told("activity", *ANA, on="2026-07-03").out
    assert told("verify").code == 0


def test_a_case_that_was_closed_by_mistake_is_reopened_and_what_it_used_is_free_again(told: Told) -> None:
    opened(told, "finance", ANA, "Logs are late", "--benefit", "engineer")
    told("case", "close", "finance/1", *ANA, "--used", "7.5", on="2026-06-12")

    again = told("case", "reopen", "finance/1", *KAI, on="2026-06-13")
    twice = told("case", "reopen", "finance/1", *KAI, on="2026-06-13")

    assert (again.code, twice.code) == (0, 5)
    assert "reopened 2026-06-13 by kai@contoso.com" in again.out
    assert "draws on engineer; 8 of 8 hours left" in again.out
    assert "error: contoso/finance/1 is open. Nothing done." in twice.err
    assert "1 case reopened" in told("history", "contoso").out
    assert "case 1 reopened: Logs are late" in told("activity", *ANA, on="2026-06-14").out
    assert told("case", "close", "finance/1", *ANA, "--used", "2", on="2026-06-15").code == 0
    assert told("verify").code == 0


def test_a_case_is_reopened_by_its_members_alone_and_while_cases_can_be_opened(told: Told) -> None:
    opened(told, "finance", ANA, "Logs are late")
    told("case", "close", "finance/1", *ANA)

    late = told("case", "reopen", "finance/1", *ANA, on="2028-01-01")
    foreign = told("case", "reopen", "payroll/1", *ANA)

    assert (late.code, foreign.code) == (4, 3)
    assert "no case can be reopened in contoso/finance: no contract is live on 2028-01-01" in late.err
    assert "ana@contoso.com sees no case payroll/1" in foreign.err


def test_a_reopened_case_may_be_closed_with_another_benefit(told: Told) -> None:
    opened(told, "finance", ANA, "Logs are late")
    told("case", "close", "finance/1", *ANA, "--used", "1", "--benefit", "engineer")
    wrong = told("case", "close", "finance/1", *ANA, "--used", "1", "--benefit", "reactive")

    told("case", "reopen", "finance/1", *ANA)

    assert "or first: reconciler case reopen contoso/finance/1" in wrong.err
    right = told("case", "close", "finance/1", *ANA, "--used", "1", "--benefit", "reactive")
    assert "draws on reactive, 1 used by this case" in right.out


def test_a_case_may_say_which_benefit_it_drew_on_when_it_is_closed_and_use_more_than_there_is(told: Told) -> None:
    opened(told, "payroll", KAI, "Wages are wrong")

    closed = told("case", "close", "payroll/1", *KAI, "--benefit", "engineer", "--used", "2.25")

    assert "0.25 more than the 2 hours used" in closed.out


def test_of_a_shared_benefit_nothing_is_said_to_be_left(told: Told) -> None:
    opened(told, "payroll", KAI, "Wages are wrong", "--benefit", "reactive")

    closed = told("case", "close", "payroll/1", *KAI, "--used", "2")

    assert "draws on reactive, 2 used by this case\n" in closed.out


@pytest.mark.parametrize("command", ["show", "close", "list", "open"])
def test_what_is_foreign_and_what_is_not_there_are_answered_alike_byte_for_byte(told: Told, command: str) -> None:
    """Also for somebody who is invited and has not accepted."""
    opened(told, "payroll", KAI, "Wages are wrong")
    lines = {
        "show": lambda place, who: ("case", "show", f"{place}/1", *who),
        "close": lambda place, who: ("case", "close", f"{place}/1", *who),
        "list": lambda place, who: ("case", "list", "--workspace", place, *who),
        "open": lambda place, who: ("case", "open", place, "--title", "x", *who),
    }

    for who in (ANA, MIA):
        foreign, missing = (told(*lines[command](place, who)) for place in ("contoso/payroll", "contoso/zzz"))
        assert (foreign.code, missing.code) == (3, 3)
        assert foreign.err.replace("payroll", "zzz") == missing.err
        assert foreign.out == missing.out == ""
    invited, stranger = (told(*lines[command]("finance", who)) for who in (BEN, ("--as", "eva@contoso.com")))
    assert invited.err.replace("ben@", "eva@") == stranger.err


def test_a_number_that_is_not_there_is_answered_like_a_workspace_that_is_not(told: Told) -> None:
    opened(told, "payroll", KAI, "Wages are wrong")

    own, foreign = (told("case", "show", f"{place}/1", *ANA) for place in ("finance", "payroll"))

    assert own.err.replace("case finance/1", "case payroll/1") == foreign.err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["open", "finance", "--title", ""], "the title says nothing; it needs 1 to 200 characters"),
        (["open", "finance", "--title", " \u3164\u2800\u00a0"], "the title says nothing"),
        (["open", "finance", "--title", "x" * 201], "the title has 201 characters; it needs 1 to 200"),
        (["open", "finance", "--title", "a\x1b[2Jb"], "a character that may not stand in it: an escape"),
        (["open", "finance", "--title", "x", "--benefit", "engeneer"], "did you mean engineer?"),
        (["close", "finance/1", "--used", "1,5"], "--used 1,5 is no quantity"),
        (["close", "finance/1", "--used", "-1"], "--used -1 is no quantity"),
        (["close", "finance/1", "--used", "1"], "draws on no benefit"),
        (["show", "finance"], "sees no case finance"),
        (["show", "finance/one"], "sees no case finance/one"),
    ],
)
def test_bad_input_is_said_in_a_line_and_changes_nothing(told: Told, arguments: list[str], says: str) -> None:
    opened(told, "finance", ANA, "Logs are late")
    before = told("show", "--format", "json").out

    ran = told("case", *arguments, *ANA)

    assert ran.code == 3
    assert says in ran.err
    assert "Traceback" not in ran.err
    assert told("show", "--format", "json").out == before


def test_a_title_is_shown_harmless_and_whole_in_csv(told: Told) -> None:
    opened(told, "finance", ANA, "=HYPERLINK(evil) <b>")

    (row,) = csv.DictReader(io.StringIO(told("case", "list", *ANA, "--format", "csv").out))

    assert row["title"] == "'=HYPERLINK(evil) <b>"


def test_after_the_contract_cases_are_read_and_none_is_opened(told: Told, tmp_path: Path) -> None:
    opened(told, "finance", ANA, "Logs are late")

    refused = told("case", "open", "finance", *ANA, "--title", "Again", on="2027-02-01")

    assert refused.code == 4
    assert "no case can be opened in contoso/finance: no contract is live on 2027-02-01" in refused.err
    assert titles(told, ANA, on="2027-02-01") == ["Logs are late"]


def test_whoever_leaves_sees_nothing_more_and_the_case_stays(told: Told, tmp_path: Path) -> None:
    opened(told, "finance", ANA, "Logs are late")
    (tmp_path / "contoso.yaml").write_text(CUSTOMER.replace("ana@contoso.com, ", ""))
    assert told("apply", "--auto-approve").code == 0

    assert told("case", "list", *ANA).code == 3
    assert titles(told, KAI) == ["Logs are late"]
