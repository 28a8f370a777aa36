"""What every store gives, told as the life of a state."""

from dataclasses import replace
from datetime import date
from hashlib import sha256

import pytest
from store_commits import CONTOSO, DAY, FABRIKAM, INVITED, MEMBER, commit, owed, person, reopened, seat, text

from reconciler.errors import StateIdentity
from reconciler.kinds.letter import OwedMessage
from reconciler.kinds.vendor import VendorPerson, VendorRole
from reconciler.ports import CaseWrite, CommitResult, SeatWrite, StateStore
from reconciler.stores.opening import create, open_for_reading, open_for_writing

AVERY = VendorPerson("avery@vendor.example", VendorRole.CSAM, "Avery Hill", "2026-06-01T09:00:00Z", "ops@host")
ROBIN = VendorPerson("Robin@vendor.example", VendorRole.COORDINATOR)

COMMITTED, STALE = CommitResult.COMMITTED, CommitResult.STALE


def test_where_there_is_no_state_nothing_opens_and_nothing_is_made(url: str) -> None:
    assert open_for_reading(url) is None
    assert open_for_writing(url) is None
    assert open_for_reading(url) is None


def test_a_new_state_is_empty_and_keeps_its_lineage(store: StateStore) -> None:
    again = reopened(store)

    assert (again.lineage, again.customers(), again.check()) == ("lineage-1", {}, [])


def test_a_state_is_never_made_over_another(store: StateStore) -> None:
    with pytest.raises(StateIdentity, match="exists already"):
        create(store.url, "lineage-2")

    assert reopened(store).lineage == "lineage-1"


def test_a_commit_is_there_for_whoever_opens_the_state_next(store: StateStore) -> None:
    made = commit(
        0,
        record={"last": 4, "people": {3: {"name": 4}}},
        private=[person(3, "ana@contoso.com"), text(4, "Ana Ruiz")],
        seats=[seat(7, [3])],
        managed_by="hub",
        sources={"finance": "contoso/finance.yaml", "retail": {"file": "r.yaml", "rosters": {"b.csv": 3, "a.csv": 40}}},
    )

    assert store.commit([made]) == [COMMITTED]

    holding = reopened(store).holding(CONTOSO)
    assert holding is not None
    assert (holding.serial, holding.head) == (1, made.head)
    assert holding.record == {"last": 4, "people": {"3": {"name": 4}}}
    assert (holding.people, holding.texts) == ({3: "ana@contoso.com"}, {4: "Ana Ruiz"})
    assert holding.seats == {7: [(MEMBER, [3])]}
    assert (holding.managed_by, holding.sources) == ("hub", made.sources)


def test_who_is_unknown_has_nothing(store: StateStore) -> None:
    store.commit([commit(0)])

    assert store.holding(FABRIKAM) is None
    assert [*store.journal(FABRIKAM), *store.private(FABRIKAM), *store.owed(FABRIKAM)] == []


def test_customers_are_sorted_and_numbered_on_their_own(store: StateStore) -> None:
    store.commit([commit(0, customer=FABRIKAM), commit(0)])
    store.commit([commit(1)])

    assert list(reopened(store).customers().items()) == [(CONTOSO, 2), (FABRIKAM, 1)]


def test_a_stale_customer_is_left_out_and_the_rest_of_the_batch_is_written(store: StateStore) -> None:
    store.commit([commit(0)])

    results = store.commit([commit(0, seats=[seat(1, [9])], record={}), commit(0, customer=FABRIKAM), commit(5)])

    assert results == [STALE, COMMITTED, STALE]
    assert store.customers() == {CONTOSO: 1, FABRIKAM: 1}
    holding = store.holding(CONTOSO)
    assert holding is not None
    assert (holding.record, holding.seats) == ({"name": "as of 1"}, {})


def test_two_steps_of_one_customer_may_travel_in_one_batch(store: StateStore) -> None:
    results = store.commit([commit(0), commit(1), commit(1)])

    assert results == [COMMITTED, COMMITTED, STALE]
    assert (store.customers(), store.check()) == ({CONTOSO: 2}, [])


def test_a_person_has_one_seat_in_a_workspace_the_last_one_written(store: StateStore) -> None:
    people = [person(n) for n in range(1, 7)]
    store.commit([commit(0, private=people, seats=[seat(2, [1, 2, 3, 5], INVITED), seat(1, [6])])])
    store.commit([commit(1, seats=[seat(2, range(2, 4)), seat(2, [4], INVITED)])])

    holding = reopened(store).holding(CONTOSO)

    assert holding is not None
    assert list(holding.seats) == [1, 2]
    assert holding.seats[2] == [(INVITED, [1, 4, 5]), (MEMBER, [2, 3])]


def test_a_seat_that_is_taken_away_is_as_if_it_had_never_been(store: StateStore) -> None:
    store.commit([commit(0, private=[person(1), person(2)], seats=[seat(1, [1, 2]), seat(2, [1])])])
    taken = [SeatWrite(1, None, [1]), SeatWrite(2, None, [1]), seat(1, [2], INVITED)]

    store.commit([commit(1, seats=taken)])

    holding = reopened(store).holding(CONTOSO)
    assert holding is not None
    assert dict(holding.seats) == {1: [(INVITED, [2])]}


