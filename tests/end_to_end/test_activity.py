"""The Customer Activity view through the command: what stands in it, what does not, and how it looks."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from console import ROOT
from contoso_told import ANA, BEN, CUSTOMER, KAI, MIA, Told, opened, telling
from goldens import Golden

LATE = "2026-07-20"


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Told:
    """In payroll one case is open; in finance three are open, and two closed of which one drew on the add-on."""
    told = telling("hub.db", tmp_path, monkeypatch)
    opened(told, "payroll", KAI, "Wages are wrong")
    for day, title, severity in (
        ("2026-06-02", "Ledger does not balance", "critical"),
        ("2026-06-03", "Logs are late", "normal"),
        ("2026-06-03", "Typo", "normal"),
        ("2026-07-01", "Currency rates are missing", "normal"),
    ):
        opened(told, "finance", ANA, title, "--severity", severity, "--benefit", "engineer", on=day)
    assert told("case", "close", "finance/2", *ANA, "--used", "3.5", on="2026-07-18").code == 0
    assert told("case", "close", "finance/3", *KAI, on="2026-07-18").code == 0
    last = "Nobody can sign in since the change of the certificate"
    opened(told, "finance", ANA, last, "--severity", "critical", on="2026-07-19")
    return told


def seen(told: Told, who: tuple[str, str], *options: str) -> dict[str, Any]:
    ran = told("activity", *who, "--format", "json", *options, on=LATE)
    assert ran.code == 0, ran.err
    document = json.loads(ran.out)
    schema = json.loads((ROOT / "schemas" / "activity.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(document)
    assert isinstance(document, dict)
    return document


@pytest.mark.parametrize("width", [60, 80, 160])
def test_it_reads_well_on_narrow_and_wide_terminals(
    told: Told, width: int, golden: Golden, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))

    golden(f"end_to_end/activity-{width}.txt", told("activity", *KAI, on=LATE).out)


def test_s_15_a_view_has_what_applies_to_its_workspace(told: Told) -> None:
    (finance,) = seen(told, ANA)["workspaces"]

    assert finance["workspace"] == "contoso/finance"
    assert (finance["contract"]["id"], finance["contract"]["live"]) == ("u26", True)
    assert finance["benefits"]["engineer"] == {
        "kind": "addon", "quantity": 8, "unit": "hours", "used": 3.5, "left": 4.5
    }  # fmt: skip
    assert finance["benefits"]["reactive"]["left"] is None
    assert finance["benefits"]["reactive"]["left_at_most"] == 50 - finance["benefits"]["reactive"]["used"]
    assert {k: n for k, n in finance["people"].items() if n} == {"admins": 1, "members": 1, "past_end": 1}
    assert finance["cases"]["ages"] == {"up_to_7_days": 1, "up_to_30_days": 1, "over_30_days": 1}
    assert [c["number"] for c in finance["cases"]["open"]] == [1, 5, 4]
    assert finance["cases"]["closed"] == 2
    assert finance["lately"][0] == {"at": "2026-07-19T09:00:00Z", "actions": {"open_case": 1}, "cases": [5]}


def test_what_happened_lately_is_told_whole_or_how_many_more_there_are(told: Told) -> None:
    for title in ("Pages are slow", "Pages are empty"):
        opened(told, "finance", ANA, title, on="2026-07-19")
    every = seen(told, ANA)["workspaces"][0]["lately"]

    text, unfolded = told("activity", *ANA, on=LATE).out, told("-v", "activity", *ANA, on=LATE).out

    assert len(every) > 5
    assert f"and {len(every) - 5} more within a month; -v shows all" in text
    assert "more within a month" not in unfolded


def test_s_16_whoever_has_several_can_choose_and_whoever_has_one_sees_no_choice(told: Told) -> None:
    everything, one = seen(told, KAI), seen(told, KAI, "--workspace", "payroll")

    assert everything["choice"] == one["choice"] == ["contoso/finance", "contoso/payroll"]
    assert [w["workspace"] for w in everything["workspaces"]] == everything["choice"]
    assert [w["workspace"] for w in one["workspaces"]] == ["contoso/payroll"]
    assert "choice" not in seen(told, MIA)
    assert "workspaces of" not in told("activity", *MIA).out
    assert seen(told, KAI, "--all") == everything


def test_the_view_of_a_day_knows_nothing_of_the_days_after_it(told: Told) -> None:
    happened = seen(told, ANA, "--date", "2026-06-04")["workspaces"][0]["lately"]

    assert {each["at"][:10] for each in happened} <= {"2026-06-01", "2026-06-02", "2026-06-03"}


@pytest.mark.parametrize("who", [BEN, ("--as", "eva@contoso.com")])
def test_whoever_has_not_accepted_and_a_stranger_get_the_same_answer(told: Told, who: tuple[str, str]) -> None:
    ran = told("activity", *who)

    assert ran.code == 3
    assert f"error: {who[1]} sees no workspace of this state\n" in ran.err


def test_a_foreign_workspace_and_a_missing_one_are_answered_alike(told: Told) -> None:
    foreign, missing = (told("activity", *ANA, "--workspace", name) for name in ("payroll", "zzz"))

    assert (foreign.code, foreign.out) == (missing.code, missing.out) == (3, "")
    assert foreign.err.replace("payroll", "zzz") == missing.err


def test_all_and_a_selection_exclude_each_other(told: Told) -> None:
    assert told("activity", *KAI, "--all", "--workspace", "finance").code == 64


def test_a_workspace_is_named_with_its_customer_where_two_have_one(told: Told, tmp_path: Path) -> None:
    fabrikam = CUSTOMER.replace("customer: contoso", "customer: fabrikam")
    (tmp_path / "fabrikam.yaml").write_text(fabrikam)
    assert told("apply", "--auto-approve").code == 0
    (tmp_path / "more.csv").write_text(
        "customer,workspace,person,answer,at\nfabrikam,finance,ana@contoso.com,accepted,2026-06-02\n"
    )
    assert told("record", "more.csv").code == 0

    unclear = told("activity", *ANA, "--workspace", "finance")

    assert unclear.code == 3
    assert "finance may be contoso/finance and fabrikam/finance" in unclear.err
    assert seen(told, ANA, "--workspace", "fabrikam/finance")["workspaces"][0]["cases"]["open"] == []
