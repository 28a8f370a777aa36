"""What the README says is what happens: its tour is run, line by line, in one shell."""

import re
import shutil
from pathlib import Path

import pytest
from console import ROOT, has_in_order, install, run, type_in, typed

from reconciler.cli.root import COMMANDS
from reconciler.planning.guards.book import GUARDS

README = (ROOT / "README.md").read_text(encoding="utf-8")
TWO_COMMANDS = re.findall(r"^```sh\n(.*?)\n```$", README, re.DOTALL | re.MULTILINE)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A directory with the examples, and a ``.venv`` whose command is the one under test."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    install(tmp_path / ".venv" / "bin")
    return tmp_path


def test_the_tour_shows_what_it_says_and_every_command_succeeds(checkout: Path) -> None:
    steps = typed(README)

    ended = type_in([step.command for step in steps], checkout)

    assert [each.code for each in ended] == [0] * len(steps), ended
    for step, each in zip(steps, ended, strict=True):
        assert has_in_order(each.output, step.shown), f"$ {step.command}\n{each.output}"


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
