"""Data on stdout, talk on stderr, whatever the two are connected to."""

import json
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from commands_run import CONTOSO, DAY, configured, environment, reconciler

from reconciler.cli.terminal import Progress, look_of


def test_version_is_all_there_is_on_stdout(tmp_path: Path) -> None:
    ran = reconciler("version", at=tmp_path)

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("reconciler ")
    assert reconciler("--version", at=tmp_path).out == ran.out


def test_a_reader_who_stops_is_no_error(tmp_path: Path) -> None:
    many = "".join(f"      - p{n}@contoso.com\n" for n in range(4000))
    at = configured(tmp_path, CONTOSO + many)

    plan = [sys.executable, "-m", "reconciler", "plan", "--date", DAY, "--format", "ndjson"]
    with subprocess.Popen(plan, cwd=at, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.readline()
        running.stdout.close()
        said = running.stderr.read()

    assert (running.returncode, said) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_said_and_is_an_error(tmp_path: Path) -> None:
    at = configured(tmp_path)

    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "reconciler", "plan", "--date", DAY],
            cwd=at, env=environment(), stdout=full, stderr=subprocess.PIPE, check=False,
        )  # fmt: skip

    assert done.returncode == 1
    assert done.stderr == b"error: the output could not be written: No space left on device\n"


def test_a_closed_stdout_is_said_and_is_an_error(tmp_path: Path) -> None:
    command = f"{sys.executable} -m reconciler version >&-"

    done = subprocess.run(command, shell=True, cwd=tmp_path, env=environment(), capture_output=True, check=False)

    assert done.returncode == 1
    assert done.stderr.startswith(b"error: stdout is closed")


def test_a_closed_stderr_stops_nothing(tmp_path: Path) -> None:
    command = f"{sys.executable} -m reconciler plan --date {DAY} 2>&-"

    done = subprocess.run(
        command, shell=True, cwd=configured(tmp_path), env=environment(), capture_output=True, check=False
    )

    assert done.returncode == 0
    assert b"contoso-u26" in done.stdout


def test_output_goes_into_a_file_as_a_whole(tmp_path: Path) -> None:
    at = configured(tmp_path)

    ran = reconciler("plan", "--date", DAY, "--format", "json", "--output", "plan.json", at=at)

    assert (ran.code, ran.out) == (0, "")
    assert json.loads((at / "plan.json").read_text())["kind"] == "plan"
    assert sorted(p.name for p in at.iterdir()) == ["contoso.yaml", "plan.json", "reconciler.yaml"]


def test_a_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    ran = reconciler("version", "--output", "nowhere/version.txt", at=tmp_path)

    assert ran.code == 1
    assert "nowhere/version.txt" in ran.err


@pytest.mark.parametrize("variables", [{"LANG": "C"}, {"LC_ALL": "C"}, {"LANG": "POSIX"}, {"LANG": ""}])
def test_without_utf8_everything_is_ascii(variables: dict[str, str], tmp_path: Path) -> None:
    at = configured(tmp_path, CONTOSO.replace("Month end", "Mønth end"))

    ran = reconciler("plan", "--date", DAY, at=at, variables=variables)

    assert ran.code == 0
    assert ran.out.isascii()
    assert "M\\xf8nth end" in ran.out


def test_a_file_whose_name_is_none_by_the_locale_is_named_and_nothing_is_planned_without_it(tmp_path: Path) -> None:
    at = configured(tmp_path, CONTOSO.replace("    members:", "    members_from: [東.csv]\n    members:"))
    (at / "東.csv").write_text("person\nzoe@contoso.com\n")
    (at / "Zürich.yaml").write_text(CONTOSO.replace("contoso", "zurich"))
    ascii_alone = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}

    ran = reconciler("plan", "--date", DAY, at=at, variables=ascii_alone)

    assert ran.code == 3
    assert "error[unsafe-path]: a path that is not followed\n --> Z\\xfcrich.yaml:1:1\n" in ran.err
    assert "by the locale of this run names are ascii" in ran.err
    assert "LC_ALL=C.UTF-8" in ran.err


def test_with_utf8_names_stay_as_they_are(tmp_path: Path) -> None:
    at = configured(tmp_path, CONTOSO.replace("Month end", "Mønth end"))

    assert "Mønth end" in reconciler("plan", "--date", DAY, at=at).out


def test_colours_are_for_terminals_and_for_those_who_ask(tmp_path: Path) -> None:
    at = configured(tmp_path)

    assert "\x1b" not in reconciler("plan", "--date", DAY, at=at).out
    assert "\x1b" in reconciler("plan", "--date", DAY, "--color", "always", at=at).out
    assert "\x1b" not in reconciler("plan", "--date", DAY, "--color", "always", "--output", "p.txt", at=at).out
    assert "\x1b" not in (at / "p.txt").read_text()


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    at = configured(tmp_path)

    once, twice = (reconciler("plan", "--date", DAY, "--format", "json", at=at).out for _ in range(2))

    assert once == twice


