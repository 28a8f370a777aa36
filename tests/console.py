"""Console blocks of Markdown, typed into a shell: what a page shows is what happens."""

import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_END = re.compile(r"\n--- ended with (\d+)\n")


@dataclass
class Typed:
    """One command of a page, and lines that its output has, in this order; ``...`` stands for anything."""

    command: str
    shown: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Ended:
    output: str
    code: int


def typed(page: str) -> list[Typed]:
    """The commands in all console blocks of a page."""
    steps: list[Typed] = []
    for line in "".join(_CONSOLE.findall(page)).splitlines():
        if line.startswith("$ "):
            steps.append(Typed(line.removeprefix("$ ")))
        else:
            steps[-1].shown.append(line)
    return steps


def install(directory: Path) -> None:
    """Puts a command ``reconciler`` there, the one under test."""
    command = directory / "reconciler"
    directory.mkdir(parents=True, exist_ok=True)
    python = shlex.quote(sys.executable)
    command.write_text(f'#!/bin/sh\nPYTHONPATH={shlex.quote(str(ROOT))} exec {python} -m reconciler "$@"\n')
    command.chmod(0o755)


def run(script: str, at: Path, talk: str = "2>&1") -> subprocess.CompletedProcess[str]:
    """A script in one shell, with nothing of the developer's own settings; ``talk`` is where stderr goes."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return subprocess.run(
        ["bash", "-c", f"set -o pipefail\nexec {talk}\n{script}"],
        cwd=at,
        env={**kept, "LANG": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def type_in(commands: list[str], at: Path, talk: str = "2>&1") -> list[Ended]:
    """One command after the other, in one shell."""
    script = "\n".join(f"{command}\nprintf '\\n--- ended with %s\\n' $?" for command in commands)
    said = _END.split(run(script, at, talk).stdout)
    return [Ended(output, int(code)) for output, code in zip(said[::2], said[1::2], strict=False)]


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
