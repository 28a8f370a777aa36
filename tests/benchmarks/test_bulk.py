"""The benchmark of the bulk paths finishes and finds every answer right; how fast it is, no test asks."""

import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).with_name("bulk.py")


def test_a_fleet_and_one_large_customer_come_to_what_was_asked_for() -> None:
    command = [sys.executable, str(SCRIPT), "--members", "10000", "100000", "--peers", "200"]

    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=600, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    for size in ("10,000 memberships, 20 customers, 100 workspaces", "100,000 memberships, 200 customers, 1,000 work"):
        assert size in done.stdout
    steps = [line.split(" | ")[0] for line in done.stdout.splitlines() if line.startswith(("| plan", "| one"))]
    assert len(steps) == 3 * len(set(steps))  # each size, and how they grow
    assert "| one customer with all: apply" in steps
    assert "| DeepDiff: plan 1 % of changes |" in done.stdout
