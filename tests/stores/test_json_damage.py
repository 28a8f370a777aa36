"""A JSON state that another hand than ours has touched."""

import re
import subprocess
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from store_commits import CONTOSO, FABRIKAM, commit
from store_history import assert_at, grown, step

from reconciler.errors import ReconcilerError, StateBroken, StateIdentity
from reconciler.stores.opening import open_for_reading, open_for_writing


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    grown(str(tmp_path / "hub.json"), (CONTOSO, FABRIKAM), 2)
    return tmp_path / "hub.json"


def journal_of(hub: Path) -> Path:
    return hub.with_name("hub.journal.jsonl")


def test_cut_off_anywhere_it_is_refused_and_left_alone(hub: Path) -> None:
    whole = hub.read_bytes()
    line_ends = [found.end() for found in re.finditer(b"\n", whole)][:-1]
    for cut in [*line_ends, *range(1, len(whole), 97), len(whole) - 1]:
        hub.write_bytes(whole[:cut])

        with pytest.raises((StateBroken, StateIdentity)) as refused:
            open_for_writing(str(hub))
        assert isinstance(refused.value, StateBroken) or cut < len('{"reconciler_state":')
        assert hub.read_bytes() == whole[:cut]


def test_every_edited_byte_is_found(hub: Path) -> None:
    whole = hub.read_bytes()
    for at in {*range(200), *range(0, len(whole), 29), *range(len(whole) - 100, len(whole))}:
        hub.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])

        assert refused(hub), whole[at - 10 : at + 10]


def refused(hub: Path) -> bool:
    try:
        open_for_reading(str(hub))
    except (StateBroken, StateIdentity):
        return True
    return False


def test_every_edited_byte_of_the_journal_is_found_by_the_check(hub: Path) -> None:
    whole = journal_of(hub).read_bytes()
    for at in range(whole.rindex(b'{"acknowledged"')):
        journal_of(hub).write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])

        store = open_for_reading(str(hub))
        assert store is not None
        assert store.check() != [], whole[at - 10 : at + 10]


def test_an_edited_last_entry_is_found_by_whoever_reads_that_customer(hub: Path) -> None:
    edited = journal_of(hub).read_bytes().replace(b'"fabrikam","note":"gr', b'"fabrikam","note":"GR')
    journal_of(hub).write_bytes(edited)
    store = open_for_writing(str(hub))
    assert store is not None

    assert_at(store, CONTOSO, 2)
    with pytest.raises(StateBroken, match="last journal entry of fabrikam"):
        store.holding(FABRIKAM)
    with pytest.raises(StateBroken, match="last journal entry of fabrikam"):
        store.commit([step(CONTOSO, 2), step(FABRIKAM, 2)])
    assert journal_of(hub).read_bytes() == edited


def test_a_journal_cut_off_anywhere_or_missing_is_refused(hub: Path) -> None:
    whole = journal_of(hub).read_bytes()
    for cut in range(0, whole.rindex(b'{"acknowledged"'), 61):
        journal_of(hub).write_bytes(whole[:cut])
        with pytest.raises(StateBroken, match=r"hub\.journal\.jsonl is shorter than it was written"):
            open_for_reading(str(hub))

    journal_of(hub).unlink()
    with pytest.raises(StateBroken, match=r"hub\.journal\.jsonl is missing"):
        open_for_reading(str(hub))


@pytest.mark.parametrize("version", ["2", '"x"', "null"])
def test_another_version_is_refused(hub: Path, version: str) -> None:
    hub.write_bytes(hub.read_bytes().replace(b'{"reconciler_state":1', b'{"reconciler_state":' + version.encode()))

    with pytest.raises(StateIdentity, match="state format"):
        open_for_reading(str(hub))


def test_a_writing_that_was_not_finished_counts_for_nothing_and_is_cut(hub: Path) -> None:
    before = hub.read_bytes()
    whole = journal_of(hub).read_bytes()
    store = open_for_writing(str(hub))
    assert store is not None
    store.commit([step(CONTOSO, 2)])
    written = journal_of(hub).read_bytes()
    hub.write_bytes(before)  # as if killed before the rename

    unfinished = written[: written.rindex(b'{"acknowledged"')]
    for journal in (unfinished, unfinished[:-20], whole + b"\0" * 100 + b"\n"):
        journal_of(hub).write_bytes(journal)
        reader = open_for_reading(str(hub))
        assert reader is not None
        assert_at(reader, CONTOSO, 2)
        assert reader.check() == []

    writer = open_for_writing(str(hub))
    assert writer is not None
    writer.commit([step(FABRIKAM, 2)])
    assert_at(writer, CONTOSO, 2)
    assert journal_of(hub).read_bytes().startswith(whole)
    assert b"apply-3" in journal_of(hub).read_bytes()
    assert writer.check() == []


def test_a_state_older_than_its_journal_is_refused(hub: Path) -> None:
    before = hub.read_bytes()
    store = open_for_writing(str(hub))
    assert store is not None
    store.commit([step(CONTOSO, 2)])
    store.commit([step(FABRIKAM, 2)])
    journal = journal_of(hub).read_bytes()
    hub.write_bytes(before)

    with pytest.raises(StateBroken, match="goes on to writing 4, as if"):
        open_for_writing(str(hub))
    assert journal_of(hub).read_bytes() == journal


