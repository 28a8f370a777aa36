"""The file of the keys of links, and which of them a state holds with."""

import os
from pathlib import Path

import pytest

from reconciler.delivery.link_keys import keys_text, read_keys
from reconciler.errors import StateIdentity
from reconciler.kinds.invitation_link import LinkKey
from reconciler.loading.settings import Links, Settings
from reconciler.ports import StateStore
from reconciler.stores.opening import create
from reconciler.workflows.link_keys import key_file, link_keys, made_key, settled_keys, write_keys
from reconciler.workflows.world import of_environment

OLD, NEW = LinkKey(b"o" * 32), LinkKey(b"n" * 32)
WORLD = of_environment({})


@pytest.fixture
def store(tmp_path: Path) -> StateStore:
    return create(f"memory:{tmp_path}", "lineage-1")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "secrets/links.key"


def test_what_is_written_is_read_again_and_only_its_owner_may(file: Path) -> None:
    write_keys(file, (NEW, OLD))

    assert read_keys(file) == (NEW, OLD)
    assert file.stat().st_mode & 0o777 == 0o600
    assert (NEW.secret.hex() in repr(NEW), NEW.id in keys_text([NEW])) == (False, True)


def test_a_file_that_everybody_may_read_is_refused(file: Path) -> None:
    write_keys(file, (NEW,))
    file.chmod(0o644)

    with pytest.raises(StateIdentity, match="everybody on this machine") as refused:
        read_keys(file)
    assert refused.value.remedy == f"chmod 600 {file}"


@pytest.mark.parametrize(
    ("content", "where"),
    [
        ("", ""),
        ("\n\n", ""),
        ("0f9d 00", ":1"),
        (keys_text([NEW]) + "x", ":2"),
        (f"{OLD.id} {NEW.secret.hex()}", ":1"),
        (f"{NEW.id} {NEW.secret.hex()[:-2]}", ":1"),
        ("\udce9 \udcff", ":1"),
    ],
)
def test_a_file_that_is_no_file_of_keys_is_told_with_its_line(file: Path, content: str, where: str) -> None:
    write_keys(file, (NEW,))
    file.write_text(content, errors="surrogateescape")

    with pytest.raises(StateIdentity, match=f"{file}{where} is no link key"):
        read_keys(file)


def test_what_is_no_file_is_neither_waited_for_nor_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    for odd in (tmp_path / "pipe", tmp_path, Path("/dev/zero")):
        with pytest.raises(StateIdentity, match="cannot be read: "):
            read_keys(odd)


def test_a_key_is_never_made_silently(store: StateStore, file: Path) -> None:
    with pytest.raises(StateIdentity, match="there is no key to make links with") as refused:
        settled_keys(store, file)

    assert refused.value.remedy == "make one: reconciler deliver --new-key"
    assert not file.exists()


def test_a_new_key_makes_links_from_now_on_and_older_ones_still_prove(store: StateStore, file: Path) -> None:
    first = made_key(store, file, WORLD)
    second = made_key(store, file, WORLD)

    again = link_keys(store, file)
    assert again == second
    assert (again.present, again.known) == (second.present, (second.present, first.present))
    assert store.link_key() == second.present.id


def test_a_state_that_made_no_link_yet_takes_the_newest_key_of_the_file(store: StateStore, file: Path) -> None:
    write_keys(file, (NEW, OLD))

    assert link_keys(store, file).present == NEW
    assert store.link_key() == ""
    settled_keys(store, file)
    assert store.link_key() == NEW.id


def test_killed_between_the_file_and_the_state_the_key_of_before_goes_on(store: StateStore, file: Path) -> None:
    store.keep_link_key(OLD.id)
    write_keys(file, (NEW, OLD))

    assert settled_keys(store, file).present == OLD


def test_without_the_key_of_the_state_nothing_is_done(store: StateStore, file: Path) -> None:
    store.keep_link_key(OLD.id)
    with pytest.raises(StateIdentity, match=f"made with key {OLD.id}, and there is no file of keys at"):
        settled_keys(store, file)

    write_keys(file, (NEW,))
    with pytest.raises(StateIdentity, match=f"made with key {OLD.id}, and {file} has others"):
        settled_keys(store, file)


def test_the_file_is_the_one_that_is_named_else_the_configured_else_the_usual(tmp_path: Path) -> None:
    configured = Settings(links=Links(key_file="keys/links.key"))

    assert key_file("/run/keys", configured, tmp_path) == Path("/run/keys")
    assert key_file(None, configured, tmp_path) == tmp_path / "keys/links.key"
    assert key_file("", Settings(), tmp_path) == tmp_path / ".reconciler/links.key"
