"""The benchmark of the rules runs every one of them over customers that are sound."""

import subprocess
import sys
from pathlib import Path

from reconciler.rules import book

SCRIPT = Path(__file__).with_name("rules.py")


def test_every_rule_of_the_book_has_its_line() -> None:
    command = [sys.executable, str(SCRIPT), "--members", "620", "--workspace", "70", "--times", "1"]

    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=300, check=False)

    assert done.returncode == 0, done.stderr
    assert "620 memberships, 9 workspaces, 1 customers" in done.stdout
    for rule in (*(judged.check for judged in book.CHECKS), *book.COMPLETIONS):
        assert f"| {rule.__module__.rpartition('.')[2]}.{rule.__name__} |" in done.stdout
