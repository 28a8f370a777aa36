"""The benchmark is right in what it says, on a size that takes no time; how fast it is, no test asks."""

import subprocess
import sys
from pathlib import Path

from roll import Roll, write_configuration

SCRIPT = Path(__file__).with_name("memberships.py")


def test_the_benchmark_runs_the_whole_job_and_finds_every_answer_right() -> None:
    command = [sys.executable, str(SCRIPT), "--members", "620"]

    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=300, check=False)

    assert done.returncode == 0, done.stderr
    assert "620 memberships, 13 workspaces, 2 customers" in done.stdout
    assert "| verify, JSON |" in done.stdout


def test_the_same_seed_makes_the_same_files(tmp_path: Path) -> None:
    for folder in ("one", "other"):
        write_configuration(Roll(120, seed=3).changed(0.1), tmp_path / folder)

    files = [p.relative_to(tmp_path / "one") for p in (tmp_path / "one").rglob("*") if p.is_file()]
    assert len(files) == 5
    assert all((tmp_path / "one" / f).read_bytes() == (tmp_path / "other" / f).read_bytes() for f in files)


def test_a_changed_roll_differs_by_what_it_says() -> None:
    before = Roll(500, seed=7)
    after = before.changed(0.06)
    people = [
        {(r.workspace, r.person): r.role for w in range(x.workspaces) for r in x.rows(w)} for x in (before, after)
    ]

    both = people[0].keys() & people[1].keys()

    assert len(people[0]) == 500
    assert len(people[0].keys() - both) == len(after.difference.gone)
    assert len(people[1].keys() - both) == sum(after.difference.new.values()) == 10
    assert sum(people[0][k] != people[1][k] for k in both) == len(after.difference.promoted)


def test_the_benchmark_of_questions_finds_every_answer_right() -> None:
    command = [sys.executable, str(SCRIPT.with_name("questions.py")), "--members", "620"]

    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=300, check=False)

    assert done.returncode == 0, done.stderr
    assert "620 memberships, 13 workspaces, 2 customers" in done.stdout
    assert "| access CUSTOMER/WORKSPACE |" in done.stdout
