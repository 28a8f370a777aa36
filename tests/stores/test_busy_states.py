"""A state that somebody is just writing is waited for as long as was asked, and then the holder is named."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from subprocess import PIPE

import pytest

from reconciler.errors import Locked
from reconciler.kinds.estate import CustomerId
from reconciler.stores import lock
from reconciler.stores.opening import create, open_for_reading, open_for_writing

HOLDER = "ci@runner-7 (apply 7Q4K)"


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    create(str(tmp_path / "hub.db"), "lineage-1").close()
    return tmp_path / "hub.db"


@contextmanager
def written_to(hub: Path) -> Iterator[None]:
    """In the middle of a commit, when SQLite lets nobody read."""
    with closing(sqlite3.connect(hub, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield


@contextmanager
def held_by_another(hub: Path) -> Iterator[None]:
    """By another process, which tells when it has the lock, and holds it until it is told to end."""
    holds = f"from pathlib import Path; from reconciler.stores import lock; hub = Path({str(hub)!r})\n"
    holds += f"with lock.held(hub, str(hub), {HOLDER!r}, 0): print(flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", holds], stdin=PIPE, stdout=PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "\n"
        try:
            yield
        finally:
            other.communicate("\n")


@pytest.mark.parametrize("opened", [open_for_reading, open_for_writing])
def test_whoever_waits_in_vain_is_told_who_holds_the_state(hub: Path, opened: type) -> None:
    with held_by_another(hub), written_to(hub), pytest.raises(Locked) as refused:
        opened(str(hub), 0.0)

    assert refused.value.what.startswith(f"{hub} is locked by {HOLDER} (for ")
    assert "--lock-timeout" in refused.value.remedy


def test_another_program_is_not_taken_for_the_last_holder(hub: Path) -> None:
    with lock.held(hub, str(hub), HOLDER, 0):
        left = lock.lock_file(hub).read_bytes()
    lock.lock_file(hub).write_bytes(f"{HOLDER}\n2026-06-01T09:00:00+00:00\n".encode().ljust(500) + left[500:])

    with written_to(hub), pytest.raises(Locked) as refused:
        open_for_reading(str(hub), 0.0)

    assert refused.value.what == f"{hub} is being used by another program"


def test_a_state_that_is_open_already_is_waited_for_no_longer(hub: Path) -> None:
    store = open_for_reading(str(hub), 0.0)
    assert store is not None

    with written_to(hub), pytest.raises(Locked):
        store.customers()

    assert store.customers() == {}
    store.close()


def test_whoever_holds_the_lock_is_not_told_so_where_they_open_the_state_again(hub: Path) -> None:
    with lock.held(hub, str(hub), HOLDER, 0), written_to(hub), pytest.raises(Locked) as refused:
        open_for_reading(str(hub), 0.0)

    assert refused.value.what == f"{hub} is being used by another program"


def test_whoever_holds_the_lock_is_not_told_to_wait_for_themselves(hub: Path) -> None:
    store = open_for_writing(str(hub), 0.0)
    assert store is not None

    with store.lock(HOLDER, 0), closing(sqlite3.connect(hub, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(Locked) as refused:
            store.holding(CustomerId("contoso"))
        other.execute("ROLLBACK")

    assert refused.value.what == f"{hub} is being used by another program"
    store.close()
