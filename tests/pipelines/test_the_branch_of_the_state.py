"""``ci/state.sh`` where the state cannot be pushed, and where hooks are in its way; any command may stand after it."""

import shutil
import subprocess
from importlib.resources import files
from pathlib import Path

import pytest
from forge import git, plain

COUNTED = ["sh", "-c", "echo x >> ran; cp ran .reconciler/state/hub.json"]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Of a repository on a forge, with the script in it and a state on its branch."""
    git(tmp_path, "init", "--quiet", "--bare", "people.git")
    git(tmp_path, "clone", "--quiet", str(tmp_path / "people.git"), "clone")
    clone = tmp_path / "clone"
    (clone / "ci").mkdir()
    shutil.copy(str(files("reconciler.workflows.starter") / "state.sh"), clone / "ci")
    git(clone, "add", "--all")
    git(clone, "commit", "--quiet", "-m", "Start")
    git(clone, "push", "--quiet", "origin", "HEAD:main")
    assert ran(clone).returncode == 0
    return clone


def ran(clone: Path, *command: str) -> subprocess.CompletedProcess[str]:
    command = ("sh", "ci/state.sh", "with", *(command or COUNTED))
    return subprocess.run(command, cwd=clone, env=plain(), capture_output=True, text=True, check=False)


def kept(clone: Path) -> str:
    return git(clone.parent / "people.git", "show", "reconciler-state:hub.json")


def refused_by(hook: Path) -> None:
    hook.write_text("#!/bin/sh\necho protected >&2\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)


def test_a_push_that_the_forge_refuses_is_no_race_and_nothing_runs_again(clone: Path) -> None:
    refused_by(clone.parent / "people.git" / "hooks" / "update")

    done = ran(clone)

    assert done.returncode == 1
    assert "protected" in done.stderr
    assert "error: the state could not be pushed to the branch reconciler-state of origin" in done.stderr
    assert "Another run" not in done.stderr
    assert (clone / "ran").read_text(encoding="utf-8") == "x\nx\n"
    assert kept(clone) == "x"


def test_a_forge_that_is_gone_after_the_command_is_no_race_either(clone: Path) -> None:
    done = ran(clone, *COUNTED[:2], f"{COUNTED[2]}; mv ../people.git ../gone")

    assert done.returncode == 1
    assert "could not be pushed" in done.stderr
    assert (clone / "ran").read_text(encoding="utf-8") == "x\nx\n"


def test_whoever_is_never_first_says_so_at_last(clone: Path) -> None:
    other = clone.parent / "other"
    git(clone.parent, "clone", "--quiet", str(clone.parent / "people.git"), str(other))
    push = "git commit -q --allow-empty -m Other && git push -q origin HEAD:reconciler-state"
    who = "-c user.name=Other -c user.email=other@contoso.com"
    first = (
        f"cd {other} && git fetch -q && git checkout -q origin/reconciler-state && {push.replace('git', f'git {who}')}"
    )

    done = ran(clone, *COUNTED[:2], f"{COUNTED[2]}; {first}")

    assert done.returncode == 1
    assert "error: other runs pushed the state first, 10 times" in done.stderr
    assert (clone / "ran").read_text(encoding="utf-8") == "x\n" * 11
    assert kept(clone) == "x"


def test_hooks_of_the_configuration_and_signatures_are_not_for_the_state(clone: Path) -> None:
    for hook in ("pre-commit", "commit-msg", "pre-push", "post-checkout"):
        refused_by(clone / ".git" / "hooks" / hook)
    git(clone, "config", "commit.gpgSign", "true")
    git(clone, "config", "gpg.program", "/nowhere/gpg")

    done = ran(clone)

    assert done.returncode == 0, done.stderr
    assert kept(clone) == "x\nx"


def test_what_was_not_pushed_is_not_thrown_away_by_taking_the_state_again(clone: Path) -> None:
    state = clone / ".reconciler" / "state" / "hub.json"
    state.write_text("by hand\n", encoding="utf-8")

    refused = script(clone, "take")
    pushed = script(clone, "push")
    taken = script(clone, "take")

    assert (refused.returncode, "was not pushed to the branch reconciler-state" in refused.stderr) == (1, True)
    assert "help: push it: ci/state.sh push" in refused.stderr
    assert (pushed.returncode, taken.returncode) == (0, 0), pushed.stderr + taken.stderr
    assert kept(clone) == "by hand"
    assert state.read_text(encoding="utf-8") == "by hand\n"


def script(clone: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", "ci/state.sh", *words], cwd=clone, env=plain(), capture_output=True, text=True, check=False
    )