def test_the_generation_before_is_kept_and_can_be_put_back(hub: Path) -> None:
    before = hub.read_bytes()
    store = open_for_writing(str(hub))
    assert store is not None
    store.commit([step(CONTOSO, 2)])

    assert hub.with_name("hub.json.bak").read_bytes() == before
    put_back(hub)
    with pytest.raises(StateBroken) as refused:
        open_for_reading(str(hub))
    typed = re.search(r"^truncate --size=.*", refused.value.remedy, re.MULTILINE)
    assert typed
    subprocess.run(typed[0], shell=True, check=True)

    again = open_for_writing(str(hub))
    assert again is not None
    assert_at(again, CONTOSO, 2)
    assert again.check() == []
    again.commit([step(CONTOSO, 2)])
    assert_at(again, CONTOSO, 3)


def put_back(hub: Path) -> None:
    hub.write_bytes(hub.with_name("hub.json.bak").read_bytes())


@pytest.mark.parametrize("last", ["a commit", "marks", "the vendor's people"])
def test_a_backup_put_back_is_refused_and_nothing_that_was_acknowledged_is_cut(hub: Path, last: str) -> None:
    """It looks like a writer killed before the rename, but for the word that it was not."""
    store = open_for_writing(str(hub))
    assert store is not None
    match last:
        case "a commit":
            store.commit([step(CONTOSO, 2)])
        case "marks":
            store.remember(CONTOSO, "hub", {})
        case _:
            store.keep_vendor([])
    journal = journal_of(hub).read_bytes()
    put_back(hub)

    for opened in (open_for_reading, open_for_writing):
        with pytest.raises(StateBroken, match=r"of writing \d and its journal .* goes on to writing \d, as if"):
            opened(str(hub))
    with pytest.raises(StateBroken):
        store.commit([step(FABRIKAM, 2)])
    assert journal_of(hub).read_bytes() == journal


def test_a_writer_killed_before_it_could_acknowledge_is_acknowledged_by_the_next_one(hub: Path) -> None:
    store = open_for_writing(str(hub))
    assert store is not None
    store.commit([step(CONTOSO, 2)])
    journal = journal_of(hub).read_bytes()
    journal_of(hub).write_bytes(journal[: journal.rindex(b'{"acknowledged"')])

    with store.lock("me", 0):
        assert store.applied("apply-3") == {CONTOSO: 3}

    assert journal_of(hub).read_bytes() == journal
    put_back(hub)
    with pytest.raises(StateBroken):
        open_for_writing(str(hub))


def test_a_state_of_a_release_that_did_not_acknowledge_goes_on(tmp_path: Path) -> None:
    """Its journal, in which no such line stands, is read and continued."""
    hub = tmp_path / "hub.json"
    store = grown(str(hub), (CONTOSO,), 1)
    journal = journal_of(hub).read_bytes()
    lines = [line for line in journal.splitlines(keepends=True) if b'"entry"' in line]
    journal_of(hub).write_bytes(b"".join(lines))
    text = hub.read_bytes().replace(b'"last":[19,', b'"last":[0,')
    chain = sha256(lines[0]).hexdigest().encode()
    text = re.sub(rb'"chain":"[0-9a-f]*"', b'"chain":"%s"' % chain, text)
    text = re.sub(rb'"journal":[0-9]+', b'"journal":%d' % len(lines[0]), text)
    body = text[: text.rfind(b"\n", 0, -1) + 1]
    hub.write_bytes(body + b'{"end":1,"sha256":"%s"}\n' % sha256(body).hexdigest().encode())

    store = open_for_writing(str(hub))
    assert store is not None
    assert store.check() == []
    store.commit([step(CONTOSO, 1)])

    assert_at(store, CONTOSO, 2)
    assert store.check() == []


def test_customers_that_nobody_changed_are_the_same_bytes(hub: Path) -> None:
    def line_of_fabrikam() -> bytes:
        return next(line for line in hub.read_bytes().split(b"\n") if b'"id":"fabrikam"' in line)

    before = line_of_fabrikam()
    store = open_for_writing(str(hub))
    assert store is not None
    store.commit([step(CONTOSO, 2)])

    assert line_of_fabrikam() == before


def test_an_entry_of_two_lines_is_refused_before_anything_is_written(hub: Path) -> None:
    before = hub.read_bytes()
    store = open_for_writing(str(hub))
    assert store is not None

    with pytest.raises(ReconcilerError, match="more than one line"):
        store.commit([commit(2, entry=b"{}\n{}")])
    assert hub.read_bytes() == before


@pytest.mark.parametrize("forge", [lambda body: body.replace(b'"seats":', b'"chairs":'), lambda body: body + b"[1]\n"])
def test_a_line_that_does_not_fit_is_refused_even_with_a_right_hash(hub: Path, forge: Callable[[bytes], bytes]) -> None:
    whole = hub.read_bytes()
    body = forge(whole[: whole.rfind(b"\n", 0, -1) + 1])
    hub.write_bytes(body + b'{"end":2,"sha256":"%s"}\n' % sha256(body).hexdigest().encode())

    with pytest.raises(StateBroken, match="not as reconciler writes it"):
        read_whole(hub)


def read_whole(hub: Path) -> None:
    store = open_for_reading(str(hub))
    assert store is not None
    store.holding(CONTOSO)
