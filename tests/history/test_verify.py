"""Each thing that ``verify`` can find, made on purpose: a state that somebody's hand, or a fault, has been at."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from estates import ANA, BEN, CONTOSO, KAI, Household, admin, declared, member

from reconciler.history.verify import verified
from reconciler.kinds.estate import CustomerId
from reconciler.kinds.letter import About, Letter, MessageKind, OwedMessage, SentLetter
from reconciler.planning import canonical
from reconciler.ports import Holding, Private, StateStore, head_of

Entry = dict[str, Any]


@dataclass
class Tampered:
    """A sound state, but for what was put in its place. Enough of a store to be verified."""

    sound: StateStore
    held: Holding | None
    entries: list[bytes]
    values: list[Private]
    messages: list[OwedMessage]
    unsent: list[Letter] = field(default_factory=list)
    marks: list[SentLetter] = field(default_factory=list)

    @classmethod
    def of(cls, store: StateStore) -> "Tampered":
        journal, private = list(store.journal(CONTOSO)), list(store.private(CONTOSO))
        return cls(store, store.holding(CONTOSO), journal, private, list(store.owed(CONTOSO)))

    def holding(self, _customer: CustomerId) -> Holding | None:
        return self.held

    def journal(self, _customer: CustomerId) -> Iterator[bytes]:
        return iter(self.entries)

    def private(self, _customer: CustomerId) -> Iterator[Private]:
        return iter(self.values)

    def owed(self, _customer: CustomerId) -> Iterator[OwedMessage]:
        return iter(self.messages)

    def letters(self, _customer: CustomerId) -> Iterator[Letter]:
        return iter(self.unsent)

    def sent(self, _customer: CustomerId) -> Iterator[SentLetter]:
        return iter(self.marks)

    def hold(self, **fields: object) -> None:
        assert self.held is not None
        self.held = replace(self.held, **fields)  # type: ignore[arg-type]

    def record(self, **fields: object) -> None:
        assert self.held is not None
        self.hold(record={**self.held.record, **fields})

    def seated(self, seat: Mapping[str, Any]) -> None:
        """Everybody in the first workspace has this seat instead."""
        assert self.held is not None
        first = min(self.held.seats)
        who = sorted(number for _, people in self.held.seats[first] for number in people)
        self.hold(seats={**self.held.seats, first: [(seat, who)]})

    def rewrite(self, number: int, edit: Callable[[Entry], None]) -> None:
        """Edits one entry and chains all those after it anew, so that only its words are wrong."""
        prev, entries = "", []
        for n, body in enumerate(self.entries, 1):
            entry = canonical.load(body)
            if n == number:
                edit(entry)
            entry["prev"] = prev
            entries.append(canonical.dump(entry))
            prev = head_of(entries[-1])
        self.entries = entries
        self.hold(head=prev)


@pytest.fixture
def state(household: Household) -> Tampered:
    """Three entries: an apply, an acceptance, and an apply that invites one more; kai is a member, ana and ben are
    invited."""
    household.apply(declared({"finance": [admin(KAI), member(ANA)]}))
    household.answer(("finance", KAI, "accepted"))
    household.apply(declared({"finance": [admin(KAI), member(ANA), member(BEN)]}))
    return Tampered.of(household.store)


def problems(state: Tampered) -> list[str]:
    found = verified(state, CONTOSO).problems  # type: ignore[arg-type]
    return [problem.removeprefix("contoso: ") for problem in found]


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


def test_a_message_that_is_owed_twice(state: Tampered) -> None:
    """I3."""
    state.messages.append(state.messages[0])

    assert problems(state) == ["I3: a message is owed twice"]


@pytest.mark.parametrize(
    "wrong",
    [{"person": 77}, {"generation": 2}, {"workspace": 9}],
    ids=["nobody", "an offer that is void", "another workspace"],
)
def test_a_message_that_is_owed_for_no_invitation(state: Tampered, wrong: dict[str, int]) -> None:
    """I3."""
    state.messages.append(state.messages[0]._replace(**wrong))  # type: ignore[arg-type]

    assert problems(state) == ["I3: messages owed for no invitation: 1"]


def test_an_invitation_without_a_message(state: Tampered) -> None:
    """I3."""
    del state.messages[0]

    assert problems(state) == ["I3: invitations without a message in the queue: 1"]


def _mark(message: OwedMessage) -> SentLetter:
    about = About(message.workspace, message.generation, message.kind)
    return SentLetter("one@hub.example", message.person, (about,), "0" * 64, datetime(2026, 6, 1, tzinfo=UTC))


def test_an_invitation_that_was_sent_is_owed_no_more(state: Tampered) -> None:
    """I3, I4."""
    sent = state.messages.pop(0)
    state.marks.append(_mark(sent))
    assert problems(state) == []

    state.messages.insert(0, sent)
    assert problems(state) == ["I3: messages that were sent and are owed all the same: 1"]


def test_a_reminder_is_owed_for_an_open_question_only(state: Tampered) -> None:
    """I3."""
    state.messages.append(state.messages[0]._replace(kind=MessageKind.REMINDER))
    assert problems(state) == []

    state.messages[-1] = state.messages[-1]._replace(generation=2)
    assert problems(state) == ["I3: messages owed for no invitation: 1"]


def test_a_letter_about_what_nobody_is_owed(state: Tampered) -> None:
    """I3."""
    first = state.messages[0]
    state.unsent.append(Letter("two@hub.example", first.person, (About(77, 1, first.kind),), "text"))

    assert problems(state) == ["I3: letters about messages that nobody is owed: 1"]


def test_a_letter_that_left_for_an_invitation_that_the_state_lost(state: Tampered) -> None:
    """I4."""
    state.marks.append(_mark(state.messages[0]._replace(generation=7)))

    assert problems(state) == ["I4: letters that were sent for no invitation of this state: 1"]
