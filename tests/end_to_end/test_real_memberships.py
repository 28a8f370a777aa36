"""The memberships of real organisations (pseudonymous) through the whole job, by the command; skipped where absent."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROSTERS = Path(__file__).parents[3] / "shared" / "data"
IMPORT = ("--support", "unified", "--starts", "2026-01-01", "--ends", "2026-12-31")
OWNER = ("--services-admin", "owner@{customer}.example")
FIXED = {"RECONCILER_NOW": "2026-06-01T09:00:00Z", "RECONCILER_SEED": "real memberships"}


def run(*arguments: str, there: Path, code: int = 0) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "reconciler", *arguments]
    done = subprocess.run(command, cwd=there, env={**os.environ, **FIXED}, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout[-2000:] + done.stderr[-2000:]
    return done


@pytest.fixture(params=["kubernetes-org", "kubeflow-acls"])
def there(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    roster = ROSTERS / request.param / "roster.csv"
    if not roster.is_file():
        pytest.skip(f"{roster} is not on this machine")
    run("import", "roster", str(roster), "--out", "fleet", *IMPORT, *OWNER, there=tmp_path)
    return tmp_path


def answers(there: Path, state: str) -> int:
    """Everybody accepts; gives how many were invited."""
    listed = run("invitations", "list", "--format", "csv", "--date", "2026-06-02", "--state", state, there=there).stdout
    rows = [{**row, "answer": "accepted", "at": "2026-06-01T08:00:00Z"} for row in csv.DictReader(listed.splitlines())]
    with (there / "answers.csv").open("w", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    run("record", "answers.csv", "--state", state, there=there)
    return len({(row["customer"], row["workspace"], row["person"].lower()) for row in rows})


def test_everybody_is_invited_once_in_each_workspace_and_then_nothing_is_left_to_do(there: Path) -> None:
    heads = {}
    for state in ("fleet.db", "fleet.json"):
        applied = run(
            "apply",
            "fleet",
            "--auto-approve",
            "--date",
            "2026-06-01",
            "--state",
            state,
            "--format",
            "json",
            there=there,
        )
        invited = json.loads(applied.stdout)["summary"]["invite"]
        run("plan", "fleet", "--date", "2026-06-01", "--state", state, "--detailed-exitcode", there=there)

        assert answers(there, state) == invited
        run("plan", "fleet", "--date", "2026-06-03", "--state", state, "--detailed-exitcode", there=there)
        sound = json.loads(run("verify", "--state", state, "--format", "json", there=there).stdout)
        assert sound["memberships"] == invited
        heads[state] = sound["heads"]

    assert heads["fleet.db"] == heads["fleet.json"]


def test_what_was_imported_dumped_and_put_in_order_twice_still_plans_nothing(there: Path) -> None:
    on = ("--date", "2026-06-01", "--state", "fleet.db")
    run("apply", "fleet", "--auto-approve", *on, there=there)

    run("dump", "--out", "dumped", *on, there=there)
    run("fmt", "dumped", there=there)
    run("fmt", "fleet", there=there)

    assert run("fmt", "dumped", there=there).stdout == ""
    for configuration in ("dumped", "fleet"):
        run("plan", configuration, *on, "--detailed-exitcode", there=there)
