"""The first apply, where there is no state yet: it makes one with its first commit, or leaves nothing behind."""

import resource
import subprocess
import sys
from pathlib import Path

import pytest

CUSTOMER = """version: 1
customer: contoso
domains: [contoso.com]
contracts:
  contoso-u26: {support: unified, starts: 2026-01-01, ends: 2026-12-31, services_admins: [mia@contoso.com]}
workspaces:
  emea: {admins: [mia@contoso.com], members_from: [people.csv]}
"""
PEOPLE = "person\n" + "".join(f"p{number:04}@contoso.com\n" for number in range(1000))
ON = ("--date", "2026-06-01")


def run(there: Path, *arguments: str, largest_file: int = 0) -> subprocess.CompletedProcess[str]:
    """``largest_file``: no file can grow beyond so many bytes, as where the disk is full; 0 for no such limit."""

    def limit() -> None:
        if largest_file:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))

    command = [sys.executable, "-B", "-m", "reconciler", *arguments]
    return subprocess.run(command, cwd=there, capture_output=True, text=True, check=False, preexec_fn=limit)


@pytest.fixture
def there(tmp_path: Path) -> Path:
    """A configuration, and a plan that was made when there was no state."""
    (tmp_path / "reconciler.yaml").write_text("version: 1\nname: ours\n")
    (tmp_path / "contoso.yaml").write_text(CUSTOMER)
    (tmp_path / "people.csv").write_text(PEOPLE)
    assert run(tmp_path, "plan", ".", *ON, "--out", "first.plan").returncode == 0
    return tmp_path


def test_what_is_refused_leaves_no_state_and_does_not_spoil_the_plan(there: Path) -> None:
    before = sorted(there.iterdir())

    late = run(there, "apply", "first.plan", "--date", "2027-06-01", "--auto-approve")
    early = run(there, "apply", "first.plan", "--date", "2026-05-31", "--auto-approve")

    assert (late.returncode, early.returncode) == (5, 5)
    assert "no longer true" in late.stdout
    assert "made for 1 June 2026" in early.stderr
    assert sorted(there.iterdir()) == before
    assert run(there, "apply", "first.plan", *ON, "--auto-approve").returncode == 0


def too_small(there: Path, state: str) -> tuple[int, int, int]:
    """For an empty state; for the first commit; for a part of it. A plan is copied before it is applied, which the
    second and the third have room for."""
    run(there, "state", "vendor", "add", "avery@vendor.example", "--state", f"empty-{state}")
    run(there, "apply", "first.plan", *ON, "--auto-approve", "--state", f"full-{state}")
    empty, full = ((there / f"{name}-{state}").stat().st_size for name in ("empty", "full"))
    plan = (there / "first.plan").stat().st_size
    return empty // 4, max(plan, empty + (full - empty) // 20), max(plan, empty + (full - empty) * 3 // 5)


@pytest.mark.parametrize("state", ["hub.db", "hub.json"])
def test_an_apply_that_finds_no_room_goes_on_by_the_same_command(state: str, there: Path) -> None:
    apply = ("apply", "../first.plan", *ON, "--auto-approve", "--state", state)
    for number, size in enumerate(too_small(there, state)):
        place = there / f"place-{number}"
        place.mkdir()
        full = run(place, *apply, largest_file=size)
        assert (full.returncode, full.stdout) == (1, ""), size
        assert "\nhelp:  " in full.stderr
        assert (place / state).exists() is (number > 0), size

        again = run(place, *apply)

        assert again.returncode == 0, (size, full.stderr, again.stderr)
        assert "lineage: " in again.stderr
        assert run(place, "verify", "--state", state).returncode == 0


def test_a_state_that_was_made_and_holds_nobody_takes_a_plan_made_without_one(there: Path) -> None:
    """So does one in which only the vendor's people stand yet."""
    assert run(there, "state", "vendor", "add", "avery@vendor.example").returncode == 0

    done = run(there, "apply", "first.plan", *ON, "--auto-approve")

    assert done.returncode == 0
    assert "lineage: " in done.stderr


def test_of_two_first_applies_at_once_one_applies_and_the_other_changes_nothing(there: Path) -> None:
    command = [sys.executable, "-m", "reconciler", "apply", "first.plan", *ON, "--auto-approve", "--state", "hub.db"]
    both = [
        subprocess.Popen(command, cwd=there, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    ended = sorted((running.communicate(), running.returncode)[1] for running in both)

    assert ended == [0, 5]
    assert run(there, "verify", "--state", "hub.db").returncode == 0
