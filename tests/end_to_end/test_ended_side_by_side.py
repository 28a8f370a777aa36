"""Applying in several processes, ended from outside while one of them writes: the exit code and the state are right."""

import os
import select
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from commands_run import CONTOSO, DAY, configured, environment, reconciler

ALSO = [f"c{number:02}" for number in range(12)]
STATE = ("--state", "hub.db")
UNTIL_IT_WAITS = """
import sqlite3
state = sqlite3.connect("hub.db", timeout=0)
try:
    while True:  # who waits to commit lets nobody begin to read
        state.execute("SELECT count(*) FROM customer").fetchone()
except sqlite3.OperationalError:
    pass
"""
"""By a process of its own: to SQLite, whoever reads in one process already is let in."""
APPLY = (*STATE, "apply", "fleet.plan", "--auto-approve", "--parallel", "2")


@pytest.fixture
def at(tmp_path: Path) -> Path:
    """Contoso is in the state; the plan is about twelve others, each committed by itself."""
    configured(tmp_path)
    assert reconciler(*STATE, "apply", "--date", DAY, "--auto-approve", at=tmp_path).code == 0
    for name in ALSO:
        (tmp_path / f"{name}.yaml").write_text(CONTOSO.replace("contoso", name))
    assert reconciler(*STATE, "plan", "--date", DAY, "--out", "fleet.plan", at=tmp_path).code == 0
    return tmp_path


@contextmanager
def at_its_first_commit(at: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """The command, which cannot end its first commit as long as somebody reads."""
    command = [sys.executable, "-m", "reconciler", *APPLY, "--date", DAY]
    with closing(sqlite3.connect(at / "hub.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM customer").fetchone()
        with subprocess.Popen(
            command, cwd=at, env=environment(), stderr=subprocess.DEVNULL, process_group=0
        ) as running:
            try:
                subprocess.run([sys.executable, "-c", UNTIL_IT_WAITS], cwd=at, timeout=30, check=True)
                yield running
            finally:
                reader.execute("COMMIT")


def others(running: "subprocess.Popen[bytes]") -> list[int]:
    children = Path(f"/proc/{running.pid}/task/{running.pid}/children").read_text()
    return [int(child) for child in children.split()]


def known(at: Path) -> set[str]:
    with closing(sqlite3.connect(at / "hub.db")) as state:
        return {customer for (customer,) in state.execute("SELECT id FROM customer WHERE serial = 1")}


@pytest.mark.parametrize("everybody", [False, True])
@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_after_the_commit_in_hand_and_nobody_is_left(
    sent: signal.Signals, everybody: bool, at: Path
) -> None:
    with at_its_first_commit(at) as running:
        left = others(running)
        (os.killpg if everybody else os.kill)(running.pid, sent)
    assert (running.wait(), len(left)) == (130, 2)

    assert not any(Path(f"/proc/{pid}").exists() for pid in left)
    assert known(at) < {"contoso", *ALSO}
    assert reconciler(*STATE, "verify", at=at).code == 0
    assert reconciler(*APPLY, "--date", DAY, at=at).code == 0
    assert known(at) == {"contoso", *ALSO}


def test_one_that_is_killed_is_not_missed(at: Path) -> None:
    with at_its_first_commit(at) as running:
        for pid in others(running):
            os.kill(pid, signal.SIGKILL)
    assert running.wait() == 0

    assert known(at) == {"contoso", *ALSO}
    assert reconciler(*STATE, "verify", at=at).code == 0


def test_where_the_first_is_killed_the_others_end_and_the_next_one_goes_on(at: Path) -> None:
    with at_its_first_commit(at) as running:
        left = [os.pidfd_open(pid) for pid in others(running)]
        running.kill()
    for each in left:
        wait_until_ended(each)

    assert reconciler(*APPLY, "--date", DAY, at=at).code == 0
    assert known(at) == {"contoso", *ALSO}
    assert reconciler(*STATE, "verify", at=at).code == 0


def wait_until_ended(process: int) -> None:
    """Waits for somebody who is no child of ours."""
    poll = select.poll()
    poll.register(process, select.POLLIN)
    assert poll.poll(30_000)
    os.close(process)
