"""The benchmark of the real history replays it, takes every apply back, and finds nothing wrong."""

import subprocess
import sys
from pathlib import Path

import pytest
from real_history import FILE

SCRIPT = Path(__file__).with_name("history.py")


@pytest.mark.skipif(not FILE.is_file(), reason=f"{FILE} is not on this machine")
def test_the_first_merges_are_replayed_and_taken_back() -> None:
    command = [sys.executable, str(SCRIPT), "--merges", "12", "--undo"]

    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=300, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    for what in ("plan", "apply", "answers", "second plan", "undo"):
        assert f"| {what} |" in done.stdout
