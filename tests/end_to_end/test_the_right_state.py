"""Where the configuration names a lineage, another state, or none, is refused before anything is planned."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CUSTOMER = """version: 1
customer: contoso
domains: [contoso.com]
contracts:
  contoso-u26: {support: unified, starts: 2026-01-01, ends: 2026-12-31, services_admins: [mia@contoso.com]}
"""
ON = ("--date", "2026-06-01")


def run(there: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "reconciler", *arguments]
    return subprocess.run(command, cwd=there, capture_output=True, text=True, check=False)


@pytest.fixture
def there(tmp_path: Path) -> Path:
    """A configuration that has been applied and names the state that came of it."""
    (tmp_path / "reconciler.yaml").write_text("version: 1\nname: ours\n")
    (tmp_path / "contoso.yaml").write_text(CUSTOMER)
    assert run(tmp_path, "apply", ".", *ON, "--auto-approve", "--state", "hub.db").returncode == 0
    lineage = json.loads(run(tmp_path, "verify", "--state", "hub.db", "--format", "json").stdout)["lineage"]
    (tmp_path / "reconciler.yaml").write_text(f"version: 1\nname: ours\nstate: {{url: hub.db, lineage: {lineage}}}\n")
    return tmp_path


@pytest.mark.parametrize("command", [("plan", "."), ("apply", ".", "--auto-approve")])
def test_a_state_that_is_away_is_exit_3_and_nothing_is_planned(there: Path, command: tuple[str, ...]) -> None:
    (there / "hub.db").rename(there / "elsewhere.db")

    done = run(there, *command, *ON)

    assert (done.returncode, done.stdout) == (3, "")
    assert "there is no state at" in done.stderr
    assert not (there / "hub.db").exists()


def test_an_empty_file_in_its_place_is_exit_3(there: Path) -> None:
    (there / "hub.db").write_bytes(b"")

    done = run(there, "plan", ".", *ON)

    assert (done.returncode, done.stdout) == (3, "")
    assert (there / "hub.db").read_bytes() == b""


def test_another_state_is_exit_3_even_when_a_flag_names_it(there: Path) -> None:
    other = there / "other"
    other.mkdir()
    (other / "contoso.yaml").write_text(CUSTOMER)
    (other / "reconciler.yaml").write_text("version: 1\nname: ours\n")
    assert run(other, "apply", ".", *ON, "--auto-approve", "--state", "../other.db").returncode == 0

    done = run(there, "plan", "contoso.yaml", *ON, "--state", "other.db")

    assert done.returncode == 3
    assert "lineage" in done.stderr


def test_a_copy_of_the_right_state_is_the_right_state(there: Path) -> None:
    shutil.copy(there / "hub.db", there / "copy.db")

    assert run(there, "plan", "contoso.yaml", *ON, "--state", "copy.db", "--detailed-exitcode").returncode == 0


def test_a_customer_of_another_configuration_is_refused_until_it_is_adopted(there: Path) -> None:
    renamed = (there / "reconciler.yaml").read_text().replace("name: ours", "name: theirs")
    (there / "reconciler.yaml").write_text(renamed)

    refused = run(there, "plan", ".", *ON)
    adopted = run(there, "plan", ".", *ON, "--adopt", "--detailed-exitcode")

    assert refused.returncode == 3
    assert "ours" in refused.stdout
    assert adopted.returncode == 0


def test_a_saved_plan_is_applied_once(there: Path) -> None:
    (there / "contoso.yaml").write_text(CUSTOMER + "workspaces: {emea: {admins: [kai@contoso.com]}}\n")
    assert run(there, "plan", ".", *ON, "--out", "pr.plan").returncode == 0

    first = run(there, "apply", "pr.plan", *ON, "--auto-approve")
    second = run(there, "apply", "pr.plan", *ON, "--auto-approve")

    assert first.returncode == 0
    assert second.returncode == 5
    assert "this plan was applied on" in second.stderr


def test_a_saved_plan_never_makes_a_second_state(there: Path) -> None:
    (there / "contoso.yaml").write_text(CUSTOMER + "workspaces: {emea: {admins: [kai@contoso.com]}}\n")
    assert run(there, "plan", ".", *ON, "--out", "pr.plan").returncode == 0
    elsewhere = there / "elsewhere"
    elsewhere.mkdir()

    done = run(elsewhere, "apply", "../pr.plan", *ON, "--auto-approve", "--state", "mistyped.db")

    assert done.returncode == 3
    assert not (elsewhere / "mistyped.db").exists()


@pytest.mark.parametrize("command", [("plan", "."), ("status",)])
@pytest.mark.parametrize(
    ("options", "variables", "who", "undone"),
    [
        (("--lineage", "abcd"), {}, "--lineage names", "leave out --lineage"),
        ((), {"RECONCILER_LINEAGE": "abcd"}, "RECONCILER_LINEAGE names", "unset RECONCILER_LINEAGE"),
        (("--lineage", "ab"), {"RECONCILER_LINEAGE": "abcd"}, "--lineage names", "leave out --lineage"),
        ((), {}, "reconciler.yaml names", "take `lineage` out of reconciler.yaml"),
    ],
)
def test_who_names_the_lineage_is_who_is_named(
    there: Path, command: tuple[str, ...], options: tuple[str, ...], variables: dict[str, str], who: str, undone: str
) -> None:
    arguments = [sys.executable, "-m", "reconciler", *command, *options, "--state", "nowhere.db"]
    done = subprocess.run(
        arguments, cwd=there, capture_output=True, text=True, check=False, env={**os.environ, **variables}
    )

    assert done.returncode == 3
    assert who in done.stderr
    assert undone in done.stderr


def test_a_saved_plan_for_a_state_that_is_away_says_so_itself(there: Path) -> None:
    text = (there / "contoso.yaml").read_text()
    (there / "contoso.yaml").write_text(text.replace("ana@", "eva@"))
    assert run(there, "plan", ".", *ON, "--out", "c.plan").returncode == 0
    (there / "reconciler.yaml").write_text("version: 1\nname: ours\n")

    done = run(there, "apply", "c.plan", *ON, "--auto-approve", "--state", "nowhere.db")

    assert done.returncode == 3
    assert "the plan names a state with lineage" in done.stderr
