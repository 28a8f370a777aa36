"""Every JSON document of every command is JSON, and as its schema says, also where there is next to nothing to say."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from commands_run import CONTOSO, DAY, HERE, configured, reconciler

from reconciler.planning import canonical

LATER = CONTOSO.partition("workspaces:")[0].replace("2026-07-01", "2026-08-01") + "limits: {min_admins: 2}\n"
"""A contract that has not started: its customer stands in the state for its limits alone, without workspaces."""

KEPT_EMPTY = """\
version: 1
customer: contoso
contracts:
  contoso-u26: {support: unified, starts: 2026-07-01, ends: 2027-06-30}
"""
"""Activated with nobody named: a default workspace without people."""

COMMANDS = (
    ("validate", "findings"),
    ("plan", "plan"),
    ("apply", "receipt"),
    ("show", "state"),
    ("status", "status"),
    ("history", "history"),
    ("diff now", "differences"),
    ("drift", "differences"),
    ("show --at now", "state"),
    ("deliver --new-key", "delivery"),
    ("verify", "verified"),
    ("invitations list", "invitations"),
    ("record answers.csv", "receipt"),
    ("state vendor list", "vendor"),
    ("plan", "plan"),
    ("apply", "receipt"),
    ("version", "version"),
    ("explain", "explanations"),
    ("explain S-11", "explanations"),
)
DATED = {"plan", "apply", "show", "status", "invitations list"}


def without_customers(at: Path) -> None:
    """A state that holds nobody of a customer: made for the vendor's people, or by nothing at all."""
    configured(at)
    assert reconciler("state", "vendor", "add", "avery@vendor.example", at=at).code == 0
    assert reconciler("state", "vendor", "remove", "avery@vendor.example", at=at).code == 0


def of(customer: str) -> Callable[[Path], None]:
    def made(at: Path) -> None:
        configured(at, customer)
        assert reconciler("apply", "--auto-approve", "--date", DAY, at=at).code == 0

    return made


CASES = {
    "no customers": without_customers,
    "no workspaces": of(LATER),
    "no people": of(KEPT_EMPTY),
    "people": of(CONTOSO),
}


@pytest.mark.parametrize("case", CASES)
def test_every_json_document_parses_and_is_as_its_schema_says(case: str, tmp_path: Path) -> None:
    CASES[case](tmp_path)
    (tmp_path / "answers.csv").write_text("customer,workspace,person,answer,at\n", encoding="utf-8")

    for command, schema in COMMANDS:
        options = ["--date", DAY] if command in DATED else []
        options += ["--auto-approve"] if command == "apply" else []
        that_day = {"RECONCILER_NOW": f"{DAY}T09:00:00Z"} if command.startswith("deliver") else {}
        ran = reconciler(*command.split(), *options, "--format", "json", at=tmp_path, variables=that_day)

        assert ran.code == 0, (command, ran.err)
        document = canonical.load(ran.out.encode())
        assert isinstance(document, dict), command
        if schema:
            _conforms(document, schema)

    lines = reconciler("plan", "--date", DAY, "--format", "ndjson", at=tmp_path).out.encode().splitlines()
    assert [canonical.load(line)["kind"] for line in lines][:1] == ["plan"]


def _conforms(document: Any, schema: str) -> None:
    definition = json.loads((HERE / "schemas" / f"{schema}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(definition).validate(document)
