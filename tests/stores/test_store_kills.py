"""A writer killed at a random moment, again and again, on one and the same state."""

import random
import subprocess

import pytest
from store_commits import CONTOSO, FABRIKAM
from store_history import assert_at, step
from store_processes import started

from reconciler.stores.opening import create, open_for_reading, open_for_writing

KILLS = 20


def test_a_killed_writer_leaves_the_state_before_or_after(file_url: str) -> None:
    create(file_url, "lineage-1").close()
    moments = random.Random(4711)
    serial = 0
    for _ in range(KILLS):
        acknowledged = killed_writer(
            file_url, serial, acknowledgements=moments.randrange(3), after=moments.random() / 50
        )

        store = open_for_reading(file_url)
        assert store is not None
        serial = store.customers().get(CONTOSO, 0)
        assert acknowledged <= serial <= acknowledged + 1
        assert store.check() == []
        assert_at(store, CONTOSO, serial)
        assert_at(store, FABRIKAM, serial)
        store.close()

    store = open_for_writing(file_url)
    assert store is not None
    with store.lock("the next one", 5):
        store.commit([step(CONTOSO, serial), step(FABRIKAM, serial)])
    assert store.check() == []
    assert_at(store, FABRIKAM, serial + 1)
    store.close()


def killed_writer(url: str, serial: int, acknowledgements: int, after: float) -> int:
    """The last serial that the writer said it had committed; ``serial`` is where it began."""
    with started("write", url) as writer:
        assert writer.stdout is not None
        for _ in range(acknowledgements):
            assert int(writer.stdout.readline()) > serial
        with pytest.raises(subprocess.TimeoutExpired):
            writer.wait(timeout=after)
        writer.kill()
        said = writer.stdout.read().split("\n")[:-1]
    return int(said[-1]) if said else serial + acknowledgements
