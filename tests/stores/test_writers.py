"""Who may write to a state of any kind, and when (one writer at a time)."""

import pytest
from store_commits import CONTOSO, commit, reopened

from reconciler.errors import Locked, ReconcilerError
from reconciler.kinds.vendor import VendorPerson, VendorRole
from reconciler.ports import CommitResult, StateStore
from reconciler.stores.opening import open_for_writing

AVERY = VendorPerson("avery@vendor.example", VendorRole.CSAM, "Avery Hill", "2026-06-01T09:00:00Z", "ops@host")
COMMITTED, STALE = CommitResult.COMMITTED, CommitResult.STALE


def test_what_was_opened_to_be_read_cannot_be_written(store: StateStore) -> None:
    reader = reopened(store)

    writes = (
        lambda: reader.commit([commit(0)]),
        lambda: reader.remember(CONTOSO, "", {}),
        lambda: reader.keep_vendor([AVERY]),
        lambda: reader.keep_link_key("0f9d2c5e"),
    )
    for write in writes:
        with pytest.raises(ReconcilerError, match="opened to be read"):
            write()
    with pytest.raises(ReconcilerError, match="opened to be read"), reader.lock("me", 0):
        pass
    assert store.customers() == {}


def test_one_writer_at_a_time_and_the_next_is_told_who_it_is(store: StateStore) -> None:
    second = open_for_writing(store.url)
    assert second is not None

    with store.lock("ci@runner-7", 0), pytest.raises(Locked, match="is locked by ci@runner-7"), second.lock("me", 0):
        pass
    with second.lock("me", 0):
        assert second.commit([commit(0)]) == [COMMITTED]


def test_whoever_takes_the_lock_sees_what_the_one_before_wrote(store: StateStore) -> None:
    second = open_for_writing(store.url)
    assert second is not None
    with store.lock("first", 0):
        store.commit([commit(0)])

    with second.lock("second", 0):
        assert second.customers() == {CONTOSO: 1}
        assert second.commit([commit(0), commit(1)]) == [STALE, COMMITTED]


def test_the_lock_is_free_again_after_a_failure(store: StateStore) -> None:
    with pytest.raises(KeyError), store.lock("first", 0):
        raise KeyError

    with store.lock("second", 0):
        assert store.commit([commit(0)]) == [COMMITTED]
