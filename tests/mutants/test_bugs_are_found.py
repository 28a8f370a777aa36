"""Each bug is put into a copy of the package, and the test that is to find it fails there: no other reason counts."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from bugs import BUGS, KILLS, Bug
from commands_run import HERE

ONE_FAILED = 1
"""Pytest's exit code where tests ran and some failed; anything else is an error of ours."""


@pytest.fixture(scope="session")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package and its tests, with what they were compiled to."""
    place = tmp_path_factory.mktemp("copy") / "house"
    kept = ("reconciler", "tests", "schemas", "examples", "pyproject.toml", "README.md")
    place.mkdir()
    for name in kept:
        (shutil.copytree if (HERE / name).is_dir() else shutil.copy2)(HERE / name, place / name)
    return place


@pytest.fixture
def bug(request: pytest.FixtureRequest, copy: Path) -> Iterator[Bug]:
    planted: Bug = request.param
    file = copy / "reconciler" / planted.file
    text = file.read_text(encoding="utf-8")
    assert text.count(planted.old) == 1, f"{planted.name}: what is to be spoilt stands {text.count(planted.old)} times"
    for compiled in file.parent.glob(f"__pycache__/{file.stem}.*.pyc"):
        compiled.unlink()
    file.write_text(text.replace(planted.old, planted.new), encoding="utf-8")
    yield planted
    file.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name, indirect=True)
def test_a_bug_is_found(bug: Bug, copy: Path) -> None:
    said = _tested(copy, *bug.found_by)

    if " skipped" in said.stdout and "failed" not in said.stdout:
        pytest.skip(f"tests/{bug.found_by[0]} is skipped here")
    assert said.returncode == ONE_FAILED, f"{bug.name} lives on\n{said.stdout}{said.stderr}"


def test_without_a_bug_the_same_tests_pass(copy: Path, request: pytest.FixtureRequest) -> None:
    every = sorted({bug.found_by for bug in BUGS})
    for found_by in every if request.config.getoption("--exhaustive") else [(KILLS, "json-deliver")]:
        said = _tested(copy, *found_by)

        assert said.returncode == 0, f"{found_by}\n{said.stdout}{said.stderr}"


def _tested(copy: Path, file: str, picked: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-B", "-P", "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"]
    return subprocess.run(
        [*command, *(("-k", picked) if picked else ()), f"tests/{file}"],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_there_are_at_least_25_bugs_each_with_a_name_of_its_own() -> None:
    assert len({bug.name for bug in BUGS}) == len(BUGS) >= 25
