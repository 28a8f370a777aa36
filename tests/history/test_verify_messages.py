"""What ``verify`` can find in the queue: what is owed once, to whom, and what left already (I3, I4)."""

from datetime import UTC, datetime

import pytest
from tampered import Tampered, problems

from reconciler.kinds.letter import About, Letter, MessageKind, OwedMessage, SentLetter


def test_a_message_that_is_owed_twice(state: Tampered) -> None:
    """I3."""
    state.messages.append(state.messages[0])

    assert problems(state) == ["I3: a message is owed twice"]


@pytest.mark.parametrize(
    "wrong",
    [{"generation": 2}, {"workspace": 9}],
    ids=["an offer that is void", "another workspace"],
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
