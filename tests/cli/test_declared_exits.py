"""The exit codes that a command's help names are those that it ends with: each declared one is reached, and no other
is ever seen (see ``commands_run.reconciler``)."""

import io
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from commands_run import DAY, configured, environment, exits_of
from exit_scenes import LOCKED, READERS, SCENES
from scene_makers import ON, in_order

from reconciler.cli.main import run
from reconciler.cli.root import root
from reconciler.cli.verb import EXITS, OF_EVERY_COMMAND
from reconciler.errors import ExitCode
from reconciler.stores import opening


def commands(family: click.Group = root, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    context = click.Context(family)
    for name in family.list_commands(context):
        command = family.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, (*before, name))
        else:
            yield (*before, name)


def test_every_declared_code_of_every_command_is_reached_in_a_scene() -> None:
    declared = {(command, code) for command in commands() for code in exits_of(command)}
    played = {(command, code) for command, scenes in SCENES.items() for code in scenes}

    assert declared == played | {(command, ExitCode.STALE) for command in READERS}


@pytest.mark.parametrize(
    ("command", "code"),
    [pytest.param(c, code, id=f"{' '.join(c)} {code}") for c, scenes in SCENES.items() for code in scenes],
)
def test_a_scene_ends_with_its_code(
    command: tuple[str, ...], code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", nobody := io.StringIO())
    monkeypatch.setenv("RECONCILER_NOW", f"{DAY}T09:00:00Z")
    arguments = SCENES[command][code](tmp_path)

    if (command, code) in LOCKED:
        store = opening.open_for_writing("hub.json")
        assert store is not None
        with store.lock("ci@runner-7", 0):
            assert run([*arguments, "--lock-timeout", "0s"]) == code
    else:
        assert run(arguments) == code

    if sys.stdin is not nobody:  # the scene has a terminal
        sys.stdin.close()


def test_reading_a_state_that_another_program_keeps_for_itself_is_5(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is waited for as long as was asked, and no longer."""
    monkeypatch.chdir(tmp_path)
    configured(tmp_path)
    in_order("apply", "--auto-approve", *ON, "--state", "hub.db")
    holder = sqlite3.connect("hub.db", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")

    command = [sys.executable, "-m", "reconciler", "--state", "hub.db", "--lock-timeout", "0s"]
    readers = [
        subprocess.Popen([*command, *reader], env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for reader in READERS.values()
    ]
    said = [reader.communicate()[1].decode() for reader in readers]
    holder.close()

    assert [reader.returncode for reader in readers] == [ExitCode.STALE] * len(readers)
    assert all("is being used by another program" in words for words in said)


@pytest.mark.parametrize("command", list(commands()), ids=" ".join)
def test_help_says_the_codes_and_what_they_mean(command: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*command, "--help"]) == 0

    said = " ".join(capsys.readouterr().out.split())
    listed = said.partition("Exit codes: ")[2].partition(". Global")[0]
    assert [int(code) for code in re.findall(r"(?:^|, )(\d+) ", listed)] == list(exits_of(command))
    assert all(f"{code} {EXITS[code]}" in listed for code in exits_of(command))


def test_what_every_command_may_end_with_is_said_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0

    said = " ".join(capsys.readouterr().out.split())
    assert all(f"{code} {EXITS[code]}" in said for code in OF_EVERY_COMMAND)
    assert EXITS.keys() == set(ExitCode)


def test_a_command_declares_no_code_that_all_have() -> None:
    assert not {code for command in commands() for code in exits_of(command)} & set(OF_EVERY_COMMAND)
