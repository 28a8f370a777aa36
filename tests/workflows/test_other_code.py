"""A plan says the same by whichever code of one release it is made; what was kept by other code is not taken for it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from commands_run import CONTOSO, DAY, HERE, configured

NOW = {"RECONCILER_NOW": f"{DAY}T09:00:00Z", "RECONCILER_SEED": "other code"}


def run(code: Path, at: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "reconciler", *arguments]
    environ = {**os.environ, **NOW, "PYTHONPATH": str(code)}
    return subprocess.run(command, cwd=at, env=environ, capture_output=True, text=True, check=True)


def test_a_plan_in_which_nothing_is_to_be_done_has_the_same_bytes_by_other_code(tmp_path: Path) -> None:
    other, at = tmp_path / "other", tmp_path / "hub"
    for part in ("reconciler", "schemas"):
        shutil.copytree(HERE / part, other / part, ignore=shutil.ignore_patterns("__pycache__"))
    with (other / "reconciler" / "planning" / "plan.py").open("a", encoding="utf-8") as file:
        file.write("# another word\n")
    at.mkdir()
    configured(at, CONTOSO)
    for _ in range(2):  # the second one finds nothing to do, and keeps that
        run(HERE, at, "apply", "--auto-approve", "--date", DAY)

    for code, name in ((HERE, "one"), (other, "two")):
        run(code, at, "plan", "--date", DAY, "--out", f"{name}.plan")

    assert b'"basis"' in (at / "one.plan").read_bytes()
    assert (at / "one.plan").read_bytes() == (at / "two.plan").read_bytes()
