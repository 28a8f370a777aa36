"""What a message tells somebody to type works as it is typed, from where that somebody stands."""

import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from commands_run import DAY, configured, environment
from watching import HEAD, NOW, Team

from reconciler.reporting.from_elsewhere import from_elsewhere


def ran(*arguments: str, at: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "reconciler", *arguments]
    return subprocess.run(command, cwd=at, env={**environment(), **NOW}, capture_output=True, text=True, check=False)


def typed(remedy: str, at: Path) -> "subprocess.CompletedProcess[str]":
    """The command behind ``make one:``."""
    return ran(*shlex.split(remedy.partition("make one: ")[2])[1:], at=at)


def test_watch_tells_how_to_make_the_key_of_links_that_it_misses(tmp_path: Path) -> None:
    team = Team(tmp_path)
    team.commit({"reconciler.yaml": HEAD})
    state = ("--state", "state/hub.db")

    watched = ran("watch", str(team.repository), "--workdir", "work", *state, "--once", at=tmp_path)
    said = [json.loads(line) for line in watched.stderr.splitlines() if line.startswith("{")]
    (failed,) = [each for each in said if each["event"] == "failed"]
    made = typed(failed["help"], Path("/"))

    assert made.returncode == 0, made.stderr
    assert len(list((tmp_path / "work/clone/.reconciler/outbox/new").iterdir())) == 3


def test_a_command_that_went_to_another_directory_tells_how_to_go_there(tmp_path: Path) -> None:
    (tmp_path / "a folder").mkdir()
    configured(tmp_path / "a folder")
    there = ("-C", "a folder")
    ran(*there, "apply", "--date", DAY, "--auto-approve", at=tmp_path)

    refused = ran(*there, "deliver", at=tmp_path)
    made = typed(refused.stderr, tmp_path)

    assert "reconciler -C 'a folder' deliver --new-key" in refused.stderr
    assert made.returncode == 0, made.stderr


@pytest.mark.parametrize("said", ["write it into reconciler.yaml", "pip install 'reconciler[watch]'", "look there", ""])
def test_what_is_no_command_of_reconciler_stays(said: str) -> None:
    assert from_elsewhere(said, ("-C", "there")) == said
