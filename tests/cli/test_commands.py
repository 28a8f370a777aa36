"""Each command once, from an empty directory to a verified state, as a new user would go."""

import csv
import io
import json
from pathlib import Path

import pytest
from commands_run import CONTOSO, DAY, configured, reconciler

ANSWERS = """\
customer,workspace,person,answer,at
contoso,finance,kai@contoso.com,accepted,2026-07-02
contoso,finance,ana@contoso.com,declined,2026-07-02
"""


@pytest.fixture
def applied(tmp_path: Path) -> Path:
    """Contoso, planned and applied."""
    at = configured(tmp_path)
    assert reconciler("apply", "--auto-approve", "--date", DAY, at=at).code == 0
    return at


def test_init_gives_a_configuration_that_plans_and_is_never_overwritten(tmp_path: Path) -> None:
    first = reconciler("init", at=tmp_path)

    assert first.code == 0
    assert "Next: reconciler plan ." in first.err
    assert "contoso" in reconciler("plan", "--date", DAY, at=tmp_path).out
    assert reconciler("init", at=tmp_path).code == 64


def test_the_first_apply_says_what_to_write_into_the_configuration(tmp_path: Path) -> None:
    at = configured(tmp_path)

    ran = reconciler("apply", "--auto-approve", "--date", DAY, "--state", "hub.json", at=at)

    assert "  state: {url: hub.json, lineage: " in ran.err
    assert "Applied " in ran.out


def test_a_saved_plan_is_shown_and_applied_as_it_is(tmp_path: Path) -> None:
    at = configured(tmp_path)
    planned = reconciler("plan", "--date", DAY, "--out", "contoso.plan", at=at)

    shown = reconciler("show", "contoso.plan", at=at)
    done = reconciler("apply", "contoso.plan", "--auto-approve", "--date", DAY, at=at)

    assert shown.out == planned.out
    assert "To apply exactly this: reconciler apply contoso.plan" in planned.err
    assert done.code == 0
    assert reconciler("apply", "contoso.plan", "--auto-approve", "--no-removals", at=at).code == 64


@pytest.mark.parametrize(
    ("on", "state", "why"),
    [
        ("2026-06-01", (), "this plan is made for 1 July 2026, and today is 1 June 2026"),
        (DAY, (), "this plan was applied on "),
        (DAY, ("--state", "other.db"), "this plan was made when there was no state yet; now there is one"),
    ],
)
def test_what_is_refused_anyway_is_refused_before_anybody_reads_the_plan(
    on: str, state: tuple[str, ...], why: str, tmp_path: Path
) -> None:
    at = configured(tmp_path)
    reconciler("plan", "--date", DAY, "--out", "contoso.plan", "--no-removals", at=at)
    for there in ((), ("--state", "other.db")):
        what = ("contoso.plan",) if not there else ("--target", "contoso")
        assert reconciler("apply", *what, *there, "--auto-approve", "--date", DAY, at=at).code == 0

    refused = reconciler("apply", "contoso.plan", "--auto-approve", "--date", on, *state, at=at)

    assert (refused.code, refused.out) == (5, "")
    assert refused.err.startswith(f"error: {why}")


def test_the_state_is_shown_whole_by_customer_and_by_workspace(applied: Path) -> None:
    everything = json.loads(reconciler("show", "--format", "json", "--date", DAY, at=applied).out)
    workspace = reconciler("show", "contoso/finance", "--date", DAY, at=applied)

    assert everything["customers"][0]["workspaces"].keys() == {"default", "finance"}
    assert "invited, open until 2026-07-30" in workspace.out
    assert "default" not in workspace.out
    assert reconciler("show", "contso", at=applied).code == 64


def test_status_is_a_line_for_each_customer(applied: Path) -> None:
    text = reconciler("status", "--date", DAY, at=applied).out
    table = list(csv.DictReader(io.StringIO(reconciler("status", "--format", "csv", "--date", DAY, at=applied).out)))

    assert "contoso" in text
    assert (table[0]["customer"], table[0]["open"], table[0]["serial"]) == ("contoso", "3", "1")


