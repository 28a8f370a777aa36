"""kill -9 at random moments of an apply: nothing is lost, nothing is done twice, and the same command converges."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

CUSTOMERS, MEMBERS, KILLS = 12, 40, 20


def run(*arguments: str, code: int | None = 0) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([sys.executable, "-m", "reconciler", *arguments], capture_output=True, text=True, check=False)
    assert code is None or done.returncode == code, done.stdout + done.stderr
    return done


def configuration(directory: Path) -> Path:
    (directory / "reconciler.yaml").write_text("version: 1\nname: killed\n")
    for number in range(CUSTOMERS):
        home = directory / f"c{number:02}"
        home.mkdir()
        rows = "".join(f"p{n:03}@c{number:02}.example\n" for n in range(MEMBERS))
        (home / "people.csv").write_text(f"person\n{rows}")
        (home / "customer.yaml").write_text(
            f"version: 1\ncustomer: c{number:02}\ndomains: [c{number:02}.example]\n"
            "contracts:\n  u26:\n    support: unified\n    starts: 2026-01-01\n    ends: 2026-12-31\n"
            f"    services_admins: [owner@c{number:02}.example]\n"
            f"workspaces:\n  emea:\n    admins: [owner@c{number:02}.example]\n    members_from: [people.csv]\n"
        )
    return directory


@pytest.mark.parametrize("state", ["hub.db", "hub.json"])
def test_an_apply_killed_at_any_moment_is_finished_by_the_same_command(state: str, tmp_path: Path) -> None:
    there = configuration(tmp_path)
    url = str(tmp_path / state)
    apply = ["apply", str(there), "--auto-approve", "--date", "2026-06-01", "--state", url, "-q"]
    started = time.monotonic()
    run(
        "apply", str(there), "--auto-approve", "--date", "2026-06-01", "--state", str(tmp_path / f"whole-{state}"), "-q"
    )
    whole = time.monotonic() - started
    chance = random.Random(7)

    killed = 0
    for _ in range(KILLS):
        running = subprocess.Popen(
            [sys.executable, "-m", "reconciler", *apply], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            running.wait(timeout=chance.uniform(0.2, 1.0) * whole)
        except subprocess.TimeoutExpired:
            os.kill(running.pid, signal.SIGKILL)
            killed += running.wait() == -signal.SIGKILL
        if Path(url).exists():
            run("verify", "--state", url)

    run(*apply)
    run("plan", str(there), "--date", "2026-06-01", "--state", url, "--detailed-exitcode")
    run("verify", "--state", url)
    status = json.loads(run("status", "--state", url, "--date", "2026-06-01", "--format", "json").stdout)
    rows = status["customers"]
    assert [(row["serial"], row["open"], row["owed"]) for row in rows] == [(1, MEMBERS + 2, MEMBERS + 2)] * CUSTOMERS
    assert killed > 0
