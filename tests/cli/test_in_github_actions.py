"""What plan and apply leave for the job they run in, and that they leave nothing anywhere else."""

import json
import os
from pathlib import Path

import pytest
from commands_run import DAY, Ran, configured, reconciler

ON = ("--date", DAY, "--state", "hub.json")


@pytest.fixture
def at(tmp_path: Path) -> Path:
    (tmp_path / "summary.md").write_text("# before\n", encoding="utf-8")
    return configured(tmp_path)


def run(*arguments: str, at: Path, **variables: str) -> Ran:
    runner = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": "summary.md", "GITHUB_OUTPUT": "outputs.txt"}
    return reconciler(*arguments, at=at, variables={**runner, **variables})


def outputs(at: Path) -> dict[str, str]:
    lines = (at / "outputs.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines)


def test_a_plan_is_on_the_page_of_its_job_and_its_digests_are_outputs(at: Path) -> None:
    ran = run("plan", *ON, "--format", "json", "--detailed-exitcode", at=at)

    said = json.loads(ran.out)
    assert outputs(at) == {
        "plan": said["plan"],
        "changes-digest": said["changes_digest"],
        "changes": str(said["summary"]["total"]),
        "exit-code": "2",
    }
    page = (at / "summary.md").read_text(encoding="utf-8")
    assert page == "# before\n" + reconciler("plan", *ON, "--format", "markdown", at=at).out


def test_the_receipt_of_an_apply_is_on_the_page_too(at: Path) -> None:
    ran = run("apply", *ON, "--auto-approve", "--format", "json", at=at)

    receipt = json.loads(ran.out)
    assert outputs(at)["apply"] == receipt["apply"]
    assert outputs(at)["exit-code"] == "0"
    page = (at / "summary.md").read_text(encoding="utf-8")
    assert page.startswith("# before\n```text\nApplied ")
    assert page.endswith("```\n\n")


def test_a_guard_that_stops_is_told_to_the_next_step(at: Path) -> None:
    (at / "contoso.yaml").write_text(
        (at / "contoso.yaml").read_text(encoding="utf-8")
        + "assertions:\n  - at_most: {members: 1, in: finance}\n    because: a trial\n",
        encoding="utf-8",
    )

    ran = run("plan", *ON, at=at)

    assert (ran.code, outputs(at)["exit-code"]) == (4, "4")


@pytest.mark.parametrize("where", ["absent/summary.md", "."])
def test_a_page_that_cannot_be_written_is_a_note_and_changes_nothing(where: str, at: Path) -> None:
    ran = run("plan", *ON, at=at, GITHUB_STEP_SUMMARY=where)

    assert ran.code == 0
    assert f"note: GITHUB_STEP_SUMMARY names {where}, which cannot be written: " in ran.err


def test_a_line_that_a_step_before_left_open_is_ended_first(at: Path) -> None:
    for name in ("outputs.txt", "summary.md"):
        (at / name).write_text("theirs=1", encoding="utf-8")

    run("plan", *ON, at=at)

    assert outputs(at)["theirs"] == "1"
    assert (at / "summary.md").read_text(encoding="utf-8").startswith("theirs=1\n<!-- reconciler:plan -->\n")


def test_elsewhere_the_variables_mean_nothing(at: Path) -> None:
    run("plan", *ON, at=at, GITHUB_ACTIONS="")

    assert (at / "summary.md").read_text(encoding="utf-8") == "# before\n"
    assert not (at / "outputs.txt").exists()


@pytest.mark.parametrize("variable", ["GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT"])
def test_a_pipe_that_nobody_reads_is_not_waited_for(at: Path, variable: str) -> None:
    os.mkfifo(at / "pipe")

    ran = run("plan", *ON, at=at, **{variable: "pipe"})

    assert (ran.code, f"note: {variable} names pipe, which cannot be written" in ran.err) == (0, True)