def test_messages_are_owed_by_workspace_and_person_until_they_are_settled(store: StateStore) -> None:
    people = [person(n) for n in range(1, 5)]
    store.commit([commit(0, private=people, owed=[owed(2, [1, 2]), owed(1, [3, 4], send_on=date(2026, 7, 1))])])
    store.commit([commit(1, settled=[(2, [1]), (1, [4])], owed=[owed(2, [1], generation=2)])])

    assert list(reopened(store).owed(CONTOSO)) == [
        OwedMessage(CONTOSO, 1, 3, 1, date(2026, 7, 1)),
        OwedMessage(CONTOSO, 2, 1, 2, DAY),
        OwedMessage(CONTOSO, 2, 2, 1, DAY),
    ]


def test_a_message_is_not_owed_twice(store: StateStore) -> None:
    store.commit([commit(0, private=[person(1)], owed=[owed(2, [1]), owed(2, [1], send_on=date(2026, 9, 9))])])

    assert list(store.owed(CONTOSO)) == [OwedMessage(CONTOSO, 2, 1, 1, DAY)]


def test_cases_are_kept_by_workspace_and_number_and_a_later_commit_changes_what_it_says(store: StateStore) -> None:
    opened = [CaseWrite(w, n, {"title": 4, "opened": "2026-06-01"}) for w, n in ((2, 2), (2, 1), (1, 1))]
    store.commit([commit(0, private=[text(4, "Logs are late")], cases=opened)])
    store.commit([commit(1, cases=[CaseWrite(2, 1, {"closed": "2026-06-02", "used": 350})])])

    holding = reopened(store).holding(CONTOSO)
    assert holding is not None
    logs = {"title": 4, "opened": "2026-06-01"}
    assert holding.cases == {1: {1: logs}, 2: {1: {**logs, "closed": "2026-06-02", "used": 350}, 2: logs}}
    assert store.check() == []


def test_a_customer_has_no_cases_before_the_first_and_none_of_another_customer(store: StateStore) -> None:
    store.commit([commit(0), commit(0, customer=FABRIKAM, cases=[CaseWrite(1, 1, {"title": 4})])])

    holding = reopened(store).holding(CONTOSO)
    assert holding is not None
    assert holding.cases == {}


def test_the_vendors_people_are_of_the_state_and_of_no_customers_serial(store: StateStore) -> None:
    assert list(store.vendor()) == []
    store.commit([commit(0)])

    store.keep_vendor([ROBIN, AVERY])

    again = reopened(store)
    assert list(again.vendor()) == [AVERY, ROBIN]
    assert (again.customers(), len(list(again.journal(CONTOSO))), again.check()) == ({CONTOSO: 1}, 1, [])


def test_whoever_is_not_kept_is_the_vendors_no_more_and_commits_leave_the_others(store: StateStore) -> None:
    store.keep_vendor([AVERY, ROBIN])
    store.keep_vendor([ROBIN])

    store.commit([commit(0)])
    store.remember(CONTOSO, "hub", {})

    assert list(reopened(store).vendor()) == [ROBIN]
    store.keep_vendor([])
    assert list(reopened(store).vendor()) == []


def test_the_key_of_links_is_of_the_state_and_of_no_customer(store: StateStore) -> None:
    assert store.link_key() == ""
    store.commit([commit(0)])

    store.keep_link_key("0f9d2c5e")
    store.keep_link_key("77aa00ff")
    store.commit([commit(1)])
    store.keep_vendor([AVERY])

    again = reopened(store)
    assert again.link_key() == "77aa00ff"
    assert (again.customers(), again.check()) == ({CONTOSO: 2}, [])


def test_an_apply_is_found_with_the_serials_it_made(store: StateStore) -> None:
    store.commit([commit(0, apply="7Q4K"), commit(0, customer=FABRIKAM)])
    store.commit([commit(1, apply="8R5M"), commit(1, customer=FABRIKAM, apply="7Q4K")])

    again = reopened(store)
    assert again.applied("7Q4K") == {CONTOSO: 1, FABRIKAM: 2}
    assert (again.applied("8R5M"), again.applied("other"), again.applied("")) == ({CONTOSO: 2}, {}, {})


def test_the_journal_gives_back_the_bytes_that_were_hashed(store: StateStore) -> None:
    first, second = commit(0), commit(1, entry=b'{"b": 1,  "a":"\xc3\xa9"}')
    second = replace(second, head=sha256(second.entry).hexdigest())
    store.commit([first, commit(0, customer=FABRIKAM)])
    store.commit([second])

    assert list(reopened(store).journal(CONTOSO)) == [first.entry, second.entry]


def test_marks_are_remembered_beside_serial_and_journal(store: StateStore) -> None:
    store.commit([commit(0, managed_by="old", sources={"emea": "a.yaml"})])
    marks = {"emea": {"file": "b.yaml", "rosters": {"people.csv": 2310}}}
    store.remember(CONTOSO, "hub", marks)
    store.remember(FABRIKAM, "hub", {})

    holding = reopened(store).holding(CONTOSO)
    assert holding is not None
    assert (holding.serial, holding.managed_by, holding.sources) == (1, "hub", marks)
    assert (len(list(store.journal(CONTOSO))), store.customers(), store.check()) == (1, {CONTOSO: 1}, [])


def test_a_commit_without_marks_leaves_them_as_they_are(store: StateStore) -> None:
    store.commit([commit(0, managed_by="hub", sources={"emea": "a.yaml"})])
    store.commit([commit(1)])

    holding = store.holding(CONTOSO)
    assert holding is not None
    assert (holding.managed_by, holding.sources) == ("hub", {"emea": "a.yaml"})


def test_the_check_finds_a_head_that_is_not_of_its_entry(store: StateStore) -> None:
    store.commit([commit(0, head="0" * 64)])

    assert store.check() != []
