"""A SQLite state that another hand than ours has touched."""

import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest
from mounts import on_read_only
from store_commits import CONTOSO, FABRIKAM
from store_history import assert_at, grown, step
from store_processes import ended

from reconciler.errors import Locked, StateBroken, StateIdentity
from reconciler.ports import StateStore
from reconciler.stores.opening import create, open_for_reading, open_for_writing
from reconciler.stores.sqlite import SqliteStore

PAGE = 4096


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    grown(str(tmp_path / "hub.db"), (CONTOSO, FABRIKAM), 5).close()
    return tmp_path / "hub.db"


def edited(hub: Path, sql: str) -> StateStore:
    with closing(sqlite3.connect(hub, isolation_level=None)) as database:
        database.execute(sql)
    store = open_for_reading(str(hub))
    assert store is not None
    return store


def test_cut_off_anywhere_it_is_refused_and_left_alone(hub: Path) -> None:
    whole = hub.read_bytes()
    assert len(whole) > 10 * PAGE
    for cut in range(PAGE // 2, len(whole), PAGE // 2):
        hub.write_bytes(whole[:cut])

        with pytest.raises(StateBroken):
            open_for_writing(str(hub))
        assert hub.read_bytes() == whole[:cut]


def test_every_overwritten_page_is_found_by_opening_or_by_the_check(hub: Path) -> None:
    whole = hub.read_bytes()
    for start in range(0, len(whole), PAGE):
        hub.write_bytes(whole[:start] + b"\xa5" * PAGE + whole[start + PAGE :])
        try:
            store = open_for_reading(str(hub))
        except (StateBroken, StateIdentity):
            continue
        assert store is not None
        with closing(store):
            assert store.check() != []


def test_an_edited_entry_is_found_by_the_check(hub: Path) -> None:
    with closing(edited(hub, "UPDATE journal SET entry = '{}' WHERE seq = 2 AND customer = 1")) as store:
        assert store.check() == ["contoso: journal entry 2 is not as it was written"]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE customer SET serial = 4",
        "UPDATE customer SET head = 'x'",
        "DELETE FROM journal WHERE seq = 5",
        "DELETE FROM journal WHERE seq = 1",
        "UPDATE journal SET entry = '{}' WHERE seq = 5",
        "DELETE FROM kind",
        "UPDATE customer SET record = '{'",
        "UPDATE kind SET seat = 'x' WHERE id = 1",
    ],
)
def test_an_edited_customer_is_found_by_whoever_reads_it(hub: Path, sql: str) -> None:
    with closing(edited(hub, sql)) as store:
        with pytest.raises(StateBroken):
            store.holding(CONTOSO)
        assert store.check() != []


def test_a_missing_table_is_damage(hub: Path) -> None:
    with closing(edited(hub, "DROP TABLE message")) as store:
        with pytest.raises(StateBroken, match="tables are not those of a state"):
            list(store.owed(CONTOSO))
        assert store.check() != []


def test_another_version_is_refused(hub: Path) -> None:
    with pytest.raises(StateIdentity, match="state format 2, and this release knows format 1"):
        edited(hub, "PRAGMA user_version = 2")


def test_the_database_of_another_program_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StateIdentity, match="not a state of reconciler"):
        edited(tmp_path / "other.db", "CREATE TABLE customer (id)")


def half_written(hub: Path, aside: Path) -> Path:
    """A copy of the state in the middle of a transaction whose writer is dead: pages changed, rollback journal hot."""
    with closing(sqlite3.connect(hub, isolation_level=None)) as database:
        database.execute("PRAGMA cache_size = 1")
        database.execute("BEGIN IMMEDIATE")
        database.execute("UPDATE private SET text = text || 'x'")
        database.execute("CREATE TABLE filler AS SELECT * FROM private, kind")
        aside.mkdir()
        for name in ("hub.db", "hub.db-journal"):
            shutil.copy(hub.with_name(name), aside / name)
        database.execute("ROLLBACK")
    return aside / "hub.db"


def test_a_reader_rolls_back_what_a_killed_writer_left(hub: Path, tmp_path: Path) -> None:
    cut = half_written(hub, tmp_path / "aside")
    assert cut.read_bytes() != hub.read_bytes()

    store = open_for_reading(str(cut))

    assert store is not None
    with closing(store):
        assert store.check() == []
        assert_at(store, CONTOSO, 5)


def test_on_a_read_only_mount_it_is_said_why_that_is_not_possible(hub: Path, tmp_path: Path) -> None:
    cut = half_written(hub, tmp_path / "aside")

    found = ended("read", str(cut), *on_read_only(cut.parent))

    assert found.returncode == 1
    assert "a writer was killed" in found.stderr


def test_a_program_that_writes_keeps_others_out_until_it_is_done(hub: Path) -> None:
    with (
        closing(SqliteStore(str(hub), hub, writable=True, patience=0)) as store,
        closing(sqlite3.connect(hub, isolation_level=None)) as database,
    ):
        database.execute("BEGIN EXCLUSIVE")
        with pytest.raises(Locked, match="being used by another program"):
            store.commit([step(CONTOSO, 5)])

        database.execute("ROLLBACK")
        store.commit([step(CONTOSO, 5)])
        assert_at(store, CONTOSO, 6)


def test_a_program_that_reads_and_does_not_end_leaves_nothing_half_written(hub: Path) -> None:
    with (
        closing(SqliteStore(str(hub), hub, writable=True, patience=0)) as store,
        closing(sqlite3.connect(hub, isolation_level=None)) as database,
    ):
        database.execute("BEGIN")
        database.execute("SELECT count(*) FROM seat").fetchone()
        with pytest.raises(Locked, match="being used by another program"):
            store.commit([step(CONTOSO, 5)])

        database.execute("ROLLBACK")
        assert_at(store, CONTOSO, 5)


def test_a_backup_put_back_is_refused_until_what_happened_since_is_given_up(hub: Path) -> None:
    before = hub.read_bytes()
    with closing(SqliteStore(str(hub), hub, writable=True)) as store, store.lock("me", 0):
        store.commit([step(CONTOSO, 5)])
    after = hub.read_bytes()
    hub.write_bytes(before)

    for opened in (open_for_reading, open_for_writing):
        with pytest.raises(
            StateBroken, match="it has 10 journal entries and had 11 when it was last written"
        ) as refused:
            opened(str(hub))
    hub.write_bytes(after)
    with closing(SqliteStore(str(hub), hub, writable=False)) as store:
        assert_at(store, CONTOSO, 6)

    hub.write_bytes(before)
    typed = next(line for line in refused.value.remedy.split("\n") if line.startswith("rm "))
    subprocess.run(typed, shell=True, check=True)
    with closing(SqliteStore(str(hub), hub, writable=True)) as store:
        assert_at(store, CONTOSO, 5)


def test_a_new_state_in_the_place_of_another_one_is_no_backup_of_it(hub: Path) -> None:
    with closing(SqliteStore(str(hub), hub, writable=True)) as store, store.lock("me", 0):
        store.commit([step(CONTOSO, 5)])
    hub.unlink()

    with closing(create(str(hub), "lineage-2")) as store:
        assert store.customers() == {}
    with closing(edited(hub, "VACUUM")) as store:
        assert store.lineage == "lineage-2"


def test_a_memo_counts_all_entries_also_after_the_file_was_made_smaller(hub: Path) -> None:
    with closing(SqliteStore(str(hub), hub, writable=True)) as store, store.lock("me", 0):
        store.commit([step(CONTOSO, 5)])

    with closing(edited(hub, "VACUUM")) as store:
        assert_at(store, CONTOSO, 6)