def test_answers_are_recorded_and_the_bad_rows_reported(applied: Path) -> None:
    (applied / "answers.csv").write_text(ANSWERS + "contoso,finance,nobody@contoso.com,accepted,2026-07-02\n")

    ran = reconciler("record", "answers.csv", at=applied, variables={"RECONCILER_NOW": "2026-07-03T09:00:00Z"})

    assert ran.code == 6
    assert "answers.csv:4:" in ran.err
    assert "1 accepted, 1 declined" in ran.out


def test_those_who_need_a_decision_are_listed(applied: Path) -> None:
    assert reconciler("invitations", "list", "--needs-decision", at=applied).out == "Nobody needs a decision.\n"

    (applied / "answers.csv").write_text(ANSWERS)
    reconciler("record", "answers.csv", at=applied, variables={"RECONCILER_NOW": "2026-07-03T09:00:00Z"})

    listed = reconciler(
        "invitations", "list", "--needs-decision", "--date", "2026-07-03", "--format", "csv", at=applied
    )

    assert [row["person"] for row in csv.DictReader(io.StringIO(listed.out))] == ["ana@contoso.com"]
    told = reconciler("invitations", "list", "--needs-decision", "--date", "2026-07-03", at=applied).out
    assert told.endswith("\n1 invitation needs a decision.\n")


def test_a_sound_state_verifies_and_says_what_was_looked_at(applied: Path) -> None:
    text = reconciler("verify", at=applied)
    report = json.loads(reconciler("verify", "--format", "json", at=applied).out)

    assert text.code == 0
    assert "1 customer, 1 journal entry and 0 memberships: everything holds." in text.err
    assert (report["kind"], report["problems"]) == ("verified", [])


def test_a_roster_becomes_a_configuration(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("customer,workspace,person,role\ncontoso,finance,ana@contoso.com,member\n")
    terms = ("--support", "unified", "--starts", "2026-01-01", "--ends", "2026-12-31")

    ran = reconciler(
        "import",
        "roster",
        "people.csv",
        "--out",
        "k8s",
        *terms,
        "--services-admin",
        "owner@{customer}.example",
        at=tmp_path,
    )

    assert ran.code == 0
    assert "Next: reconciler plan k8s" in ran.err
    assert reconciler("validate", "k8s", at=tmp_path).code == 0


@pytest.mark.parametrize("identifier", ["S-11", "d-08", "removals", "unknown-field"])
def test_rules_guards_and_codes_are_explained(identifier: str, tmp_path: Path) -> None:
    ran = reconciler("explain", identifier, at=tmp_path)

    assert ran.code == 0
    assert ran.out.lower().startswith(identifier.lower())


def test_explain_lists_everything_there_is(tmp_path: Path) -> None:
    out = reconciler("explain", at=tmp_path).out

    assert all(f"\n{identifier}" in f"\n{out}" for identifier in ("S-01", "D-22", "removals", "unknown-field"))


def test_every_schema_is_json(tmp_path: Path) -> None:
    names = reconciler("schema", at=tmp_path).out.split()

    assert {"customer", "reconciler", "roster-row"} <= set(names)
    assert json.loads(reconciler("schema", names[0], at=tmp_path).out)["$schema"]


def test_findings_come_in_three_formats(tmp_path: Path) -> None:
    at = configured(tmp_path, CONTOSO.replace("members:", "membres:"))

    text, concise, as_json = (reconciler("validate", "--format", f, at=at) for f in ("text", "concise", "json"))

    assert {text.code, concise.code, as_json.code} == {3}
    assert "  --> contoso.yaml:16:5\n" in text.out
    assert "1 error in 2 files." in text.err
    assert concise.out.startswith("contoso.yaml:16:5: error[unknown-field]")
    assert json.loads(as_json.out)["summary"] == {"error": 1, "warning": 0, "info": 0, "files": 2}
