"""The benchmark of rendering shows a plan in every format."""

import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).with_name("rendering.py")


def test_every_format_has_its_line() -> None:
    command = [sys.executable, str(SCRIPT), "--changes", "300", "--times", "1"]

    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=300, check=False)

    assert done.returncode == 0, done.stderr
    assert "| 300 changes | lines | MB | CPU s |" in done.stdout
    for name in ("text", "text, narrow", "text, folded", "markdown", "html", "json"):
        assert f"| {name} |" in done.stdout
