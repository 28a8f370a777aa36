"""A state that several processes share, one of which may be dead."""

import os
import stat
from pathlib import Path

import pytest
from mounts import on_read_only
from store_commits import CONTOSO, FABRIKAM, commit
from store_history import PEOPLE, assert_at, grown
from store_processes import ended, started

from reconciler.errors import Locked, ReconcilerError
from reconciler.stores.opening import create, open_for_reading, open_for_writing


def test_another_process_reads_what_was_committed(file_url: str) -> None:
    grown(file_url, (CONTOSO, FABRIKAM), 2).close()

    found = ended("read", file_url)

    assert found.stdout == '{"customers": {"contoso": 2, "fabrikam": 2}, "faults": []}\n', found.stderr


def test_another_process_holds_the_lock_until_it_dies(file_url: str) -> None:
    store = create(file_url, "lineage-1")
    with started("hold", file_url) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(Locked, match=r"is locked by ci@runner-7 \(for \d+ s\)"), store.lock("me", 0):
            pass
        holder.kill()

    with store.lock("me", 5):
        assert store.commit([commit(0)])
    store.close()


def test_a_reader_needs_no_lock(file_url: str) -> None:
    store = grown(file_url, (CONTOSO,), 1)
    with store.lock("me", 0):
        found = ended("read", file_url)
    store.close()

    assert (found.returncode, found.stderr) == (0, "")


def test_several_writers_queue_and_lose_nothing(file_url: str) -> None:
    create(file_url, "lineage-1").close()
    writers = [started("share", file_url) for _ in range(3)]
    for writer in writers:
        with writer:
            assert writer.wait(timeout=60) == 0

    store = open_for_reading(file_url)
    assert store is not None
    assert_at(store, CONTOSO, 30)
    assert store.check() == []
    store.close()


def test_a_reader_beside_a_writer_sees_one_moment(file_url: str) -> None:
    create(file_url, "lineage-1").close()
    with started("write", file_url) as writer:
        assert writer.stdout is not None
        for _ in range(25):
            writer.stdout.readline()
            store = open_for_reading(file_url)
            assert store is not None
            holding = store.holding(CONTOSO)
            assert holding is not None
            assert sum(len(who) for _, who in holding.seats[1]) == holding.serial * PEOPLE
            store.close()
        writer.kill()


def test_a_state_on_a_read_only_mount_can_be_read(file_url: str, tmp_path: Path) -> None:
    grown(file_url, (CONTOSO,), 2).close()

    found = ended("read", file_url, *on_read_only(tmp_path))

    assert found.stdout == '{"customers": {"contoso": 2}, "faults": []}\n', found.stderr


def test_on_a_read_only_mount_a_writer_is_told_so(file_url: str, tmp_path: Path) -> None:
    grown(file_url, (CONTOSO,), 1).close()

    found = ended("write", file_url, *on_read_only(tmp_path))

    assert found.stderr == f"ReconcilerError: cannot use the state {file_url}: Read-only file system\n"


def test_files_are_for_their_owner_only(file_url: str, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        store = grown(file_url, (CONTOSO,), 2)
        with store.lock("me", 0):
            pass
        store.close()
    finally:
        os.umask(before)

    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert modes
    assert set(modes.values()) == {0o600}, modes


def test_a_directory_that_is_not_there_yet_is_made_for_its_owner(tmp_path: Path) -> None:
    create(str(tmp_path / ".reconciler" / "state.db"), "lineage-1").close()

    assert stat.S_IMODE((tmp_path / ".reconciler").stat().st_mode) == 0o700


def test_a_connection_is_not_carried_over_a_fork(tmp_path: Path) -> None:
    store = create(str(tmp_path / "hub.db"), "lineage-1")
    child = os.fork()
    if child == 0:
        try:
            store.customers()
        except ReconcilerError:
            os._exit(0)
        os._exit(1)

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    store.close()


def test_a_json_state_behind_a_symbolic_link_stays_behind_it(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    create(str(tmp_path / "real" / "hub.json"), "lineage-1")
    link = tmp_path / "hub.json"
    link.symlink_to(tmp_path / "real" / "hub.json")

    store = open_for_writing(str(link))
    assert store is not None
    store.commit([commit(0)])

    assert link.is_symlink()
    assert sorted(p.name for p in (tmp_path / "real").iterdir() if not p.name.endswith(".lock")) == [
        "hub.journal.jsonl",
        "hub.json",
        "hub.json.bak",
    ]
