"""What a SQLite state keeps besides, to read nothing by the million: it is not believed where it may be wrong."""

import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from store_commits import CONTOSO, INVITED, MEMBER, commit, owed, person, seat

from reconciler.kinds.address import PersonKey
from reconciler.ports import Holding, Private, PrivateKind, SeatWrite, StateStore, Tallies
from reconciler.stores.opening import create, open_for_reading, open_for_writing
from reconciler.stores.sqlite_seal import TRIGGERS

BLOCK = 4_096
KNOWN = {*range(1, 7)}
ANA, EVA = PersonKey("ana@contoso.com"), PersonKey("eva@contoso.com")


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    """Ana is the last of a block, Eva the first of the next."""
    hub = tmp_path / "hub.db"
    people = [person(n) for n in range(1, BLOCK - 1)]
    with closing(create(str(hub), "lineage-1")) as store:
        store.commit([commit(0, record=of(), private=people, seats=[seat(1, range(1, 9))])])
        newcomers = [person(BLOCK, str(EVA)), person(BLOCK - 1, str(ANA))]
        store.commit([commit(1, record=of(), private=newcomers, seats=[seat(1, [BLOCK - 1, BLOCK], INVITED)])])
    return hub


def of() -> dict[str, object]:
    return {"last": BLOCK, "contracts": {}, "people": {}, "workspaces": {"1": {"id": "finance"}}}


def edited(hub: Path, sql: str) -> None:
    with closing(sqlite3.connect(hub)) as database:
        database.executescript(sql)


def kept(hub: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(hub)) as database:
        return database.execute(sql).fetchall()


def found(hub: Path, address: PersonKey) -> list[int]:
    store = open_for_reading(str(hub))
    assert store is not None
    with closing(store):
        return sorted(store.named(CONTOSO, [address]))


def counted(hub: Path) -> Tallies:
    store = open_for_reading(str(hub))
    assert store is not None
    with closing(store):
        return store.tallies(CONTOSO, [1])


def written_on(hub: Path, serial: int, private: list[Private], seats: list[SeatWrite]) -> None:
    store = open_for_writing(str(hub))
    assert store is not None
    with closing(store):
        assert store.sealed(CONTOSO) or proven(store)
        store.commit([commit(serial, record=of(), private=private, seats=seats)])


def proven(store: StateStore) -> bool:
    store.proven(CONTOSO)
    return True


def test_people_are_found_and_counted_whatever_block_they_are_in(hub: Path) -> None:
    assert (found(hub, ANA), found(hub, EVA)) == ([BLOCK - 1], [BLOCK])
    assert counted(hub) == {1: [(INVITED, 2), (MEMBER, 8)]}
    assert kept(hub, "SELECT block, length(prints) FROM print") == [(0, 2 * BLOCK), (1, 2)]


def test_a_seat_that_changes_or_goes_is_counted_anew(hub: Path) -> None:
    written_on(hub, 2, [], [seat(1, [BLOCK]), SeatWrite(1, None, [1, 2, BLOCK - 1])])

    assert counted(hub) == {1: [(MEMBER, 7)]}
    assert kept(hub, "SELECT sum(people) FROM tally") == [(7,)]


@given(
    st.lists(
        st.tuples(
            st.integers(1, 2),
            st.sampled_from([INVITED, MEMBER, None]),
            st.sets(st.integers(1, 12), min_size=1),
            st.sampled_from([INVITED, MEMBER, None]),
        ),
        max_size=8,
    ),
    st.integers(0, 8),
)
def test_whatever_is_written_everybody_is_counted_where_they_sit(
    writes: list[tuple[int, dict[str, object] | None, set[int], dict[str, object] | None]], first: int
) -> None:
    """In two commits, of which the first finds nobody and knows half of them; what they are said to have had is true of
    some of them."""
    early = [SeatWrite(at, where, sorted(who & KNOWN), was) for at, where, who, was in writes[:first]]
    later = [SeatWrite(at, where, sorted(who), was) for at, where, who, was in writes[first:]]
    with TemporaryDirectory() as folder:
        hub = Path(folder) / "hub.db"
        with closing(create(str(hub), "lineage-1")) as store:
            store.commit([commit(0, record=of(), private=[*map(person, KNOWN)], seats=early)])
            store.commit([commit(1, record=of(), private=[*map(person, range(7, 13))], seats=later)])

        counted = "SELECT customer, workspace, kind, count(*) FROM seat GROUP BY 1, 2, 3"
        assert kept(hub, "SELECT * FROM tally ORDER BY 1, 2, 3") == kept(hub, counted)


