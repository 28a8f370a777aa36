"""Starting ``store_worker`` in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

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
