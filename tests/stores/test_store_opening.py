"""Urls, and files that are no state."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from store_commits import CONTOSO
from store_history import grown, step

from reconciler.errors import ReconcilerError, StateBroken, StateIdentity, WrongUsage
from reconciler.kinds.vendor import VendorPerson
from reconciler.loading.gathered import Gathered
from reconciler.loading.settings import read_settings
from reconciler.stores.opening import STORES, create, describe, files_of, open_for_reading, open_for_writing


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("hub.json", "hub.json"),
        (".reconciler/state.db", ".reconciler/state.db"),
        ("./hub.sqlite", "hub.sqlite"),
        ("sqlite:///srv/hub", "sqlite:///srv/hub"),
        ("sqlite:////srv/hub", "sqlite:///srv/hub"),
        ("memory:tests", "memory:tests"),
    ],
)
def test_a_place_is_named_as_it_was_given(url: str, said: str) -> None:
    assert describe(url) == said


@pytest.mark.parametrize(
    "url", ["hub", "hub.yaml", "", "https://hub.example/x.json", "sqlite:///", "sqlite:hub", "sqlite://hub.db"]
)
def test_an_unknown_place_names_the_two_forms(url: str) -> None:
    with pytest.raises(WrongUsage) as refused:
        open_for_reading(url)

    assert ".json" in refused.value.remedy
    assert ".db" in refused.value.remedy


KNOWN = (
    "hub.json",
    ".json",
    "../a b/hub.db",
    "/srv/hub.sqlite",
    "x.sqlite3",
    "sqlite:///srv/any",
    "sqlite:////srv/any",
)
UNKNOWN = ("hub", "hub.jso", "a.json/b", "https://hub.example/x.json", "sqlite:///", "sqlite:////", "sqlite://hub.db")


@pytest.mark.parametrize("url", [*KNOWN, *UNKNOWN, "sqlite:hub", "postgresql://db.example/hub"])
def test_a_configuration_may_name_the_places_that_a_store_takes_and_no_other(url: str, tmp_path: Path) -> None:
    found = Gathered()
    read_settings(tmp_path, f"version: 1\nname: tests\nstate: {{url: {url!r}}}\n".encode(), found)

    assert found.broken == all(kind.path(url) is None for kind in STORES)
    assert [str(finding.place) for finding in found.all()] == ["reconciler.yaml:3:14"] * found.broken


@pytest.mark.parametrize("url", ["postgresql://db.example/hub", "postgres://db.example/hub"])
def test_postgresql_is_said_not_to_be_there_yet(url: str) -> None:
    with pytest.raises(WrongUsage, match="JSON or SQLite, not in PostgreSQL"):
        create(url, "lineage-1")


def test_a_sqlite_url_opens_a_file_of_any_name(tmp_path: Path) -> None:
    url = f"sqlite://{tmp_path}/any name%20?.state#1"
    grown(url, (CONTOSO,), 1).close()

    store = open_for_reading(url)

    assert store is not None
    assert (store.url, store.customers()) == (url, {CONTOSO: 1})
    assert (tmp_path / "any name%20?.state#1").exists()
    store.close()


FOREIGN = {
    "an empty file": b"",
    "a text": b"customer: contoso\n",
    "a longer text": b"version: 1\n" * 500,
    "another JSON": b'{"customers": []}\n',
    "bytes": bytes(range(256)) * 40,
}


@pytest.mark.parametrize("content", FOREIGN.values(), ids=FOREIGN.keys())
def test_a_file_that_is_no_state_is_refused_and_left_alone(file_url: str, content: bytes) -> None:
    Path(file_url).write_bytes(content)

    for opening in (open_for_reading, open_for_writing, lambda url: create(url, "lineage-1")):
        with pytest.raises(StateIdentity):
            opening(file_url)
    assert Path(file_url).read_bytes() == content


def test_a_directory_is_no_state(file_url: str) -> None:
    Path(file_url).mkdir()

    with pytest.raises(StateIdentity, match="not a state of reconciler"):
        open_for_reading(file_url)


def test_a_place_below_a_file_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")

    with pytest.raises(ReconcilerError, match="cannot use the state"):
        create(str(tmp_path / "file" / "hub.db"), "lineage-1")


@pytest.mark.parametrize("left", ["hub.journal.jsonl", "hub.db-journal"])
def test_a_state_whose_file_is_gone_and_whose_journal_is_left_is_not_no_state(tmp_path: Path, left: str) -> None:
    (tmp_path / left).write_bytes(b'{"apply":""}\n')
    url = str(tmp_path / ("hub.json" if left.endswith("jsonl") else "hub.db"))

    for opening in (open_for_reading, open_for_writing, lambda url: create(url, "lineage-1")):
        with pytest.raises(StateBroken, match="it is missing, and its"):
            opening(url)


def test_what_a_killed_maker_left_is_in_nobodys_way(file_url: str, tmp_path: Path) -> None:
    for name in (".hub.json.new", ".hub.journal.jsonl.new", ".hub.db.new", ".hub.db.new-journal"):
        (tmp_path / name).write_bytes(b"left")

    store = create(file_url, "lineage-1")

    assert (store.lineage, store.check()) == ("lineage-1", [])
    store.close()


def test_a_sqlite_state_from_before_there_were_vendors_people_reads_and_keeps_them(tmp_path: Path) -> None:
    url = str(tmp_path / "hub.db")
    create(url, "lineage-1").close()
    with closing(sqlite3.connect(url)) as database:
        database.execute("DROP TABLE vendor")
        database.commit()
    store = open_for_writing(url)
    assert store is not None

    assert list(store.vendor()) == []
    store.keep_vendor([VendorPerson("avery@vendor.example")])

    assert [each.address for each in store.vendor()] == ["avery@vendor.example"]
    store.close()


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _link(path: Path) -> None:
    path.symlink_to("another file")


@pytest.mark.parametrize("kind", [_pipe, _link, Path.mkdir])
def test_what_is_no_file_beside_a_state_is_left_alone_and_said(file_url: str, kind: Callable[[Path], None]) -> None:
    kept = [file for file in files_of(file_url) if file.suffix in (".lock", ".bak", ".jsonl")]
    beside = [file for file in kept if not file.name.endswith(".deliver.lock")]  # of whoever sends mails
    for file in beside:
        file.unlink(missing_ok=True)
        kind(file)
        before = file.lstat()

        with pytest.raises(ReconcilerError, match=f"{file.name} beside it is no regular file"):
            create(file_url, "lineage-1")

        assert (file.lstat().st_mode, file.lstat().st_ino) == (before.st_mode, before.st_ino)
        file.rmdir() if file.is_dir() else file.unlink()
    assert beside
    assert not Path(file_url).exists()


def test_a_backup_that_is_no_file_of_ours_is_not_replaced_by_a_commit(tmp_path: Path) -> None:
    url = str(tmp_path / "hub.json")
    store = grown(url, (CONTOSO,), 1)
    (tmp_path / "hub.json.bak").unlink()
    (tmp_path / "hub.json.bak").symlink_to("another file")

    with pytest.raises(ReconcilerError, match=r"hub\.json\.bak beside it is no regular file"):
        store.commit([step(CONTOSO, 1)])

    assert (tmp_path / "hub.json.bak").is_symlink()
