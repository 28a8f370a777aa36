"""``status --watch``: a page drawn anew on a terminal, new lines alone on a pipe, and 130 when somebody ends it."""

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

NOW = {"RECONCILER_NOW": f"{DAY}T09:00:00Z"}


@pytest.fixture
def applied(tmp_path: Path) -> Path:
    at = configured(tmp_path)
    assert reconciler("apply", "--auto-approve", at=at, variables=NOW).code == 0
    return at


@contextmanager
def watching(at: Path, *options: str, out: int = subprocess.PIPE) -> Iterator["subprocess.Popen[bytes]"]:
    command = [sys.executable, "-m", "reconciler", "status", "--watch", "--every", "1s", *options]
    with subprocess.Popen(command, cwd=at, env=environment(**NOW), stdout=out, stderr=subprocess.PIPE) as running:
        try:
            yield running
        finally:
            running.kill()


def test_on_a_pipe_only_what_is_new_is_said(applied: Path) -> None:
    with watching(applied, "--format", "csv") as running:
        assert running.stdout is not None
        first = [running.stdout.readline().decode() for _ in range(2)]
        (applied / "contoso.yaml").write_text(CONTOSO + "      - lin@contoso.com\n", encoding="utf-8")
        reconciler("apply", "--auto-approve", at=applied, variables=NOW)
        then = running.stdout.readline().decode()
        running.send_signal(signal.SIGINT)
        rest = running.stdout.read()
        code = running.wait(timeout=30)

    assert first[0].startswith("customer,serial,")
    assert [line.split(",")[:2] for line in (first[1], then)] == [["contoso", "1"], ["contoso", "2"]]
    assert (rest, code) == (b"", 130)


def test_on_a_terminal_the_page_is_drawn_over_itself(applied: Path) -> None:
    ours, theirs = pty.openpty()
    with watching(applied, out=theirs) as running:
        os.close(theirs)
        seen = b""
        while seen.count(b"\x1b[H") < 3:
            seen += os.read(ours, 4096)
        running.send_signal(signal.SIGINT)
        code = running.wait(timeout=30)
    os.close(ours)

    first, second = seen.split(b"\x1b[H")[1:3]
    assert first == second
    assert b"contoso" in first
    assert code == 130


def test_a_reader_who_stops_ends_it(applied: Path) -> None:
    with watching(applied) as running:
        assert running.stdout is not None
        running.stdout.readline()
        running.stdout.close()
        (applied / "contoso.yaml").write_text(CONTOSO + "      - lin@contoso.com\n", encoding="utf-8")
        reconciler("apply", "--auto-approve", at=applied, variables=NOW)

        assert running.wait(timeout=30) == 0


def test_once_is_a_status(applied: Path) -> None:
    once = reconciler("status", "--watch", "--once", at=applied, variables=NOW)

    assert once == reconciler("status", at=applied, variables=NOW)


@pytest.mark.parametrize("options", [("--at", DAY), ("--format", "json"), ("--output", "status.txt")])
def test_what_does_not_go_with_it_is_said(options: tuple[str, ...], applied: Path) -> None:
    ran = reconciler("status", "--watch", *options, at=applied, variables=NOW)

    assert ran.code == 64
    assert "--watch shows the state as it goes on" in ran.err