def test_of_who_was_erased_no_print_stays(hub: Path) -> None:
    erased = Private(BLOCK, PrivateKind.PERSON, None, None, b"proof")

    written_on(hub, 2, [person(BLOCK, "x@contoso.com"), erased], [])

    assert kept(hub, "SELECT prints FROM print WHERE block = 1") == [(bytes(2),)]
    assert found(hub, EVA) == []


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE private SET text = 'kim@contoso.com' WHERE text = 'eva@contoso.com'; DELETE FROM seat WHERE person < 9",
        "UPDATE print SET prints = zeroblob(2); UPDATE tally SET people = 7;"
        "UPDATE private SET text = 'kim@contoso.com' WHERE id = 4096; DELETE FROM seat WHERE person < 9",
    ],
)
def test_where_another_hand_was_people_are_read_one_by_one_until_the_next_commit(hub: Path, sql: str) -> None:
    edited(hub, sql)
    assert (found(hub, PersonKey("kim@contoso.com")), found(hub, EVA)) == ([BLOCK], [])
    assert counted(hub) == {1: [(INVITED, 2)]}

    written_on(hub, 2, [], [seat(1, [1])])

    assert found(hub, PersonKey("kim@contoso.com")) == [BLOCK]
    assert counted(hub) == {1: [(INVITED, 2), (MEMBER, 1)]}
    assert kept(hub, "SELECT length(prints) FROM print") == [(2 * BLOCK,), (2,)]


def test_a_state_of_a_release_that_kept_neither_goes_on_and_gets_both(hub: Path) -> None:
    triggers = kept(hub, "SELECT name FROM sqlite_master WHERE name LIKE 'sealed_print%' OR name LIKE 'sealed_tally%'")
    edited(hub, "".join(f"DROP TRIGGER {name};" for (name,) in triggers) + "DROP TABLE print; DROP TABLE tally;")
    assert (found(hub, ANA), counted(hub)) == ([BLOCK - 1], {1: [(INVITED, 2), (MEMBER, 8)]})

    written_on(hub, 2, [], [])

    assert kept(hub, "SELECT count(*) FROM print UNION ALL SELECT count(*) FROM tally") == [(2,), (2,)]
    assert (found(hub, ANA), counted(hub)) == ([BLOCK - 1], {1: [(INVITED, 2), (MEMBER, 8)]})


@pytest.mark.parametrize("table", ["print", "tally"])
def test_a_state_of_a_release_without_these_rows_tells_who_is_touched_all_the_same(hub: Path, table: str) -> None:
    told = touched(hub)
    edited(hub, f"DELETE FROM {table}; INSERT OR IGNORE INTO seal SELECT number FROM customer")

    assert told is not None
    assert told.others == {1: [(INVITED, 1), (MEMBER, 8)]}
    assert touched(hub) == told


def test_of_a_customer_that_another_hand_was_at_no_part_is_told(hub: Path) -> None:
    edited(hub, "UPDATE tally SET people = 7")

    assert touched(hub) is None


def touched(hub: Path) -> Holding | None:
    store = open_for_reading(str(hub))
    assert store is not None
    with closing(store):
        return store.touched(CONTOSO, [ANA])


def test_a_commit_of_many_rows_leaves_every_trigger_as_it_was(hub: Path) -> None:
    many = range(BLOCK + 1, BLOCK + 1_500)
    store = open_for_writing(str(hub))
    assert store is not None
    with closing(store):
        store.commit(
            [commit(2, record=of(), private=[*map(person, many)], seats=[seat(1, many)], owed=[owed(1, many)])]
        )
        store.commit([commit(3, record=of(), settled=[(1, many)])])

        assert store.sealed(CONTOSO)
    assert dict(kept(hub, "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")) == TRIGGERS
