"""What programs are given is what the published schemas say."""

import json
import re
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


def lived(at: Path) -> None:
    """Two applies, answers, a reason, and a case."""
    configured(at, CONTOSO.replace("- ana@contoso.com", "- {person: ana@contoso.com, ticket: CHG-4711}"))
    (at / "answers.csv").write_text(
        "customer,workspace,person,answer,at\n"
        + "".join(f"contoso,finance,{who}@contoso.com,accepted,{DAY}\n" for who in ("kai", "ana")),
        encoding="utf-8",
    )
    reconciler("apply", "--auto-approve", "--date", DAY, at=at)
    reconciler("record", "answers.csv", at=at, variables=NOW)
    title = ("--title", "Logs are late", "--severity", "high")
    ran = reconciler("case", "open", "contoso/finance", *title, "--as", "ana@contoso.com", at=at, variables=NOW)
    assert ran.code == 0, ran.err
    configured(at, CONTOSO + "      - eva@contoso.com\n")
    reconciler("plan", "--out", "second.plan", "--date", DAY, at=at)


NOW = {"RECONCILER_NOW": f"{DAY}T09:00:00Z"}
ASKED = (
    ("why ana@contoso.com", "why"),
    ("access ana@contoso.com", "access"),
    ("access contoso/finance", "access"),
    ("access contoso/finance --if", "access"),
    ("history", "history"),
    ("show APPLY", "apply"),
    ("show second.plan --against-now", "against-now"),
    ("apply second.plan --auto-approve", "receipt"),
    ("undo APPLY", "plan"),
    ("diff APPLY now", "differences"),
    ("drift", "differences"),
    ("status", "status"),
    ("verify", "verified"),
    ("invitations list", "invitations"),
    ("case list", "cases"),
    ("case show contoso/finance/1", "case"),
    ("erase ana@contoso.com --auto-approve", "erased"),
    ("erase ana@contoso.com --let-return contoso", "let-return"),
)


def test_every_answer_of_a_state_that_was_lived_in_is_as_its_schema_says(tmp_path: Path) -> None:
    lived(tmp_path)
    entries = json.loads(reconciler("history", "--format", "json", at=tmp_path).out)["entries"]
    apply = next(entry["apply"] for entry in entries if entry["apply"])

    for command, schema in ASKED:
        words = [apply if word == "APPLY" else word for word in command.split()]
        words += ["remove person ana@contoso.com"] if words[-1] == "--if" else []
        words += ["--date", DAY] if words[0] in ("undo", "apply") else []
        words += ["--as", "ana@contoso.com"] if words[0] == "case" else []
        ran = reconciler(*words, "--format", "json", at=tmp_path, variables=NOW)
        assert ran.code in (0, 4), (command, ran.err)
        assert faults(schema, ran.out) == [], command


def test_the_json_files_of_evidence_are_as_their_schemas_say(tmp_path: Path) -> None:
    lived(tmp_path)
    assert reconciler("export", "evidence", "folder", at=tmp_path, variables=NOW).code == 0

    for name, schema in (("state", "state"), ("heads", "heads"), ("verify", "verified")):
        assert faults(schema, (tmp_path / "folder" / f"{name}.json").read_text(encoding="utf-8")) == [], name


def test_every_kind_of_document_has_a_schema() -> None:
    """``kind`` of whatever is written by any reporter."""
    written = {
        kind
        for file in (HERE / "reconciler").rglob("*.py")
        for kind in re.findall(r'(?:kind=|"kind": |table_json\()"([a-z_]+)"', file.read_text(encoding="utf-8"))
    }
    described = {
        kind
        for file in (HERE / "schemas").glob("*.json")
        for kind in re.findall(
            r'"kind": {\s*"(?:const|enum)": (.*?)[,}]\s*"desc', file.read_text(encoding="utf-8"), re.S
        )
        for kind in re.findall(r'"([a-z_]+)"', kind)
    }
    lines_of_ndjson = {"change", "sight", "request", "approval", "finding", "guard", "summary"}

    assert written - described == lines_of_ndjson - described
