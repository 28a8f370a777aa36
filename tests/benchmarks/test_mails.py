"""The benchmark of sending is right in what it says, on a size that takes no time; how fast it is, no test asks."""

import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).with_name("mails.py")


def test_the_benchmark_sends_every_mail_once_from_both_stores() -> None:
    command = [sys.executable, str(SCRIPT), "--mails", "250"]

    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=300, check=False)

    assert done.returncode == 0, done.stderr
    assert [line.split(" |")[0] for line in done.stdout.splitlines()[-2:]] == ["| 250, SQLite", "| 250, JSON"]
