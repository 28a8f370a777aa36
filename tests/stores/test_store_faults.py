"""A disk that fails in the middle of a commit: after it, the store can be asked what happened."""

import os
import resource
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from store_commits import CONTOSO, FABRIKAM, commit
from store_history import assert_at, grown, step

from reconciler.errors import CommitInDoubt, ReconcilerError
from reconciler.stores.opening import create, open_for_reading


@contextmanager
def files_up_to(size: int) -> Iterator[None]:
    """No file of this process can grow beyond so many bytes: writing fails as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_wherever_a_commit_runs_out_of_room_it_happened_or_it_did_not(file_url: str) -> None:
    store = grown(file_url, (CONTOSO, FABRIKAM), 3)
    serial, failed, largest = 3, 0, max(path.stat().st_size for path in Path(file_url).parent.iterdir())
    for size in range(0, largest + 40_000, 1_500):
        try:
            with files_up_to(size):
                store.commit([step(CONTOSO, serial), step(FABRIKAM, serial)])
            happened = True
        except CommitInDoubt:
            failed += 1
            happened = CONTOSO in store.applied(f"apply-{serial + 1}")
        serial += happened

        reader = open_for_reading(file_url)
        assert reader is not None
        with closing(reader):
            assert reader.check() == []
            assert_at(reader, CONTOSO, serial)
            assert_at(reader, FABRIKAM, serial)

    assert failed > 3
    assert serial > 3
    store.close()


def test_marks_that_find_no_room_leave_the_state_as_it_was(file_url: str) -> None:
    store = grown(file_url, (CONTOSO,), 2)
    with pytest.raises(CommitInDoubt), files_up_to(0):
        store.remember(CONTOSO, "hub", {})

    assert store.check() == []
    holding = store.holding(CONTOSO)
    assert holding is not None
    assert holding.managed_by == ""
    store.close()


def test_a_state_that_finds_no_room_is_not_made_at_all(file_url: str) -> None:
    with pytest.raises(ReconcilerError, match="cannot use the state"), files_up_to(0):
        create(file_url, "lineage-1")

    assert open_for_reading(file_url) is None
    create(file_url, "lineage-1").close()


def test_a_failed_commit_leaves_the_store_usable(file_url: str) -> None:
    store = grown(file_url, (CONTOSO,), 1)
    with pytest.raises(CommitInDoubt) as failed, files_up_to(10):
        store.commit([step(CONTOSO, 1)])

    assert file_url in failed.value.what
    assert store.applied("apply-2") == {}
    with store.lock("me", 0):
        store.commit([step(CONTOSO, 1)])
    assert_at(store, CONTOSO, 2)
    store.close()


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="descriptors are found by their names in /proc")
def test_a_disk_that_fails_while_it_is_read_is_no_damage(tmp_path: Path) -> None:
    """SQLite ends the transaction by itself then; that there was none to commit is not what went wrong."""
    file = tmp_path / "hub.db"
    made = create(str(file), "lineage-1")
    made.commit([commit(0)])
    made.close()
    store = open_for_reading(str(file))
    assert store is not None
    (of_state,) = (int(fd.name) for fd in Path("/proc/self/fd").iterdir() if os.path.realpath(fd) == str(file))
    unreadable = os.open(tmp_path, os.O_RDONLY)  # every reading of a folder is refused
    os.dup2(unreadable, of_state)

    for _ in range(2):
        with pytest.raises(ReconcilerError, match=r"cannot use the state .*hub\.db: disk I/O error"):
            store.holding(CONTOSO)
    store.close()
    os.close(unreadable)
