"""The manual page has every command and option, and says to ``man`` nothing that it cannot read."""

import re
import shutil
import subprocess
from pathlib import Path

import click
import pytest
from commands_run import reconciler

from reconciler.cli.manual import commands, manual
from reconciler.cli.root import COMMANDS, root
from reconciler.cli.verb import EXITS

PAGE = list(manual(root))
PLAIN = "\n".join(PAGE).replace(r"\-", "-")


def test_every_command_has_a_part_of_its_own() -> None:
    parts = [
        re.split(r" [\[(A-Z]", line.removeprefix(".SS reconciler "))[0] for line in PLAIN.split("\n") if ".SS" in line
    ]

    assert parts == [" ".join(words) for words, _ in commands(root)]
    assert {words[0] for words, _ in commands(root)} == {name for name, _, _ in COMMANDS}


def test_every_option_that_help_shows_is_in_the_part_of_its_command() -> None:
    parts = PLAIN.split("\n.SS ")[1:]
    for (words, command), part in zip(commands(root), parts, strict=True):
        shown = [p for p in command.params if isinstance(p, click.Option) and not p.hidden]
        missing = [name for option in shown for name in option.opts if name not in part]
        assert missing == [], words


def test_every_exit_code_is_said() -> None:
    assert all(f"\n.B {int(code)}\n{meaning}\n" in PLAIN for code, meaning in EXITS.items())


def test_the_command_prints_the_page(tmp_path: Path) -> None:
    ran = reconciler("man", at=tmp_path)

    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "".join(f"{line}\n" for line in PAGE)


@pytest.mark.skipif(shutil.which("man") is None or shutil.which("groff") is None, reason="no man here")
def test_man_renders_it_without_a_warning(tmp_path: Path) -> None:
    page = tmp_path / "reconciler.1"
    page.write_text("".join(f"{line}\n" for line in PAGE), encoding="utf-8")

    done = subprocess.run(
        ["man", "--warnings", "-l", str(page)],
        env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "MANWIDTH": "80", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert "reconciler watch [OPTIONS] [PATH or URL]" in done.stdout
