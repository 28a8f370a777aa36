"""The benchmark of imports is right in what it says, on a size that takes no time."""

import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).with_name("imports.py")


def test_the_benchmark_imports_and_finds_every_answer_right() -> None:
    command = [sys.executable, str(SCRIPT), "--rows", "600"]

    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=300, check=False)

    assert done.returncode == 0, done.stderr
    assert "| the same again |" in done.stdout