class Terminal:
    """As much of a terminal as ``look_of`` asks for."""

    encoding = "utf-8"
    closed = False

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("variables", "color", "coloured"),
    [
        ({}, "auto", True),
        ({"NO_COLOR": "1"}, "auto", False),
        ({"NO_COLOR": ""}, "auto", True),
        ({"TERM": "dumb"}, "auto", False),
        ({"NO_COLOR": "1"}, "always", True),
        ({}, "never", False),
    ],
)
def test_a_terminal_is_coloured_unless_somebody_minds(variables: dict[str, str], color: str, coloured: bool) -> None:
    assert look_of(Terminal(), variables, color).colour is coloured  # type: ignore[arg-type]


@contextmanager
def at_a_terminal(*arguments: str, at: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """The command with all its streams on a pseudo-terminal, and our end of it."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "reconciler", *arguments]
    try:
        with subprocess.Popen(
            command, cwd=at, env=environment(), stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
        ) as running:
            os.close(theirs)
            try:
                yield running, ours
            finally:
                running.kill()  # whoever still asks would be waited for
    finally:
        os.close(ours)


def read_until(ours: int, words: bytes) -> bytes:
    seen = b""
    while words not in seen:
        seen += os.read(ours, 4096)
    return seen


QUESTION = b"Only 'yes' is accepted:"


@pytest.mark.parametrize(("answer", "code"), [("yes", 0), ("y", 4), ("YES", 4), ("", 4)])
def test_apply_asks_and_only_yes_is_accepted(answer: str, code: int, tmp_path: Path) -> None:
    at = configured(tmp_path)

    with at_a_terminal("apply", "--date", DAY, "--state", "hub.db", at=at) as (running, ours):
        seen = read_until(ours, QUESTION)
        os.write(ours, answer.encode() + b"\n")
        assert running.wait(60) == code

    assert b"ana@contoso.com" in seen
    assert b"hub.db" in seen
    assert (at / "hub.db").exists() is (answer == "yes")


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_while_asking_is_130_and_changes_nothing(sent: signal.Signals, tmp_path: Path) -> None:
    at = configured(tmp_path)

    with at_a_terminal("apply", "--date", DAY, "--state", "hub.db", at=at) as (running, ours):
        read_until(ours, QUESTION)
        running.send_signal(sent)
        assert running.wait(60) == 130

    assert not (at / "hub.db").exists()


def test_the_end_of_the_input_is_no_yes(tmp_path: Path) -> None:
    at = configured(tmp_path)

    with at_a_terminal("apply", "--date", DAY, "--state", "hub.db", at=at) as (running, ours):
        read_until(ours, QUESTION)
        os.write(ours, b"\x04")  # Ctrl-D
        assert b"not approved; nothing has been changed" in read_until(ours, b"changed")
        assert running.wait(60) == 4

    assert not (at / "hub.db").exists()


def test_with_no_input_nobody_is_asked_even_at_a_terminal(tmp_path: Path) -> None:
    with at_a_terminal("apply", "--no-input", at=configured(tmp_path)) as (running, ours):
        assert b"add --auto-approve" in read_until(ours, b"--auto-approve")
        assert running.wait(60) == 64


def test_progress_is_shown_after_a_second_and_cleared(capsys: pytest.CaptureFixture[str]) -> None:
    moments = iter([0.0, 0.5, 1.25, 1.3, 1.4])
    progress = Progress(watched=True, clock=lambda: next(moments))

    for done in range(4):
        progress("planning", done, 2000)
    progress.clear()

    assert capsys.readouterr().err == "\rplanning 1 of 2,000\x1b[K\rplanning 3 of 2,000\x1b[K\r\x1b[K"


@pytest.mark.parametrize(
    ("every", "left"), [(1.0, "about 18 s"), (6.0, "about 2 min"), (600.0, "about 3 h"), (0.01, "")]
)
def test_progress_says_how_long_the_rest_takes(every: float, left: str, capsys: pytest.CaptureFixture[str]) -> None:
    moments = iter([0.0, 9.0, *(9.0 + every * n for n in range(3))])
    progress = Progress(watched=True, clock=lambda: next(moments))

    progress("planning", 1, 1)
    capsys.readouterr()
    for done in (1, 2, 3):
        progress("sending", done, 21)

    last = capsys.readouterr().err.rpartition("\r")[2]
    assert last == f"sending 3 of 21, {left} left\x1b[K" if left else "left" not in last


def test_progress_is_silent_where_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    progress = Progress(watched=False, clock=iter(range(0, 100, 10)).__next__)

    progress("planning", 1, 2)
    progress.clear()

    assert capsys.readouterr().err == ""
