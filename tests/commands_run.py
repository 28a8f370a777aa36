"""The command as a process, as a user or a pipeline runs it, and a small configuration to run it on."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from reconciler.cli.root import root
from reconciler.cli.verb import OF_EVERY_COMMAND, Verb
from reconciler.errors import ExitCode

HERE = Path(__file__).resolve().parents[1]
DAY = "2026-07-01"

CONTOSO = """\
version: 1
customer: contoso
name: Contoso Ltd
domains: [contoso.com]
contracts:
  contoso-u26:
    support: unified
    starts: 2026-07-01
    ends: 2027-06-30
    csam: avery@vendor.example
    services_admins: [mia@contoso.com]
workspaces:
  finance:
    purpose: Month end
    admins: [kai@contoso.com]
    members:
      - ana@contoso.com
"""


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


def environment(**variables: str) -> dict[str, str]:
    """Nothing of the developer's own settings; UTF-8, no colours asked for."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return {**kept, "PYTHONPATH": str(HERE), "LANG": "C.UTF-8", **variables}


def exits_of(command: tuple[str, ...]) -> tuple[ExitCode, ...]:
    """What a command declares to end with."""
    found: click.Command | None = root
    for name in command:
        assert isinstance(found, click.Group)
        found = found.get_command(click.Context(found), name)
    assert isinstance(found, Verb)
    return found.exits


def _declared(arguments: Sequence[str]) -> set[int]:
    """What a command line may end with: what its command declares, and what all have."""
    found: click.Command | None = root
    for word in arguments:
        if isinstance(found, click.Group) and (deeper := found.get_command(click.Context(found), word)) is not None:
            found = deeper
    return {*OF_EVERY_COMMAND, *(found.exits if isinstance(found, Verb) else (ExitCode.DONE,))}


def reconciler(*arguments: str, at: Path, stdin: str = "", variables: Mapping[str, str] | None = None) -> Ran:
    done = subprocess.run(
        [sys.executable, "-m", "reconciler", *arguments],
        cwd=at,
        env=environment(**(variables or {})),
        input=stdin.encode(),
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode in _declared(arguments), f"{arguments} ended with {done.returncode}, which its help omits"
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def configured(at: Path, customer: str = CONTOSO) -> Path:
    """A directory with one customer in it."""
    (at / "reconciler.yaml").write_text("version: 1\nname: tests\n", encoding="utf-8")
    (at / "contoso.yaml").write_text(customer, encoding="utf-8")
    return at
