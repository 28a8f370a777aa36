"""What the README says is what happens: its tour is run, line by line, in one shell."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from reconciler.cli.root import COMMANDS
from reconciler.planning.guards.book import GUARDS

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
TOUR = re.findall(r"^```console\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
TWO_COMMANDS = re.findall(r"^```sh\n(.*?)\n```$", README, re.DOTALL | re.MULTILINE)

END = r"""
printf '\n--- ended with %s\n' $?"""


@dataclass
class Typed:
    """One command of the tour, and lines that its output has, in this order; ``...`` stands for anything."""

    command: str
    shown: list[str] = field(default_factory=list)


def typed() -> list[Typed]:
    steps: list[Typed] = []
    for line in "".join(TOUR).splitlines():
        if line.startswith("$ "):
            steps.append(Typed(line.removeprefix("$ ")))
        else:
            steps[-1].shown.append(line)
    return steps


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A directory with the examples, and a ``.venv`` whose command is the one under test."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    command = tmp_path / ".venv" / "bin" / "reconciler"
    command.parent.mkdir(parents=True)
    python = shlex.quote(sys.executable)
    command.write_text(f'#!/bin/sh\nPYTHONPATH={shlex.quote(str(ROOT))} exec {python} -m reconciler "$@"\n')
    command.chmod(0o755)
    return tmp_path


def run(script: str, at: Path) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return subprocess.run(
        ["bash", "-c", f"set -o pipefail\nexec 2>&1\n{script}"],
        cwd=at,
        env={**kept, "LANG": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def has_in_order(output: str, lines: list[str]) -> bool:
    """Whether the lines occur one after the other; how the output is laid out in columns and lines does not count."""
    flat, at = " ".join(output.split()), 0
    for piece in (part for line in lines for part in line.split("...")):
        words = " ".join(piece.split())
        at = flat.find(words, at)
        if at < 0:
            return False
        at += len(words)
    return True


def test_the_tour_shows_what_it_says_and_every_command_succeeds(checkout: Path) -> None:
    steps = typed()
    script = "\n".join(step.command + END for step in steps)

    outputs = re.split(r"\n--- ended with (\d+)\n", run(script, checkout).stdout)

    assert outputs[1::2] == ["0"] * len(steps), outputs
    for step, output in zip(steps, outputs[::2], strict=False):
        assert has_in_order(output, step.shown), f"$ {step.command}\n{output}"


def test_the_tour_tells_lines_that_are_missing_or_out_of_order() -> None:
    assert has_in_order("Plan  9f:\n 2 to invite", ["Plan ...: 2 to invite"])
    assert not has_in_order("2 to invite, Plan 9f", ["Plan", "2 to invite"])


def test_the_first_command_plans_and_applies_the_example(checkout: Path) -> None:
    _, _, last = TWO_COMMANDS[0].split(" && ")

    ran = run(last, checkout)

    assert ran.returncode == 0
    assert has_in_order(ran.stdout, ["contoso", "Plan", "25 to invite", "Applied", "25 invited"])


@pytest.mark.parametrize("command", TWO_COMMANDS)
def test_both_commands_are_one_line_and_make_their_own_venv(command: str) -> None:
    assert len(TWO_COMMANDS) == 2
    assert "\n" not in command
    assert command.startswith("python3 -m venv .venv && .venv/bin/pip install ")


def test_every_command_stands_in_the_readme() -> None:
    told = [name for name, _, _ in COMMANDS if re.search(rf"`{name}\b", README)]

    assert told == [name for name, _, _ in COMMANDS]


def test_every_guard_stands_in_the_readme() -> None:
    table = README.partition("| guard |")[2].partition("\n\n")[0]

    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == list(GUARDS)


def test_every_link_leads_somewhere() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", README)

    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
