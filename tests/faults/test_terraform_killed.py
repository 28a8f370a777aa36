"""The peer's half of the table: ``terraform`` killed in the middle of an apply, and what its next plan makes of it.

With ``--exhaustive``, where it is installed. What is asserted is that each kill met a running apply; what came of
them is told, ``pytest tests/faults/test_terraform_killed.py --exhaustive -s``.
"""

import json
import os
import random
import re
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

OBJECTS, KILLS = 200, 12
CONFIGURATION = f"""
resource "terraform_data" "membership" {{
  for_each = toset([for number in range({OBJECTS}) : tostring(number)])
  input    = each.value
}}
"""


class Left(NamedTuple):
    """By a kill: whether the state was empty, the lock still there, and all to be added again by a plan ending well."""

    empty: bool
    locked: bool
    again: bool


def test_terraform_is_killed_at_random_moments_of_an_apply(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    if shutil.which("terraform") is None or not request.config.getoption("--exhaustive"):
        pytest.skip("needs terraform and --exhaustive")
    (tmp_path / "main.tf").write_text(CONFIGURATION)
    _run(tmp_path, "init")
    chance, found = random.Random(3), []
    for _ in range(KILLS):
        for file in [*tmp_path.glob("terraform.tfstate*"), *tmp_path.glob(".terraform.tfstate*")]:
            file.unlink()
        found.append(_killed(tmp_path, after=chance.randrange(1, OBJECTS // 2)))
    counts = {name: sum(getattr(left, name) for left in found) for name in Left._fields}
    print(json.dumps({"kills": KILLS, **counts}))


def _killed(at: Path, after: int) -> Left:
    """When it had told of so many objects that they are made."""
    command = ["terraform", "apply", "-no-color", "-auto-approve"]
    with subprocess.Popen(command, cwd=at, env=_environment(), stdout=subprocess.PIPE, text=True) as apply:
        assert apply.stdout is not None
        made = 0
        while made < after:
            line = apply.stdout.readline()
            assert line, "it ended before it was killed"
            made += "Creation complete" in line
        apply.kill()
    state, lock = at / "terraform.tfstate", at / ".terraform.tfstate.lock.info"
    empty, locked = not state.exists() or not state.read_bytes().strip(), lock.exists()
    plan = _run(at, "plan", "-input=false")
    again = plan.returncode == 0 and re.search(rf"^Plan: {OBJECTS} to add", plan.stdout, re.MULTILINE)
    return Left(empty, locked, bool(again))


def _run(at: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    command = ["terraform", *words, "-no-color"]
    return subprocess.run(command, cwd=at, env=_environment(), capture_output=True, text=True, check=False)


def _environment() -> dict[str, str]:
    return {name: text for name, text in os.environ.items() if not name.startswith("TF_")} | {"CHECKPOINT_DISABLE": "1"}
