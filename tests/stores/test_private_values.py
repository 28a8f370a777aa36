"""Private values in every store: kept by id, erased with their proof left, and every letter of them."""

import pytest
from store_commits import CONTOSO, SALT, commit, owed, person, reopened, text

from reconciler.ports import CommitResult, Private, PrivateKind, StateStore

COMMITTED, STALE = CommitResult.COMMITTED, CommitResult.STALE


def test_an_erased_value_keeps_its_proof_and_nothing_else(store: StateStore) -> None:
    ana, name = person(3, "ana@contoso.com"), text(4, "Ana Ruiz")
    store.commit([commit(0, private=[ana, name])])
    store.commit([commit(1, private=[Private(3, PrivateKind.PERSON, None, None, ana.proof)])])

    again = reopened(store)
    values = list(again.private(CONTOSO))
    holding = again.holding(CONTOSO)
    assert values == [Private(3, PrivateKind.PERSON, None, None, ana.proof), name]
    assert [value.proof for value in values] == [ana.proof, name.proof]
    assert holding is not None
    assert (holding.people, holding.texts) == ({}, {4: "Ana Ruiz"})


def test_private_values_come_by_id_with_their_salt(store: StateStore) -> None:
    store.commit([commit(0, private=[text(9, "CHG-4711"), person(2)])])

    assert [(v.id, v.kind, v.salt) for v in reopened(store).private(CONTOSO)] == [
        (2, PrivateKind.PERSON, SALT),
        (9, PrivateKind.TEXT, SALT),
    ]


def test_private_values_may_be_asked_for_by_their_ids(store: StateStore) -> None:
    ana, gone = person(3, "ana@contoso.com"), Private(5, PrivateKind.PERSON, None, None, b"proof")
    store.commit([commit(0, private=[ana, text(4, "Ana Ruiz"), gone])])

    again = reopened(store)

    assert list(again.private(CONTOSO, [5, 3, 77])) == [ana, gone]
    assert list(again.private(CONTOSO, [])) == []


ODD = ("o'neill+x@contoso.com", 'a"b\\c@contoso.com', "ana@m\u00fcnchen.example", "%s@contoso.com", "{}@contoso.com")


@pytest.mark.parametrize("first", [1, 7])
@pytest.mark.parametrize("salt_bytes", [16, 4])
def test_a_wave_of_newcomers_keeps_every_letter_and_salt(store: StateStore, first: int, salt_bytes: int) -> None:
    wave = [Private(first + n, PrivateKind.PERSON, a, bytes([n]) * salt_bytes) for n, a in enumerate(ODD)]
    apart = Private(first + 90, PrivateKind.PERSON, "far@contoso.com", bytes(16))
    words = text(first + 50, "Ana Ruiz")

    store.commit([commit(0, private=[*wave, words])])
    store.commit([commit(1, private=[apart, Private(first + 91, PrivateKind.PERSON, None, None, b"proof")])])

    again = list(reopened(store).private(CONTOSO))
    assert again == [*wave, words, apart, Private(first + 91, PrivateKind.PERSON, None, None, b"proof")]


def test_words_that_come_up_with_a_wave_keep_every_letter(store: StateStore) -> None:
    wave = [*map(person, range(1, 5)), *(text(n, words) for n, words in enumerate(("a\0b", "\0", "", '"\\', "😀"), 5))]

    store.commit([commit(0, private=wave)])

    assert list(reopened(store).private(CONTOSO)) == wave


def test_what_is_read_bit_by_bit_may_be_read_beside_other_things(store: StateStore) -> None:
    people = [person(n) for n in range(1, 4)]
    store.commit([commit(0, private=people, owed=[owed(1, [1, 2, 3])])])

    seen = [(message.person, len(list(store.private(CONTOSO))), store.customers()) for message in store.owed(CONTOSO)]

    assert seen == [(1, 3, {CONTOSO: 1}), (2, 3, {CONTOSO: 1}), (3, 3, {CONTOSO: 1})]
