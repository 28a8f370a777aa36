"""Starting ``store_worker`` in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

WORKER = str(Path(__file__).with_name("store_worker.py"))
_ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


def ended(what: str, url: str, *before: str) -> "subprocess.CompletedProcess[str]":
    """The worker, once it has ended; ``before`` is a command that runs it."""
    command = [*before, sys.executable, WORKER, what, url]
    return subprocess.run(command, capture_output=True, text=True, env=_ENVIRONMENT, timeout=60, check=False)


def started(what: str, url: str) -> "subprocess.Popen[str]":
    command = [sys.executable, WORKER, what, url]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True, env=_ENVIRONMENT)


def on_read_only(directory: Path) -> list[str]:
    """The command that runs another one where ``directory`` cannot be written, not even by root."""
    script = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"'
    command = ["unshare", "-m", "sh", "-c", script, str(directory)]
    try:
        possible = subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        possible = False
    if not possible:
        pytest.skip("no private mount is possible here (needs root and unshare)")
    return command
