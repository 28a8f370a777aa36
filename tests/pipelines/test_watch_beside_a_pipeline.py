"""``watch`` of a repository whose pipeline keeps the state on a branch: nobody is invited a second time."""

import shutil
from importlib.resources import files
from pathlib import Path

import pytest
from commands_run import CONTOSO, reconciler
from forge import git
from watching import NOW, Team

from reconciler.loading.followed import STATE_BRANCH


@pytest.fixture
def team(tmp_path: Path) -> Team:
    """With the state of the pipeline, in which everybody was invited, on its branch and nowhere else."""
    team = Team(tmp_path)
    reconciler("apply", "--auto-approve", "--state", "hub.json", at=team.clone, variables=NOW)
    git(team.clone, "checkout", "--quiet", "--orphan", "new")
    git(team.clone, "rm", "-r", "--quiet", "--cached", ".")
    git(team.clone, "add", "hub.json", "hub.journal.jsonl")
    git(team.clone, "commit", "--quiet", "-m", "apply")
    git(team.clone, "push", "--quiet", "origin", f"HEAD:refs/heads/{STATE_BRANCH}")
    git(team.clone, "checkout", "--quiet", "--force", "main")
    return team


def alone(team: Team) -> Path:
    """A clone of one branch, which knows no other."""
    git(team.at, "clone", "--quiet", "--single-branch", str(team.repository), "alone")
    return team.at / "alone"


def aside(team: Team) -> Path:
    """A checkout on a branch that follows none."""
    git(team.at, "clone", "--quiet", "--origin", "our/team", str(team.repository), "aside")
    git(team.at / "aside", "checkout", "--quiet", "--no-track", "-b", "trial")
    return team.at / "aside"


def test_it_makes_no_state_of_its_own(team: Team) -> None:
    sources = [(team.repository, ["--workdir", "work"]), (team.clone, []), (team.clone, ["--state", str(team.state)])]
    sources += [(alone(team), []), (aside(team), [])]

    ran = [reconciler("watch", str(at), "--once", *options, at=team.at, variables=NOW) for at, options in sources]

    for each in ran:
        assert each.code == 3
        assert "everybody would be invited again" in each.err
    assert not [*team.at.rglob("*.db")]


def test_the_state_that_was_taken_out_as_it_tells_is_gone_on_with(team: Team) -> None:
    taken = team.at / "taken"
    taken.mkdir()
    told = reconciler("watch", str(team.clone), "--once", at=team.at, variables=NOW)
    git(taken, "-C", str(team.clone), "archive", "--output", str(taken / "state.tar"), f"origin/{STATE_BRANCH}")
    shutil.unpack_archive(taken / "state.tar", taken)
    team.commit({"contoso.yaml": f"{CONTOSO}      - lin@contoso.com\n"})

    ran = reconciler("watch", str(team.clone), "--once", "--state", "taken/hub.json", at=team.at, variables=NOW)

    assert f"archive origin/{STATE_BRANCH} | tar -x" in told.err
    assert ran.code == 0, ran.err
    assert '"changes": {"invite": 1}' in ran.err


def test_the_branch_is_the_one_of_the_pipelines_that_init_writes() -> None:
    script = (files("reconciler.workflows.starter") / "state.sh").read_text(encoding="utf-8")

    assert f"branch={STATE_BRANCH}\n" in script
