"""What every store gives of a customer to one person: their own, and nothing of anybody else."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from store_commits import CONTOSO, FABRIKAM, INVITED, MEMBER, commit, person, seat, text

from reconciler.kinds.address import PersonKey
from reconciler.ports import CaseWrite, Commit, StateStore
from reconciler.stores.opening import create, open_for_reading, open_for_writing

ANA, BEN, EVA = (PersonKey(f"{name}@contoso.com") for name in ("ana", "ben", "eva"))
LOGS = {"title": 6, "opened": "2026-06-01", "opened_by": 2, "benefit": "hours"}
KEPT: dict[str, Any] = {
    "last": 9,
    "contracts": {"u26": {"csam": 7}},
    "policy": None,
    "limits": {},
    "people": {"1": {"address": 4, "name": 5, "also": [8]}, "2": {"address": 9}},
    "workspaces": {"1": {"id": "finance"}, "2": {"id": "retail"}, "3": {"id": "emea"}},
}
"""Ana is known as Ana.Ruiz@ by now, Ben as Ben@; person 3 became one with Ben."""


def first(customer: Any = CONTOSO) -> Commit:
    return commit(
        0,
        customer=customer,
        record={**KEPT, "merged": {"3": 2}},
        private=[
            *(person(1, "ana@contoso.com"), person(2, "BEN@contoso.com"), person(3, "b.old@contoso.com")),
            *(text(4, "Ana.Ruiz@contoso.com"), text(5, "Ana Ruiz"), text(6, "Logs are late")),
            *(text(7, "avery@vendor.example"), text(8, "ana@contoso.com"), text(9, "Ben@contoso.com")),
        ],
        seats=[seat(1, [1, 2]), seat(2, [2]), seat(3, [1], {**INVITED, "note": 5})],
        cases=[CaseWrite(1, 1, LOGS), CaseWrite(1, 2, {**LOGS, "opened_by": 3}), CaseWrite(2, 1, LOGS)],
    )


@pytest.fixture
def store(url: str) -> Iterator[StateStore]:
    store = create(url, "lineage-1")
    store.commit([first()])
    yield store
    store.close()


@pytest.mark.parametrize("address", ["ana.ruiz@contoso.com", "ana@contoso.com"])
def test_a_person_is_found_by_each_of_their_addresses_with_their_seats_alone(store: StateStore, address: str) -> None:
    (holding,) = store.standings(PersonKey(address))

    assert holding.customer == CONTOSO
    assert holding.seats == {1: [(MEMBER, [1])], 3: [({**INVITED, "note": 5}, [1])]}
    assert holding.people == {1: "ana@contoso.com"}
    assert holding.record == {**KEPT, "people": {"1": KEPT["people"]["1"]}, "merged": {"3": 2}}
    assert holding.cases == {}
    assert "Logs are late" not in holding.texts.values()
    assert {4, 5, 7, 8} <= holding.texts.keys()


def test_nobody_is_found_by_an_address_that_nobody_has_or_by_another_text(store: StateStore) -> None:
    assert [*store.standings(EVA), *store.standings(PersonKey("avery@vendor.example"))] == []
    assert store.standings(ANA, FABRIKAM) == []


def test_the_customers_that_know_an_address_come_in_order_and_one_by_name(store: StateStore) -> None:
    other = first(FABRIKAM)
    store.commit([other])

    assert [h.customer for h in store.standings(BEN)] == [CONTOSO, FABRIKAM]
    assert [h.customer for h in store.standings(BEN, FABRIKAM)] == [FABRIKAM]


def test_an_address_beyond_ascii_is_found_however_it_is_spelled(store: StateStore) -> None:
    store.commit([commit(0, customer=FABRIKAM, record=KEPT, private=[person(1, "Ana@M\u00fcnchen.example")])])

    (holding,) = store.standings(PersonKey("ana@xn--mnchen-3ya.example"))

    assert holding.people == {1: "Ana@M\u00fcnchen.example"}


def test_inside_are_the_cases_of_these_workspaces_whom_they_name_and_how_many_sit_there(store: StateStore) -> None:
    finance = store.inside(CONTOSO, [1])

    assert finance is not None
    assert finance.cases == {1: {1: LOGS, 2: {**LOGS, "opened_by": 3}}}
    assert finance.people == {2: "BEN@contoso.com"}
    assert finance.seats == {}
    assert store.tallies(CONTOSO, [1]) == {1: [(MEMBER, 2)]}


def test_inside_is_nothing_where_there_is_nothing(store: StateStore) -> None:
    emea = store.inside(CONTOSO, [3, 7])

    assert emea is not None
    assert (emea.cases, emea.people) == ({}, {})
    assert [*store.tallies(CONTOSO, [3, 7])] == [3]
    assert store.tallies(FABRIKAM, [1]) == {}
    assert store.inside(FABRIKAM, [1]) is None


def test_a_roll_is_one_workspace_with_its_people_seats_and_cases(store: StateStore) -> None:
    finance = store.roll(CONTOSO, 1)

    assert finance is not None
    assert finance.seats == {1: [(MEMBER, [1, 2])]}
    assert finance.people == {1: "ana@contoso.com", 2: "BEN@contoso.com"}
    assert finance.cases == {1: {1: LOGS, 2: {**LOGS, "opened_by": 3}}}
    assert {"1", "2"} == finance.record["people"].keys()
    assert 8 in finance.texts


def test_the_roll_of_a_workspace_without_people_is_empty_and_of_a_stranger_nothing(store: StateStore) -> None:
    nobody = store.roll(CONTOSO, 7)

    assert nobody is not None
    assert (nobody.seats, nobody.people, nobody.cases) == ({}, {}, {})
    assert store.roll(FABRIKAM, 1) is None


def test_texts_are_given_by_their_ids_and_those_that_are_not_there_are_left_out(store: StateStore) -> None:
    assert store.texts(CONTOSO, [1, 6, 77]) == {1: "ana@contoso.com", 6: "Logs are late"}
    assert store.texts(FABRIKAM, [1]) == {}


def test_who_is_touched_comes_with_all_their_seats_and_all_others_are_counted(store: StateStore) -> None:
    whole, part = store.holding(CONTOSO), store.touched(CONTOSO, [EVA, PersonKey("ana.ruiz@contoso.com")])

    assert whole is not None
    assert part is not None
    assert part.people == {1: "ana@contoso.com"}
    assert part.seats == {1: [(MEMBER, [1])], 3: [({**INVITED, "note": 5}, [1])]}
    assert part.others == {1: [(MEMBER, 1)], 2: [(MEMBER, 1)]}
    assert (part.managed_by, part.sources) == ("", {})
    others = part._replace(people=whole.people, seats=whole.seats, others={}, cases=whole.cases)
    assert others._replace(managed_by=whole.managed_by, sources=whole.sources) == whole


def test_where_nobody_is_touched_everybody_is_counted(store: StateStore) -> None:
    part = store.touched(CONTOSO, [EVA])

    assert part is not None
    assert (part.people, part.seats) == ({}, {})
    assert part.others == {1: [(MEMBER, 2)], 2: [(MEMBER, 1)], 3: [({**INVITED, "note": 5}, 1)]}
    assert store.touched(FABRIKAM, [ANA]) is None


def test_the_journal_is_read_from_its_end(store: StateStore) -> None:
    store.commit([commit(1, record=KEPT), commit(0, customer=FABRIKAM)])
    store.commit([commit(2, record=KEPT)])

    assert list(store.backwards(CONTOSO)) == list(store.journal(CONTOSO))[::-1]
    assert len(list(store.backwards(CONTOSO))) == 3


def test_some_people_come_with_their_seats_in_some_workspaces_alone(store: StateStore) -> None:
    holding = store.some(CONTOSO, [1, 2], [1, 3])

    assert holding is not None
    assert holding.seats == {1: [(MEMBER, [1, 2])], 3: [({**INVITED, "note": 5}, [1])]}
    assert holding.people == {1: "ana@contoso.com", 2: "BEN@contoso.com"}
    assert holding.record == {**KEPT, "merged": {"3": 2}}
    assert (holding.cases, store.some(FABRIKAM, [1], [1])) == ({}, None)
    store.remember(CONTOSO, "hub", {"finance": {"file": "contoso.yaml"}})
    only_facts = store.some(CONTOSO, [], [])
    assert only_facts is not None
    assert (only_facts.seats, only_facts.people, only_facts.record["people"]) == ({}, {}, {})
    assert (only_facts.managed_by, only_facts.sources) == ("hub", {"finance": {"file": "contoso.yaml"}})


def test_who_sits_as_is_wanted_is_found_by_workspace(store: StateStore) -> None:
    members = store.seated(CONTOSO, [1, 2, 3, 9], lambda seat: seat["state"] == "member")

    assert members == {1: [1, 2], 2: [2]}
    assert store.seated(CONTOSO, [1], lambda _seat: False) == {}
    assert store.seated(FABRIKAM, [1], lambda _seat: True) == {}


def test_people_are_known_by_each_of_their_addresses(store: StateStore) -> None:
    assert set(store.named(CONTOSO, [PersonKey("ana.ruiz@contoso.com"), PersonKey("nobody@contoso.com")])) == {1}
    assert set(store.named(CONTOSO, [ANA, BEN])) == {1, 2}
    assert set(store.named(FABRIKAM, [ANA])) == set(store.named(CONTOSO, [])) == set()


def test_a_state_of_a_release_without_cases_is_read_and_gets_its_first(tmp_path: Path) -> None:
    url = str(tmp_path / "hub.db")
    create(url, "lineage-1").close()
    with closing(sqlite3.connect(url, isolation_level=None)) as older:
        for (name,) in older.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            older.execute(f"DROP TRIGGER {name}")
        older.execute("DROP TABLE support_case")
    store = open_for_writing(url)
    assert store is not None
    assert store.commit([commit(0, record=KEPT, private=[person(1, ANA)], seats=[seat(1, [1])])]) == ["committed"]
    before = open_for_reading(url)
    assert before is not None

    assert before.inside(CONTOSO, [1]) is not None
    assert store.commit([commit(1, record=KEPT, cases=[CaseWrite(1, 1, {"opened_by": 1})])]) == ["committed"]
    holding = store.holding(CONTOSO)
    assert holding is not None
    assert holding.cases == {1: {1: {"opened_by": 1}}}
    assert store.check() == []
