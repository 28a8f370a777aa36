"""What programs are given is what the published schemas say."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from commands_run import CONTOSO, DAY, HERE, configured, reconciler
from links import WORK, link_file


def faults(schema: str, text: str) -> list[str]:
    definition: Any = json.loads((HERE / "schemas" / f"{schema}.schema.json").read_text(encoding="utf-8"))
    return [error.message for error in jsonschema.Draft202012Validator(definition).iter_errors(json.loads(text))]


def test_a_plan_a_receipt_and_a_state_are_as_their_schemas_say(tmp_path: Path) -> None:
    at = configured(tmp_path)

    planned = reconciler("plan", "--date", DAY, "--format", "json", at=at).out
    applied = reconciler("apply", "--auto-approve", "--date", DAY, "--format", "json", at=at).out
    shown = reconciler("show", "--format", "json", "--date", DAY, at=at).out

    assert faults("plan", planned) == []
    assert faults("receipt", applied) == []
    assert faults("state", shown) == []


@pytest.mark.parametrize("member", ["ana@contoso.com", "not an address", "dev@partner.example"])
def test_findings_are_as_their_schema_says(member: str, tmp_path: Path) -> None:
    at = configured(tmp_path, CONTOSO.replace("ana@contoso.com", member))

    assert faults("findings", reconciler("validate", "--format", "json", at=at).out) == []


def test_an_invalid_or_empty_plan_is_a_plan_too(tmp_path: Path) -> None:
    at = configured(tmp_path, CONTOSO.replace("ana@contoso.com", "not an address"))

    assert faults("plan", reconciler("plan", "--date", DAY, "--format", "json", at=at).out) == []


@pytest.mark.parametrize("command", ["accept", "decline"])
def test_an_answer_is_as_its_schema_says(command: str, tmp_path: Path) -> None:
    at = configured(tmp_path)
    reconciler("apply", "--auto-approve", "--date", DAY, at=at)
    file = link_file(at, ".reconciler/state.db", "finance", "ana@contoso.com")
    account = ["--account", f"{WORK},o1,ana@contoso.com"] if command == "accept" else []
    now = {"RECONCILER_NOW": f"{DAY}T12:00:00Z"}

    told = reconciler("invitations", command, "--token-file", file, *account, "--format", "json", at=at, variables=now)

    assert faults("answer", told.out) == []
    answer = json.loads(told.out)
    assert (answer["answer"], answer["person"]) == ({"accept": "accepted"}.get(command, "declined"), "ana@contoso.com")
