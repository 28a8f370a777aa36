"""``--changed-since``: the customers that a commit range touches, and those that are due."""

import os
import shutil
from pathlib import Path

import pytest
from checkouts import git
from commands_run import CONTOSO, Ran, configured, reconciler

NAMES = ("contoso", "fabrikam", "lamna")


def committed(at: Path, day: str = "2026-07-01") -> None:
    git(at, "add", "-A")
    git(at, "commit", "-q", "-m", "so", day=day)


@pytest.fixture
def at(tmp_path: Path) -> Path:
    """Three customers, applied and committed; the state is not of the checkout."""
    configured(tmp_path)
    (tmp_path / ".gitignore").write_text(".reconciler\n*.plan\n")
    for name in NAMES:
        (tmp_path / f"{name}.yaml").write_text(CONTOSO.replace("contoso", name))
    git(tmp_path, "init", "-q", "-b", "main")
    committed(tmp_path)
    assert reconciler("apply", "--auto-approve", "--date", "2026-07-01", at=tmp_path).code == 0
    for name in NAMES:  # every one of them has something to do
        (tmp_path / f"{name}.yaml").write_text(CONTOSO.replace("contoso", name) + f"      - eva@{name}.com\n")
    committed(tmp_path)
    return tmp_path


def planned(at: Path, revision: str = "HEAD", on: str = "2026-07-01") -> Ran:
    return reconciler("plan", "--changed-since", revision, "--date", on, "--format", "ndjson", at=at)


def customers(ran: Ran) -> set[str]:
    return {name for name in NAMES if f'"customer": "{name}"' in ran.out}


def add(at: Path, name: str, text: str) -> None:
    with (at / f"{name}.yaml").open("a") as file:
        file.write(text)


def test_nobody_touched_is_nothing_to_do(at: Path) -> None:
    ran = reconciler("plan", "--changed-since", "HEAD", "--date", "2026-07-01", at=at)

    assert (ran.code, customers(planned(at))) == (0, set())
    assert "With --changed-since HEAD nothing is to do." in ran.out


