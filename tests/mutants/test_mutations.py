"""The command that tries mutants kills those that a test would see, lets the others live, and says so."""

import subprocess
import sys

import pytest
from commands_run import HERE
from survivors import SURVIVORS, Survivor

pytest.importorskip("mutmut", reason="needs the extra `mutation`")


def tried(*arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "tests/mutants", *arguments]
    return subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)


def test_tests_that_look_kill_every_mutant_but_the_known() -> None:
    said = tried("kinds/invitation_link.py", "--tests", "kinds/test_invitation_link.py")

    path, made, attempted, killed, lives, known, *_ = said.stdout.splitlines()[-1].split()
    assert (path, said.returncode) == ("kinds/invitation_link.py", 0), said.stdout + said.stderr
    assert int(made) == int(attempted) == int(killed) + int(lives) > 50
    assert lives == known == "2"


def test_tests_that_look_elsewhere_kill_none_and_each_is_shown() -> None:
    said = tried("kinds/formulas.py", "--tests", "kinds/test_case.py")

    made, attempted, killed, lives, known = said.stdout.splitlines()[-1].split()[1:6]
    assert (said.returncode, killed, known) == (1, "0", "0")
    assert int(made) == int(attempted) == int(lives) == said.stdout.count(": reached by no test\n  @@") > 0


def test_the_same_seed_draws_the_same_mutants() -> None:
    few = ("--sample", "4", "--seed", "7", "--at-once", "1", "--tests", "kinds/test_case.py")

    drawn = [tried("kinds/seat.py", *few) for _ in range(2)]

    assert drawn[0].stdout == drawn[1].stdout
    assert drawn[0].stdout.splitlines()[-1].split()[2] == "4"


def test_where_there_is_nothing_to_mutate_that_is_no_success() -> None:
    said = tried("kinds/__init__.py")

    assert (said.returncode, said.stderr) == (1, "no mutant is made of kinds/__init__.py\n")


@pytest.mark.parametrize("survivor", SURVIVORS, ids=lambda survivor: survivor.because)
def test_what_is_known_to_survive_is_said_of_code_that_stands(survivor: Survivor) -> None:
    text = (HERE / "reconciler" / survivor.file).read_text(encoding="utf-8")

    assert survivor.was in " ".join(text.split())
