"""Each thing that ``verify`` can find in a state and its journal, made on purpose."""

from collections.abc import Callable

import pytest
from estates import ANA, BEN, CONTOSO
from tampered import Entry, Tampered, problems

from reconciler.history.verify import verified
from reconciler.planning import canonical


def test_a_state_that_nobody_touched_is_sound(state: Tampered) -> None:
    sound = verified(state, CONTOSO)  # type: ignore[arg-type]

    assert sound.problems == ()
    assert (sound.entries, sound.memberships) == (3, 1)
    assert state.held is not None
    assert sound.head == state.held.head


def test_a_customer_that_is_listed_and_not_there(state: Tampered) -> None:
    state.held = None

    assert problems(state) == ["contoso is listed and not there"]


def test_a_serial_that_is_not_the_number_of_entries(state: Tampered) -> None:
    """I6."""
    state.hold(serial=4)

    assert problems(state) == ["I6: serial 4, and the journal has 3 entries"]


def test_an_entry_that_was_taken_out_at_the_end(state: Tampered) -> None:
    """I6, I7."""
    del state.entries[-1]

    assert "I6: serial 3, and the journal has 2 entries" in problems(state)
    assert "I7: the journal's last entry is not the one that the state names as its head" in problems(state)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"{}", b'{"customer":"contoso","seq":2}', b"\xff"])
def test_an_entry_that_cannot_be_read(state: Tampered, body: bytes) -> None:
    """I7."""
    state.entries[1] = body

    assert "I7: entry 2 cannot be read" in problems(state)


@pytest.mark.parametrize(("field", "value"), [("customer", "fabrikam"), ("seq", 7), ("prev", "0" * 64)])
def test_an_entry_that_does_not_follow_the_one_before(state: Tampered, field: str, value: object) -> None:
    """I7."""
    state.entries[1] = canonical.dump({**canonical.load(state.entries[1]), field: value})

    assert "I7: entry 2 does not follow the one before it" in problems(state)


def test_a_word_changed_in_an_entry(state: Tampered) -> None:
    """I7: the entry after it names the hash of what it was."""
    state.entries[1] = state.entries[1].replace(b'"via":"record"', b'"via":"nobody"')

    assert problems(state) == ["I7: entry 3 does not follow the one before it"]


def test_a_word_changed_in_the_last_entry(state: Tampered) -> None:
    """I7: the state keeps the hash of it."""
    state.entries[2] = state.entries[2].replace(b'"via":"operator"', b'"via":"nobody"')

    assert problems(state) == ["I7: the journal's last entry is not the one that the state names as its head"]


def test_a_personal_value_that_was_changed(state: Tampered) -> None:
    """I7: every personal string is the one that its entry vouched for."""
    state.values[0] = state.values[0]._replace(text="mallory@contoso.com")

    assert problems(state) == ["I7: a personal value of entry 1 was changed after it was written"]


def test_a_personal_value_that_was_erased_keeps_its_proof(state: Tampered) -> None:
    value = state.values[0]
    state.values[0] = value._replace(text=None, salt=None, erased=value.proof)

    assert problems(state) == []


def test_a_personal_value_that_is_missing(state: Tampered) -> None:
    """I7."""
    del state.values[-1]

    assert problems(state) == ["I7: personal values of entry 3 are missing"]


def test_a_personal_value_that_nobody_wrote(state: Tampered) -> None:
    """I7."""
    state.values.append(state.values[0]._replace(id=99))

    assert problems(state) == ["I7: personal values that belong to no entry: 1"]


def test_a_record_that_cannot_be_understood(state: Tampered) -> None:
    state.record(limits={"min_admins": "many"})

    found = verified(state, CONTOSO)  # type: ignore[arg-type]

    assert "the state of contoso cannot be understood" in found.problems[0]
    assert found.memberships == 0


@pytest.mark.parametrize("last", [0, 2, 99])
def test_a_next_number_that_is_taken_already_or_that_skips_some(state: Tampered, last: int) -> None:
    """I7."""
    state.record(last=last)

    assert problems(state) == ["I7: the state counts the numbers of its personal values wrongly"]


def test_a_fact_of_the_state_that_its_journal_does_not_lead_to(state: Tampered) -> None:
    """I1."""
    state.record(limits={"removals_floor": 1000})

    assert problems(state) == ["I1: the state is not what its journal leads to: its limits are not as the journal says"]


def test_a_membership_that_nobody_accepted(state: Tampered) -> None:
    """I1: the seat alone looks right; its journal knows of no answer."""
    state.seated({"state": "member", "role": "member", "gen": 1})

    assert "is member as member (asked 1.0); the journal says " in problems(state)[0]


def test_a_membership_that_an_entry_made_without_an_accepted_invitation(state: Tampered) -> None:
    """I1: with a chain that holds."""

    def made_member(entry: Entry) -> None:
        entry["changes"][0]["now"] = {"state": "member", "role": "member", "gen": 1}

    state.rewrite(3, made_member)

    assert "I1: invite makes a member of finance who accepted no invitation (entry 3)" in problems(state)


def test_two_open_invitations_of_one_person(state: Tampered) -> None:
    """I2: ben is said to be another address of ana, and both are invited."""
    assert state.held is not None
    texts = {**state.held.texts, 98: ANA, 99: BEN}
    number = next(n for n, address in state.held.people.items() if address == ANA)
    state.hold(texts=texts)
    state.record(people={str(number): {"address": 98, "also": [99]}})

    assert f"I2: {ANA} has two open invitations to finance, one of them as {BEN}" in problems(state)


def test_a_change_of_an_entry_that_does_not_follow_from_what_was_there(state: Tampered) -> None:
    """I1: an acceptance of an invitation that was never made, with a chain that holds."""

    def of_another_generation(entry: Entry) -> None:
        entry["changes"][0]["was"]["gen"] = 5

    state.rewrite(2, of_another_generation)

    assert problems(state)[0].startswith("I1: entry 2 does not follow from what was there: ")


@pytest.mark.parametrize(
    "edit",
    [
        lambda entry: entry["changes"][0].update(do="dance"),
        lambda entry: entry["changes"][0].update(who="77"),
        lambda entry: entry.pop("changes"),
        lambda entry: entry["changes"].append(None),
    ],
    ids=["no such action", "no such person", "no changes", "no change"],
)
def test_an_entry_that_cannot_be_replayed(state: Tampered, edit: Callable[[Entry], None]) -> None:
    """I7."""
    state.rewrite(2, edit)

    assert problems(state)[0].startswith("I7: the journal of contoso cannot be understood (")


def test_a_seat_of_somebody_who_does_not_exist_is_named(state: Tampered) -> None:
    assert state.held is not None
    first = min(state.held.seats)
    groups = [(seat, [*who, 99]) for seat, who in state.held.seats[first]]
    state.hold(seats={**state.held.seats, first: groups})

    assert problems(state)[0] == f"workspace {first} has a seat for person 99, who does not exist"


def test_a_message_to_somebody_who_does_not_exist_is_named(state: Tampered) -> None:
    state.messages.append(state.messages[0]._replace(person=99))

    assert problems(state) == [
        "a message is owed to person 99, who does not exist",
        "I3: messages owed for no invitation: 1",
    ]
