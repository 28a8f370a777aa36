"""Git, asked about the checkout that a configuration stands in. It runs no program that a configuration names."""

import subprocess
from pathlib import Path

_HARMLESS = ("-c", "core.fsmonitor=false", "-c", "core.pager=cat")


def asked(at: Path, *arguments: str, patience: float = 60) -> "subprocess.CompletedProcess[bytes] | None":
    """How Git ended; None where there is none, or where it did not end within ``patience`` seconds."""
    command = ["git", "-C", str(at), *_HARMLESS, *arguments]
    try:
        return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=patience, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None


def said(at: Path, *arguments: str, patience: float = 60) -> str:
    """What Git says; empty where it is absent or refuses."""
    done = asked(at, *arguments, patience=patience)
    return done.stdout.decode("utf-8", "replace") if done is not None and done.returncode == 0 else ""
