"""Global options stand before or after the command, or in the environment; help says what a beginner needs."""

import json
import subprocess
import sys
from pathlib import Path

import click
import pytest
from commands_run import DAY, configured, environment, reconciler

from reconciler.cli.options import FORMATS
from reconciler.cli.root import COMMANDS, root
from reconciler.cli.verb import Verb


def every_verb() -> list[tuple[str, Verb]]:
    found: list[tuple[str, Verb]] = []
    context = click.Context(root)
    for name, _, _ in COMMANDS:
        command = root.get_command(context, name)
        inner = command.commands.items() if isinstance(command, click.Group) else [("", command)]
        found += [(f"{name} {below}".strip(), verb) for below, verb in inner if isinstance(verb, Verb)]
    return found


def test_an_option_may_stand_before_or_after_the_command_and_the_last_counts(tmp_path: Path) -> None:
    for arguments in (["--format", "json", "version"], ["version", "--format", "json"]):
        assert "version" in json.loads(reconciler(*arguments, at=tmp_path).out)
    assert reconciler("--format", "json", "version", "--format", "text", at=tmp_path).out.startswith("reconciler ")


def test_every_option_has_a_variable(tmp_path: Path) -> None:
    ran = reconciler("version", at=tmp_path, variables={"RECONCILER_FORMAT": "json"})

    assert "version" in json.loads(ran.out)


def test_a_format_is_one_that_some_command_has() -> None:
    assert set(FORMATS) == {each for _, verb in every_verb() for each in verb.formats}


def test_a_format_in_the_environment_is_for_the_commands_that_have_it(tmp_path: Path) -> None:
    assert reconciler("schema", at=tmp_path, variables={"RECONCILER_FORMAT": "json"}).code == 0


def test_a_state_in_the_environment_is_beaten_by_the_command_line(tmp_path: Path) -> None:
    at = configured(tmp_path)
    variables = {"RECONCILER_STATE": "environment.json"}

    reconciler("apply", "--auto-approve", "--date", DAY, "--state", "flag.json", at=at, variables=variables)
    reconciler("apply", "--auto-approve", "--date", DAY, at=at, variables=variables)

    assert (at / "flag.json").exists()
    assert (at / "environment.json").exists()


def test_a_command_can_go_to_a_directory_first(tmp_path: Path) -> None:
    configured(tmp_path)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    assert "contoso-u26" in reconciler("-C", "..", "plan", "--date", DAY, at=elsewhere).out


def test_a_rehearsal_says_so(tmp_path: Path) -> None:
    ran = reconciler(
        "version", at=tmp_path, variables={"RECONCILER_NOW": "2026-07-01T09:00:00Z", "RECONCILER_SEED": "1"}
    )

    assert ran.err == (
        "note: a rehearsal: the time is 2026-07-01T09:00:00Z and chance is seeded (RECONCILER_NOW, RECONCILER_SEED)\n"
    )


@pytest.mark.parametrize(("name", "verb"), every_verb(), ids=lambda value: value if isinstance(value, str) else "")
def test_every_command_explains_itself_with_an_example_and_its_exit_codes(name: str, verb: Verb) -> None:
    text = verb.get_help(click.Context(verb, info_name=f"reconciler {name}"))

    assert verb.help
    assert f"reconciler {name}" in text.split("Example:")[1]
    assert "Exit codes: 0 done" in " ".join(text.split())


@pytest.mark.parametrize(("name", "verb"), every_verb(), ids=lambda value: value if isinstance(value, str) else "")
def test_every_option_of_every_command_says_what_it_is_for(name: str, verb: Verb) -> None:
    options = [p for p in [*verb.params, *root.params] if isinstance(p, click.Option)]

    assert [p.name for p in options if not p.help] == []
    assert [p.name for p in options if not p.hidden and not p.envvar and p.name != "version"] == [], name


def test_the_help_of_the_root_imports_no_command() -> None:
    code = (
        "import sys; from reconciler.cli.main import run; run(['--help']); run(['version']);"
        "dear = {'yaml', 'jsonschema', 'deepdiff', 'sqlite3', 'idna', 'reconciler.cli.commands.plan'};"
        "print(sorted(dear & sys.modules.keys()))"
    )

    done = subprocess.run([sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=True)

    assert done.stdout.endswith("[]\n")
