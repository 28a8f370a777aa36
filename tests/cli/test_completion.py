"""A real shell completes a command line, by the script that ``reconciler completion`` prints."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from commands_run import reconciler

BASH = shutil.which("bash")
FISH = shutil.which("fish")
HERE = str(Path(sys.executable).parent)
OFFERED = [
    ("reconciler verif", ["verify"]),
    ("reconciler plan --detailed", ["--detailed-exitcode"]),
    ("reconciler invitations acc", ["accept"]),
    ("reconciler explain S-1", [f"S-1{n}" for n in range(10)]),
    ("reconciler schema rec", ["receipt", "reconciler"]),
    ("reconciler plan --format gitlab", ["gitlab-terraform"]),
    ("reconciler validate --st", ["--state"]),
    ("reconciler nonsense x", []),
]


def completed(line: str, at: Path) -> list[str]:
    """What bash offers for the last word of the line."""
    script = reconciler("completion", "bash", at=at).out
    *_, last = words = line.split(" ")
    asking = f"""{script}
COMP_WORDS=({" ".join(f"'{w}'" for w in words)}) COMP_CWORD={len(words) - 1}
_reconciler_completion reconciler '{last}' 2>/dev/null
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
    assert BASH is not None
    ran = subprocess.run(
        [BASH, "--norc", "-c", asking],
        cwd=at,
        env={**os.environ, "PATH": f"{HERE}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=True,
    )
    return ran.stdout.split()


@pytest.mark.skipif(BASH is None, reason="there is no bash here")
@pytest.mark.parametrize(("line", "offered"), OFFERED)
def test_bash_offers_what_may_come_next(line: str, offered: list[str], tmp_path: Path) -> None:
    assert completed(line, tmp_path) == offered


@pytest.mark.skipif(FISH is None, reason="there is no fish here")
@pytest.mark.parametrize(("line", "offered"), [*OFFERED, ("reconciler plan conf", ["conf/"])])
def test_fish_offers_the_same_and_finds_files(line: str, offered: list[str], tmp_path: Path) -> None:
    (tmp_path / "conf").mkdir()
    script = reconciler("completion", "fish", at=tmp_path).out
    assert FISH is not None

    ran = subprocess.run(
        [FISH, "--no-config", "-c", f"{script}complete -C '{line}'"],
        cwd=tmp_path,
        env={**os.environ, "HOME": str(tmp_path), "PATH": f"{HERE}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert [each.partition("\t")[0] for each in ran.stdout.splitlines()] == offered


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        (["plan", ""], "file"),
        (["plan", "--out", ""], "file"),
        (["init", ""], "dir"),
        (["--output", ""], "file"),
        (["dump", "--out", ""], "dir"),
        (["undo", ""], ""),
    ],
)
def test_files_and_directories_are_left_to_the_shell(arguments: list[str], kind: str, tmp_path: Path) -> None:
    asked = {
        "_RECONCILER_COMPLETE": "bash_complete",
        "COMP_WORDS": " ".join(["reconciler", *arguments]),
        "COMP_CWORD": str(len(arguments)),
    }

    ran = subprocess.run(
        [sys.executable, "-m", "reconciler"],
        cwd=tmp_path,
        env={**os.environ, **asked},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.split() == ([f"{kind},"] if kind else [])


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_a_shell_is_one_that_it_can_read(shell: str, tmp_path: Path) -> None:
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"there is no {shell} here")
    script = reconciler("completion", shell, at=tmp_path).out

    assert subprocess.run([program, "-n"], input=script, text=True, check=False).returncode == 0


def test_a_shell_that_is_not_known_is_wrong_usage(tmp_path: Path) -> None:
    ran = reconciler("completion", "csh", at=tmp_path)

    assert ran.code == 64
    assert ran.err.startswith("error: invalid value for 'SHELL': 'csh' is not one of 'bash', 'zsh', 'fish'\n")
