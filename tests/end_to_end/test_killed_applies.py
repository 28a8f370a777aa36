"""kill -9 at random moments of an apply: nothing is lost, nothing is done twice, and the same command converges."""

import json
import random
import time
from multiprocessing import get_context
from multiprocessing.context import ForkProcess
from pathlib import Path

import in_process
import pytest

CUSTOMERS, MEMBERS, KILLS = 40, 10, 20
DAY = "2026-06-01"
APPROVED = ("--auto-approve", "--date", DAY)


def run(*arguments: str) -> str:
    done = in_process.run(Path.cwd(), *arguments)
    assert done.code == 0, done.out + done.err
    return done.out


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
    chance = random.Random(7)
    committing = seconds_of_committing(applying(there, tmp_path / f"whole-{state}"), tmp_path / f"whole-{state}")

    partly = 0
    for number in range(KILLS):
        url = tmp_path / f"{number}-{state}"
        running = begun(applying(there, url), url)
        running.join(chance.uniform(0, 0.8) * committing)
        running.kill()
        running.join()
        partly += 0 < len(serials(url)) < CUSTOMERS
        run(*applying(there, url))

        run("plan", str(there), "--date", DAY, "--state", str(url), "--detailed-exitcode")
        run("verify", "--state", str(url))
        assert serials(url) == [(1, MEMBERS + 2, MEMBERS + 2)] * CUSTOMERS
    assert partly > 0, "no kill met an apply half-way"


def applying(there: Path, url: Path) -> list[str]:
    return ["apply", str(there), *APPROVED, "--state", str(url), "-q"]


def begun(command: list[str], url: Path) -> ForkProcess:
    """A process of its own that applies, at the moment the state is there: the first commit is near."""
    running = get_context("fork").Process(target=run, args=command)
    running.start()
    while running.is_alive() and not url.exists():
        running.join(timeout=0.001)
    return running


def seconds_of_committing(command: list[str], url: Path) -> float:
    """From the moment the state is there to the end."""
    running = begun(command, url)
    started = time.monotonic()
    running.join()
    assert running.exitcode == 0
    return time.monotonic() - started


def serials(url: Path) -> list[tuple[int, int, int]]:
    """Serial, open invitations and messages owed of every customer; and the state is sound, wherever it was cut."""
    if not url.exists():
        return []
    run("verify", "--state", str(url))
    rows = json.loads(run("status", "--state", str(url), "--date", DAY, "--format", "json"))["customers"]
    return [(row["serial"], row["open"], row["owed"]) for row in rows]
