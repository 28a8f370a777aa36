"""Assertions in the hands of a user: the plan that is stopped, its words, and the state that keeps them."""

import json
from pathlib import Path

import pytest
from commands_run import CONTOSO, DAY, configured, reconciler

WALLED = CONTOSO.replace("- ana@contoso.com", "- ana@contoso.com\n      - {group: guests}") + (
    "groups:\n  guests: [lea@fabrikam.com, luc@fabrikam.com]\n"
    'assertions:\n  - never: {person: "*@fabrikam.com", sees: finance}\n    because: they compete\n'
)
WITHOUT_GUESTS = WALLED.replace("      - {group: guests}\n", "")


@pytest.fixture(params=["hub.json", "hub.db"])
def state(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_a_plan_that_breaks_one_is_stopped_with_the_line_to_change(tmp_path: Path, state: str) -> None:
    configured(tmp_path, WALLED)

    text = reconciler("plan", ".", "--date", DAY, "--state", state, at=tmp_path)
    told = json.loads(reconciler("plan", ".", "--date", DAY, "--state", state, "--format", "json", at=tmp_path).out)

    assert text.code == 4
    said = " ".join(text.out.split())
    assert (
        "stopped by guard assertion: never *@fabrikam.com sees finance (contoso.yaml:22:5, because they compete): "
        "lea@fabrikam.com, luc@fabrikam.com would be in finance contoso.yaml:18:9 2 people in finance "
        "help: take these people out, or change the assertion, which comes with this plan"
    ) in said
    verdict = next(g for g in told["guards"] if g["id"] == "assertion")
    line = {"source": "contoso.yaml:18:9", "what": "2 people in finance", "people": 2}
    assert (verdict["ok"], verdict["value"], verdict["to_change"]) == (False, 1, [line])


def test_it_is_kept_in_the_state_and_its_words_in_no_hashed_body(tmp_path: Path, state: str) -> None:
    configured(tmp_path, WITHOUT_GUESTS)
    applied = reconciler("apply", ".", "--date", DAY, "--state", state, "--auto-approve", at=tmp_path)
    assert applied.code == 0, applied.err

    (tmp_path / "contoso.yaml").write_text(WALLED.split("assertions:")[0], encoding="utf-8")
    stopped = reconciler("plan", ".", "--date", DAY, "--state", state, at=tmp_path)

    assert stopped.code == 4
    assert "no longer asserted: never *@fabrikam.com sees finance" in " ".join(stopped.out.split())
    assert "in force by the state" in " ".join(stopped.out.split())
    shown = json.loads(reconciler("show", "--format", "json", "--state", state, at=tmp_path).out)
    written = {"never": {"person": "*@fabrikam.com", "sees": "finance"}, "because": "they compete"}
    assert shown["customers"][0]["assertions"] == [written]
    assert reconciler("verify", "--state", state, at=tmp_path).code == 0
    if state == "hub.json":
        assert "fabrikam" not in (tmp_path / "hub.journal.jsonl").read_text(encoding="utf-8")


def test_a_saved_plan_says_the_same_as_a_fresh_one(tmp_path: Path) -> None:
    configured(tmp_path, WALLED)
    fresh = reconciler("plan", ".", "--date", DAY, "--out", "a.plan", "--format", "json", at=tmp_path)

    shown = reconciler("show", "a.plan", "--format", "json", at=tmp_path)
    refused = reconciler("apply", "a.plan", "--auto-approve", "--date", DAY, "--state", "hub.db", at=tmp_path)

    assert json.loads(shown.out)["guards"] == json.loads(fresh.out)["guards"]
    assert refused.code == 4
