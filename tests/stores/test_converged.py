"""What every store keeps of customers that are as declared, and when it forgets it."""

import sqlite3
from datetime import date
from pathlib import Path

import pytest
from store_commits import CONTOSO, DAY, FABRIKAM, INVITED, commit, owed, person, reopened, seat, text

from reconciler.kinds.converged import Converged
from reconciler.kinds.estate import CustomerId
from reconciler.kinds.letter import Delivery
from reconciler.ports import CommitResult, StateStore
from reconciler.stores.opening import create, open_for_writing

FOUND = Converged(DAY, '{"customer":"contoso","said":",\\"planned\\":[größer"}'.encode())
LATER = Converged(date(2026, 7, 1), b'{"customer":"contoso"}')


@pytest.fixture
def kept(store: StateStore) -> StateStore:
    """Two customers, and what was found of both."""
    people = {"private": [person(1)], "seats": [seat(1, [1])], "owed": [owed(1, [1])]}
    store.commit([commit(0, managed_by="hub", **people), commit(0, customer=FABRIKAM)])
    store.keep_converged({CONTOSO: FOUND, FABRIKAM: LATER})
    return store


def test_what_was_found_is_there_for_whoever_opens_the_state_next(kept: StateStore) -> None:
    again = reopened(kept)

    assert again.converged([CONTOSO, FABRIKAM, CustomerId("lamna")]) == {CONTOSO: FOUND, FABRIKAM: LATER}
    assert again.converged([FABRIKAM]) == {FABRIKAM: LATER}
    assert again.converged([]) == {}


def test_it_is_no_part_of_serial_journal_or_holding_and_a_check_does_not_mind(kept: StateStore) -> None:
    before = (kept.customers(), kept.holding(CONTOSO), list(kept.journal(CONTOSO)))
    kept.keep_converged({CONTOSO: LATER})

    again = reopened(kept)
    assert (again.customers(), again.holding(CONTOSO), list(again.journal(CONTOSO))) == before
    assert (again.check(), again.sealed(CONTOSO)) == ([], True)
    assert again.converged([CONTOSO]) == {CONTOSO: LATER}


def test_one_that_is_not_in_the_state_has_none(store: StateStore) -> None:
    store.keep_converged({CONTOSO: FOUND})
    store.commit([commit(0)])

    assert store.converged([CONTOSO]) == {}


def test_a_step_of_the_customer_takes_it_away_and_of_another_leaves_it(kept: StateStore) -> None:
    kept.commit([commit(1, seats=[seat(1, [1], INVITED)])])

    assert reopened(kept).converged([CONTOSO, FABRIKAM]) == {FABRIKAM: LATER}


def test_a_step_that_was_stale_leaves_it(kept: StateStore) -> None:
    assert kept.commit([commit(0)]) == [CommitResult.STALE]

    assert kept.converged([CONTOSO]) == {CONTOSO: FOUND}


def test_other_marks_beside_the_customer_take_it_away(kept: StateStore) -> None:
    kept.remember(CONTOSO, "hub", {"emea": "b.yaml"})

    assert reopened(kept).converged([CONTOSO]) == {}


def test_delivering_leaves_it(kept: StateStore) -> None:
    kept.keep_delivery([Delivery(CONTOSO)])

    assert reopened(kept).converged([CONTOSO]) == {CONTOSO: FOUND}