def test_git_is_asked_each_thing_once(at: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """What a plan says of its commit and what it takes to have changed rest on the same answers."""
    written, git_here = tmp_path_factory.mktemp("path"), shutil.which("git")
    (written / "git").write_text(f'#!/bin/sh\necho "$*" >>"{written}/questions"\nexec "{git_here}" "$@"\n')
    (written / "git").chmod(0o755)
    path = f"{written}{os.pathsep}{os.environ['PATH']}"

    ran = reconciler("plan", "--changed-since", "HEAD", "--date", "2026-07-01", at=at, variables={"PATH": path})

    questions = (written / "questions").read_text().splitlines()
    assert ran.code == 0
    assert any(" ls-files " in question for question in questions)
    assert sorted(set(questions)) == sorted(questions)


def test_a_customer_whose_file_changed_is_planned_committed_or_not(at: Path) -> None:
    add(at, "fabrikam", "      - zoe@fabrikam.com\n")
    assert customers(planned(at)) == {"fabrikam"}
    committed(at)

    assert customers(planned(at)) == set()
    assert customers(planned(at, "HEAD~1")) == {"fabrikam"}


def test_one_whose_roster_changed(at: Path) -> None:
    (at / "rosters").mkdir()
    add(at, "lamna", "    members_from: [rosters/lamna.csv]\n")
    (at / "rosters" / "lamna.csv").write_text("person\nzoe@lamna.com\n")
    committed(at)
    (at / "rosters" / "lamna.csv").write_text("person\nzoe@lamna.com\nida@lamna.com\n")

    assert customers(planned(at)) == {"lamna"}


def test_nobody_whose_roster_is_only_called_the_same(at: Path) -> None:
    for name in ("fabrikam", "lamna"):
        add(at, name, "    members_from: [people.csv]\n")
        (at / name).mkdir()
        (at / f"{name}.yaml").rename(at / name / "customer.yaml")
        (at / name / "people.csv").write_text(f"person\nzoe@{name}.com\n")
    committed(at)
    (at / "lamna" / "people.csv").write_text("person\nzoe@lamna.com\nida@lamna.com\n")

    assert customers(planned(at)) == {"lamna"}


def test_one_whose_only_file_is_gone(at: Path) -> None:
    (at / "lamna.yaml").unlink()

    ran = planned(at)

    assert (ran.code, customers(ran)) == (4, {"lamna"})


def test_one_that_is_new(at: Path) -> None:
    (at / "lamna.yaml").rename(at / "moved.yaml")

    assert customers(planned(at)) == {"lamna"}


def test_everybody_where_the_head_of_the_configuration_changed(at: Path) -> None:
    (at / "reconciler.yaml").write_text("version: 1\nname: tests\ndefaults: {attempts: 2}\n")

    assert customers(planned(at)) == set(NAMES)


def test_one_that_fell_due_since(at: Path) -> None:
    text = (at / "lamna.yaml").read_text().replace("- ana@lamna.com", "- {person: ana@lamna.com, until: 2026-07-03}")
    (at / "lamna.yaml").write_text(text)
    committed(at)

    assert customers(planned(at, on="2026-07-03")) == set()
    assert customers(planned(at, on="2026-07-04")) == {"lamna"}


def on_the_day(day: str, *arguments: str, at: Path) -> Ran:
    return reconciler(*arguments, at=at, variables={"RECONCILER_NOW": f"{day}T09:00:00Z"})


@pytest.fixture
def ending(at: Path) -> Path:
    """In lamna somebody has a last day in the state, and everybody is as declared; the next commit is of the 5th."""
    text = CONTOSO.replace("contoso", "lamna")
    (at / "lamna.yaml").write_text(text.replace("- ana@lamna.com", "- {person: ana@lamna.com, until: 2026-07-03}"))
    assert on_the_day("2026-07-01", "apply", "--auto-approve", at=at).code == 0
    committed(at, day="2026-07-05")
    return at


@pytest.mark.parametrize("applies", [0, 1])
def test_one_that_fell_due_before_the_commit_and_was_not_applied(ending: Path, applies: int) -> None:
    """Whether an apply has found since then that everybody is as declared, or not."""
    for _ in range(applies):
        on_the_day("2026-07-01", "apply", "--auto-approve", at=ending)

    assert customers(planned(ending, on="2026-07-05")) == {"lamna"}


def test_one_whose_day_came_before_the_commit_though_somebody_has_to_agree(at: Path) -> None:
    """The last day stands in the files alone, and what is due by itself is applied in between."""
    text = CONTOSO.replace("contoso", "lamna")
    assert on_the_day("2026-07-01", "apply", "--auto-approve", at=at).code == 0
    (at / "lamna.yaml").write_text(text.replace("- ana@lamna.com", "- {person: ana@lamna.com, until: 2026-07-03}"))
    committed(at, day="2026-07-05")
    assert on_the_day("2026-07-04", "apply", "--due", "--auto-approve", at=at).code == 0

    assert customers(planned(at, on="2026-07-05")) == {"lamna"}


def test_one_that_was_never_applied(at: Path) -> None:
    (at / "wingtip.yaml").write_text(
        CONTOSO.replace("contoso", "wingtip").replace("starts: 2026-07-01", "starts: 2026-07-03")
    )
    committed(at, day="2026-07-05")

    assert '"customer": "wingtip"' in planned(at, on="2026-07-05").out


@pytest.mark.parametrize("made", ["2026-07-03T00:30:00+09:00", "2027-01-01T09:00:00Z"])
def test_one_that_is_due_whatever_the_clock_of_who_made_the_commit(
    made: str, at: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (at / "lamna.yaml").read_text().replace("- ana@lamna.com", "- {person: ana@lamna.com, until: 2026-07-02}")
    (at / "lamna.yaml").write_text(text)
    assert reconciler("apply", "--auto-approve", "--date", "2026-07-01", at=at).code == 0
    monkeypatch.setenv("GIT_COMMITTER_DATE", made)
    committed(at, day="")

    assert customers(planned(at, on="2026-07-02")) == set()
    assert customers(planned(at, on="2026-07-03")) == {"lamna"}


@pytest.mark.parametrize("revision", ["nowhere", "--all", "HEAD~50", "-n1"])
def test_a_commit_that_is_not_there_is_said_so(at: Path, revision: str) -> None:
    ran = reconciler("plan", f"--changed-since={revision}", at=at)

    assert (ran.code, "there is no such commit in this checkout" in ran.err) == (3, True)


def test_without_a_checkout_it_is_said_so(tmp_path: Path) -> None:
    ran = reconciler("plan", "--changed-since", "HEAD", at=configured(tmp_path))

    assert (ran.code, "is in no Git checkout" in ran.err) == (3, True)


def test_without_git_it_is_said_so(at: Path) -> None:
    ran = reconciler("plan", "--changed-since", "HEAD", at=at, variables={"PATH": "/nowhere"})

    assert (ran.code, "there is none here" in ran.err) == (3, True)


def test_apply_takes_it_too(at: Path) -> None:
    add(at, "fabrikam", "      - zoe@fabrikam.com\n")

    ran = reconciler("apply", "--changed-since", "HEAD", "--auto-approve", "--date", "2026-07-01", at=at)

    assert (ran.code, "to fabrikam, now at serial 2: 2 invited" in ran.out) == (0, True)
