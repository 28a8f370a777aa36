"""The commit of the files: kept with every apply, told by the history, named by an undo."""

import json
import re
from pathlib import Path

import pytest
from checkouts import git
from commands_run import CONTOSO, Ran, configured, reconciler

DAY = ("--date", "2026-07-01")


@pytest.fixture
def at(tmp_path: Path) -> Path:
    configured(tmp_path)
    (tmp_path / ".gitignore").write_text(".reconciler\n*.plan\n", encoding="utf-8")
    git(tmp_path, "init", "-q", "-b", "main")
    commit(tmp_path)
    return tmp_path


def commit(at: Path) -> str:
    git(at, "add", "-A")
    git(at, "commit", "-q", "-m", "so")
    return git(at, "rev-parse", "HEAD")


def applied(at: Path) -> str:
    ran = reconciler("apply", "--auto-approve", "--format", "json", *DAY, at=at)
    assert ran.code == 0, ran.err
    return str(json.loads(ran.out)["apply"])


def edited(at: Path) -> None:
    (at / "contoso.yaml").write_text(CONTOSO + "      - eva@contoso.com\n", encoding="utf-8")


def planned_in(at: Path) -> str:
    return str(json.loads(reconciler("plan", "--format", "json", *DAY, at=at).out)["config"]["commit"])


def test_a_plan_says_the_commit_or_that_there_is_more_than_that(at: Path) -> None:
    head = git(at, "rev-parse", "HEAD")
    assert planned_in(at) == head
    edited(at)

    assert planned_in(at) == f"{head} with uncommitted changes"


def test_a_commit_is_no_part_of_what_a_reviewer_agrees_to(at: Path) -> None:
    before = json.loads(reconciler("plan", "--format", "json", *DAY, at=at).out)
    (at / "README").write_text("Read me.\n", encoding="utf-8")
    commit(at)

    after = json.loads(reconciler("plan", "--format", "json", *DAY, at=at).out)

    assert before["config"]["commit"] != after["config"]["commit"]
    assert before["changes_digest"] == after["changes_digest"]


def test_the_history_tells_the_commit_of_a_saved_plan_applied_elsewhere(at: Path) -> None:
    head = git(at, "rev-parse", "HEAD")
    reconciler("plan", "--out", "pr.plan", *DAY, at=at)
    edited(at)
    commit(at)
    ran = reconciler("apply", "pr.plan", "--auto-approve", *DAY, at=at)
    assert ran.code == 0, ran.err

    told = reconciler("history", "--format", "json", at=at)
    (entry,) = json.loads(told.out)["entries"]
    assert entry["commit"] == head
    assert f"commit {head[:8]}" in reconciler("history", at=at).out
    assert head in reconciler("history", "--format", "csv", at=at).out


def shown(at: Path, apply: str, *more: str) -> Ran:
    return reconciler("show", apply, *more, at=at)


def test_an_apply_tells_its_commit_and_its_undo_names_what_to_revert(at: Path) -> None:
    applied(at)
    edited(at)
    head = commit(at)
    second = applied(at)

    assert f"in commit {head[:8]}." in re.sub(r"\s+", " ", shown(at, second).out)
    assert json.loads(shown(at, second, "--format", "json").out)["commit"] == head
    undo = re.sub(r"\s+", " ", reconciler("undo", second, *DAY, at=at).out)
    assert f"revert commit {head[:8]} (git revert {head[:8]}; a merge with -m 1)" in undo


def test_nobody_is_told_to_revert_what_was_never_committed(at: Path) -> None:
    applied(at)
    head = git(at, "rev-parse", "HEAD")
    edited(at)
    second = applied(at)

    undo = re.sub(r"\s+", " ", reconciler("undo", second, *DAY, at=at).out)
    assert "git revert" not in undo
    assert f"they were commit {head[:8]} with uncommitted changes then" in undo


def test_what_was_reverted_is_not_planned_again(at: Path) -> None:
    applied(at)
    edited(at)
    commit(at)
    second = applied(at)
    reconciler("undo", second, "--out", "back.plan", *DAY, at=at)
    assert reconciler("apply", "back.plan", "--auto-approve", *DAY, at=at).code == 0
    assert reconciler("plan", *DAY, at=at).code == 4

    git(at, "revert", "--no-edit", "HEAD")

    ran = reconciler("plan", *DAY, at=at)
    assert (ran.code, ran.out.splitlines()[0]) == (0, "contoso is as declared. 3 answers are awaited.")
