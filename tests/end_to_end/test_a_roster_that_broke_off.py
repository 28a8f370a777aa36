"""A roster that broke off, as a pipeline meets it: both kinds of state remember how many rows it had."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

CUSTOMER = """version: 1
customer: contoso
domains: [contoso.com]
limits: {removals: {floor: 1000}}
contracts:
  contoso-u26: {support: unified, starts: 2026-01-01, ends: 2026-12-31, services_admins: [mia@contoso.com]}
workspaces:
  emea: {admins: [kai@contoso.com], members_from: [rosters/emea.csv]}
"""
ON = ("--date", "2026-06-01")


def run(there: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "reconciler", *arguments]
    return subprocess.run(command, cwd=there, capture_output=True, text=True, check=False)


def roster(there: Path, *people: str) -> None:
    (there / "rosters").mkdir(exist_ok=True)
    (there / "rosters" / "emea.csv").write_text("person\n" + "".join(f"{p}\n" for p in people))


def team(count: int) -> list[str]:
    return [f"p{n:02}@contoso.com" for n in range(count)]


@pytest.fixture(params=["hub.db", "hub.json"])
def there(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Forty people from a roster, all of whom accepted."""
    head = f"version: 1\nname: ours\nstate: {{url: {request.param}}}\n"
    (tmp_path / "reconciler.yaml").write_text(head)
    (tmp_path / "contoso.yaml").write_text(CUSTOMER)
    roster(tmp_path, *team(40))
    assert run(tmp_path, "apply", ".", *ON, "--auto-approve").returncode == 0
    listed = run(tmp_path, "invitations", "list", "--format", "csv", *ON).stdout.splitlines()
    with (tmp_path / "answers.csv").open("w", newline="") as out:
        table = csv.writer(out)
        table.writerow(("customer", "workspace", "person", "answer", "at"))
        rows = csv.DictReader(listed)
        table.writerows((r["customer"], r["workspace"], r["person"], "accepted", "2026-06-01") for r in rows)
    assert run(tmp_path, "record", "answers.csv").returncode == 0
    return tmp_path


def test_the_removals_are_held_and_the_newcomer_is_invited(there: Path) -> None:
    roster(there, *team(10), "new@contoso.com")

    planned = run(there, "plan", ".", *ON, "--detailed-exitcode", "--out", "first.plan")
    told = json.loads(run(there, "plan", ".", *ON, "--format", "json").stdout)
    applied = run(there, "apply", "first.plan", "--auto-approve", *ON)
    again = run(there, "plan", ".", *ON, "--detailed-exitcode")

    assert planned.returncode == 2
    assert "held by guard shrunken_source: rosters/emea.csv has 11 rows and had 40" in planned.stdout
    assert "limits: {shrunken_source: {rows: 29}}" in " ".join(planned.stdout.split())
    (said,) = (g for g in told["guards"] if g["id"] == "shrunken_source")
    assert (said["ok"], said["held"], said["value"], said["limit"]) == (False, 30, 29, 10)
    assert [c["person"] for c in told["customers"][0]["changes"]] == ["new@contoso.com"]
    assert {h["rule"] for h in told["customers"][0]["held"]} == {"D-18"}
    assert applied.returncode == 0, applied.stderr
    assert again.returncode == 0
    assert run(there, "verify").returncode == 0


def test_a_limit_that_is_written_down_lets_them_go(there: Path) -> None:
    roster(there, *team(10))
    wide = "limits: {removals: {floor: 1000}, shrunken_source: {rows: 30}}"
    (there / "contoso.yaml").write_text(CUSTOMER.replace("limits: {removals: {floor: 1000}}", wide))

    first = run(there, "apply", ".", *ON, "--auto-approve")
    second = run(there, "apply", ".", *ON, "--auto-approve")

    assert "1 limit set" in first.stdout
    assert "30 removed" in second.stdout
    assert run(there, "plan", ".", *ON, "--detailed-exitcode").returncode == 0


def test_a_roster_with_nobody_in_it_is_an_error_and_nothing_is_planned(there: Path) -> None:
    roster(there)

    planned = run(there, "plan", ".", *ON)

    assert planned.returncode == 3
    assert "declares-nothing" in planned.stdout + planned.stderr
