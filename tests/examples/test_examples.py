"""Every example is run by the installed command and gives the plan that stands beside it, as text and as JSON."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
FIRST_DAYS = {"contoso": "2026-07-01", "premier": "2026-01-01"}


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("RECONCILER_")}
    return subprocess.run(
        [sys.executable, "-m", "reconciler", *arguments],
        cwd=EXAMPLES,
        env=clean,
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_example_is_run() -> None:
    assert {path.name for path in EXAMPLES.iterdir() if path.is_dir()} == set(FIRST_DAYS)


@pytest.mark.parametrize("example", FIRST_DAYS)
@pytest.mark.parametrize(("form", "file"), [("text", "plan.txt"), ("json", "plan.json")])
def test_the_plan_of_an_example_is_the_one_beside_it(
    example: str, form: str, file: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    state = str(tmp_path / "state.db")

    done = run("plan", example, "--date", FIRST_DAYS[example], "--state", state, "--format", form)

    assert (done.returncode, done.stderr) == (0, "")
    expected = EXAMPLES / example / "expected" / file
    if request.config.getoption("--update-golden"):
        expected.parent.mkdir(exist_ok=True)
        expected.write_text(done.stdout, encoding="utf-8")
    assert done.stdout == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("example", FIRST_DAYS)
def test_an_example_is_valid_applied_once_and_then_as_declared(example: str, tmp_path: Path) -> None:
    state = str(tmp_path / "state.db")
    when = ("--date", FIRST_DAYS[example], "--state", state)

    assert run("validate", example).returncode == 0
    assert run("apply", example, "--auto-approve", *when).returncode == 0
    assert run("plan", example, "--detailed-exitcode", *when).returncode == 0
    assert run("verify", "--state", state).returncode == 0