def test_after_scrubbing_nobody_is_told_of_any_more(kept: StateStore) -> None:
    kept.scrub()

    assert reopened(kept).converged([CONTOSO, FABRIKAM]) == {}
    kept.keep_converged({CONTOSO: FOUND})
    assert reopened(kept).converged([CONTOSO]) == {CONTOSO: FOUND}


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE seat SET kind = kind",
        "UPDATE private SET text = text",
        "UPDATE customer SET root = 'other'",
        "UPDATE customer SET sources = '{}'",
        "UPDATE customer SET record = record",
        "UPDATE converged SET since = '2026-01-01'",
        "UPDATE converged SET since = 7",
        "UPDATE converged SET line = CAST(line AS TEXT)",
        "UPDATE converged SET line = x'7b7d'",
        "UPDATE converged SET proof = x'00'",
        "DELETE FROM converged WHERE customer = 2; UPDATE converged SET customer = 2",
        "DELETE FROM converged",
        "DROP TABLE converged",
    ],
)
def test_another_hand_in_the_state_makes_it_void(tmp_path: Path, change: str) -> None:
    url = str(tmp_path / "hub.db")
    store = create(url, "lineage-1")
    store.commit([commit(0, private=[person(1), text(2, "Ana")], seats=[seat(1, [1])], managed_by="hub")])
    store.commit([commit(0, customer=FABRIKAM, sources={"emea": "a.yaml"}, private=[person(1)], seats=[seat(1, [1])])])
    store.keep_converged({CONTOSO: FOUND, FABRIKAM: FOUND})
    store.close()

    with sqlite3.connect(url) as database:
        database.executescript(change)
    database.close()

    found = reopened(store).converged([CONTOSO, FABRIKAM])
    assert found.keys() <= ({CONTOSO} if "sources" in change else set())


@pytest.mark.parametrize(
    "change",
    [
        "REPLACE INTO customer SELECT number, id, serial, head, '{}', root, sources FROM customer WHERE number = 1",
        "INSERT INTO private VALUES (1, 7, 'person', 'zoe@contoso.com', x'00', NULL)",
        "REPLACE INTO private SELECT customer, id, kind, 'zoe@contoso.com', salt, NULL FROM private WHERE customer = 1",
        "DELETE FROM private WHERE customer = 1",
        "INSERT INTO seat SELECT 1, 1, 7, kind FROM seat WHERE customer = 1",
        "REPLACE INTO seat SELECT customer, workspace, person, 7 FROM seat WHERE customer = 1",
        "UPDATE seat SET kind = 7 WHERE customer = 1",
        "DELETE FROM seat WHERE customer = 1",
        'REPLACE INTO kind SELECT kind, \'{"state":"removed"}\' FROM seat WHERE customer = 1',
        "REPLACE INTO kind SELECT 7, seat FROM kind WHERE id = (SELECT kind FROM seat WHERE customer = 1)",
        "UPDATE kind SET seat = '{}' WHERE id = (SELECT kind FROM seat WHERE customer = 1)",
        "DELETE FROM kind WHERE id = (SELECT kind FROM seat WHERE customer = 1)",
        "INSERT INTO journal VALUES (1, 2, 'x', x'7b7d')",
        "UPDATE journal SET entry = x'7b7d' WHERE customer = 1",
        "DELETE FROM journal WHERE customer = 1",
        "INSERT INTO applies VALUES ('7Q4K', 1, 1)",
        "INSERT INTO message VALUES (1, 1, 7, 1, '2026-06-01')",
        "UPDATE message SET send_on = '2026-06-09' WHERE customer = 1",
        "DELETE FROM message WHERE customer = 1",
        "INSERT INTO support_case VALUES (1, 1, 1, '{}')",
    ],
)
def test_no_row_of_a_customer_can_be_changed_by_another_hand_unnoticed(tmp_path: Path, change: str) -> None:
    url = str(tmp_path / "hub.db")
    store = create(url, "lineage-1")
    store.commit([commit(0, private=[person(1)], seats=[seat(1, [1], INVITED)], owed=[owed(1, [1])])])
    store.commit([commit(0, customer=FABRIKAM, private=[person(1)], seats=[seat(1, [1])])])
    store.keep_converged({CONTOSO: FOUND, FABRIKAM: FOUND})
    store.close()

    with sqlite3.connect(url) as database:
        database.executescript(change)
    database.close()

    assert CONTOSO not in reopened(store).converged([CONTOSO, FABRIKAM])


def test_a_state_of_a_release_that_had_none_opens_and_gets_them(tmp_path: Path) -> None:
    url = str(tmp_path / "hub.db")
    create(url, "lineage-1").commit([commit(0)])
    with sqlite3.connect(url) as database:
        database.execute("DROP TABLE converged")
    database.close()

    store = open_for_writing(url)

    assert store is not None
    assert store.converged([CONTOSO]) == {}
    store.commit([commit(1)])
    store.keep_converged({CONTOSO: FOUND})
    assert reopened(store).converged([CONTOSO]) == {CONTOSO: FOUND}
