"""Git, asked about the checkout that a configuration stands in. It runs no program that a configuration names, and
asks nobody for a password: who fetches without a person at hand has credentials, or none. What it complains of is in
English, whatever the language here: its first words are looked at."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from subprocess import CompletedProcess

_HARMLESS = (
    *("-c", "core.fsmonitor=false", "-c", "core.pager=cat", "-c", "core.hooksPath=/dev/null"),
    *("-c", "log.showSignature=false"),  # by a program, whose words would stand before the answer
    *("-c", "safe.bareRepository=explicit"),  # a folder of files that looks like a repository would bring its settings
)
_ASKS_NOBODY = {"GIT_TERMINAL_PROMPT": "0", "GIT_SSH_COMMAND": "ssh -o BatchMode=yes"}
_IN_ENGLISH = {"LC_ALL": "C"}
_PARTS = (
    "DIR WORK_TREE INDEX_FILE PREFIX COMMON_DIR NAMESPACE OBJECT_DIRECTORY ALTERNATE_OBJECT_DIRECTORIES QUARANTINE_PATH"
)
_OF_A_HOOK = frozenset(f"GIT_{part}" for part in _PARTS.split())
"""Git tells its hooks which repository they are of, by variables that go before the one that is asked about."""


def asked(at: Path, *arguments: str, patience: float = 60) -> "CompletedProcess[bytes] | None":
    """How Git ended; None where there is none, or where it did not end within ``patience`` seconds."""
    import subprocess  # start-up time: not every configuration stands in a checkout

    command = ["git", "-C", str(at), *_HARMLESS, *arguments]
    here = {name: value for name, value in os.environ.items() if name not in _OF_A_HOOK}
    unattended = {**_ASKS_NOBODY, **here, **_IN_ENGLISH}
    try:
        return subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=patience, check=False, env=unattended
        )
    except (OSError, subprocess.TimeoutExpired):
        return None


def without_filters(at: Path, patience: float = 60) -> tuple[str, ...]:
    """The words before a question for which Git looks into files: those name filters for themselves (.gitattributes),
    programs. With these words none of them is run."""
    named = said(at, "config", "--null", "--name-only", "--get-regexp", r"^filter\.", patience=patience)
    filters = {name.rpartition(".")[0] for name in named.split("\0") if name}
    off = (f"{f}.{word}" for f in sorted(filters) for word in ("clean=", "smudge=", "process=", "required=false"))
    return tuple(word for setting in off for word in ("-c", setting))


def said(at: Path, *arguments: str, patience: float = 60) -> str:
    """What Git says; empty where it is absent or refuses."""
    done = asked(at, *arguments, patience=patience)
    return done.stdout.decode("utf-8", "replace") if done is not None and done.returncode == 0 else ""


def complaint(done: "CompletedProcess[bytes] | None") -> str:
    """Why Git refused, in its own words; empty where it did not."""
    if done is None:
        return "git is not installed, or did not end in time"
    if not done.returncode:
        return ""
    lines = [line for line in done.stderr.decode("utf-8", "replace").splitlines() if line.strip()]
    telling = [line for line in lines if line.startswith(("fatal:", "error:"))] or lines
    return (
        telling[0].removeprefix("fatal: ").removeprefix("error: ") if telling else f"git ended with {done.returncode}"
    )
