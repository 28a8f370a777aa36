"""What was erased is in no byte of a state's files any more."""

from pathlib import Path

import pytest
from store_commits import CONTOSO, commit, person, seat, text

from reconciler.errors import ReconcilerError
from reconciler.kinds.letter import Delivery, Letter
from reconciler.ports import Private, StateStore
from reconciler.stores.opening import create, open_for_reading, open_for_writing

ANA, HER_NAME = "ana.ruiz@contoso.com", "Ana Ruiz of Lisbon"


def erased(value: Private) -> Private:
    return value._replace(text=None, salt=None, erased=value.proof)


def lived(store: StateStore) -> None:
    """Ana is known, then there are others, a letter to her comes and goes, and she is erased."""
    ana, name = person(1, ANA), text(2, HER_NAME)
    store.commit([commit(0, private=[ana, name], seats=[seat(1, [1])])])
    store.commit([commit(1, private=[person(n, f"p{n}@contoso.com") for n in range(3, 400)])])
    store.keep_delivery([Delivery(CONTOSO, letters=[Letter("m1", 1, (), f"Dear {HER_NAME}, {ANA}; " * 500)])])
    store.keep_delivery([Delivery(CONTOSO, void=["m1"])])
    store.commit([commit(2, private=[erased(ana), erased(name)])])


def left_of_her(folder: Path) -> list[str]:
    found = {each.name: each.read_bytes() for each in folder.iterdir() if each.is_file()}
    return [name for name, content in found.items() if ANA.encode() in content or HER_NAME.encode() in content]


def test_no_file_of_the_state_has_a_word_of_it(file_url: str, tmp_path: Path) -> None:
    store = create(file_url, "lineage-1")
    lived(store)
    with store.lock("tests", 0):
        store.scrub()
    store.close()

    assert left_of_her(tmp_path) == []
    again = open_for_reading(file_url)
    assert again is not None
    assert again.check() == []
    assert len(list(again.journal(CONTOSO))) == 3
    again.close()


def test_scrubbing_once_more_finishes_what_a_killed_run_had_begun(file_url: str, tmp_path: Path) -> None:
    store = create(file_url, "lineage-1")
    lived(store)
    store.close()
    assert left_of_her(tmp_path) or file_url.endswith(".db")  # whose builds may overwrite what they free
    later = open_for_writing(file_url)
    assert later is not None
    for _ in range(2):
        with later.lock("tests", 0):
            later.scrub()
    later.close()

    assert left_of_her(tmp_path) == []


def test_the_state_is_the_same_after_it(store: StateStore) -> None:
    lived(store)
    before = (store.holding(CONTOSO), list(store.private(CONTOSO)), store.customers(), store.sealed(CONTOSO))
    with store.lock("tests", 0):
        store.scrub()

    assert (store.holding(CONTOSO), list(store.private(CONTOSO)), store.customers(), store.sealed(CONTOSO)) == before
    assert store.commit([commit(3)]) == ["committed"]


def test_a_state_that_is_only_read_is_not_scrubbed(file_url: str) -> None:
    create(file_url, "lineage-1").close()
    store = open_for_reading(file_url)
    assert store is not None

    with pytest.raises(ReconcilerError):
        store.scrub()
    store.close()
