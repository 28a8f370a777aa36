"""Whether what is owed, written and sent is what the estate asks for: SAFETY's I3 and I4.

I3: "every message owed (invitation, reminder, notice) is in the queue once, and nothing else is."
I4: "a mail that left has an invitation that is durable."
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from reconciler.kinds.address import PersonKey
from reconciler.kinds.estate import CustomerId, Estate
from reconciler.kinds.letter import About, Letter, MessageKind, OwedMessage, SentLetter
from reconciler.kinds.seat import Seat, SeatState
from reconciler.kinds.seating import NOBODY, summary
from reconciler.ports import StateStore

_NO_ONE = PersonKey("")
_Message = tuple[int, About]
"""A person's number, and which message of theirs it is."""


class Queue(NamedTuple):
    """What a customer owes people, has written to them, and has sent."""

    owed: Sequence[OwedMessage]
    letters: Sequence[Letter]
    sent: Sequence[SentLetter]

    @classmethod
    def of(cls, store: StateStore, customer: CustomerId) -> "Queue":
        return cls(list(store.owed(customer)), list(store.letters(customer)), list(store.sent(customer)))


def queue_faults(queue: Queue, estate: Estate) -> Iterator[str]:
    owed = {(message.person, message.about) for message in queue.owed}
    sent = {(letter.person, about) for letter in queue.sent for about in letter.about}
    seats = _seats(owed | sent, estate)
    if len(queue.owed) != len(owed):
        yield "I3: a message is owed twice"
    if odd := [message for message in owed if not _due(message, seats)]:
        yield f"I3: messages owed for no invitation: {len(odd):,}"
    if both := owed & sent:
        yield f"I3: messages that were sent and are owed all the same: {len(both):,}"
    if missing := set(_asked(estate)) - owed - sent:
        yield f"I3: invitations without a message in the queue: {len(missing):,}"
    written = {(letter.person, about) for letter in queue.letters for about in letter.about}
    if stray := written - owed:
        yield f"I3: letters about messages that nobody is owed: {len(stray):,}"
    if unknown := [message for message in sent if not _known(message, seats, estate)]:
        yield f"I4: letters that were sent for no invitation of this state: {len(unknown):,}"


def _seats(messages: Iterable[_Message], estate: Estate) -> dict[tuple[int, int], Seat]:
    """Those that messages are about, by the numbers of workspace and person."""
    workspaces = {number: estate.seats_in(w) for w, number in estate.workspace_numbers.items()}
    people = {number: person for person, number in estate.numbers.items()}
    places = {(about.workspace, person) for person, about in messages}
    there = ((place, workspaces.get(place[0], NOBODY).get(people.get(place[1], _NO_ONE))) for place in places)
    return {place: seat for place, seat in there if seat is not None}


def _asked(estate: Estate) -> Iterator[_Message]:
    """An invitation is owed, or was sent, to everybody who is invited."""
    for workspace, seats in estate.seats.items():
        number = estate.workspace_numbers[workspace]
        for person, seat in seats.items() if summary(seats).offers else ():
            if seat.state is SeatState.INVITED:
                yield estate.numbers[person], About(number, seat.generation, MessageKind.INVITATION)


def _due(message: _Message, seats: dict[tuple[int, int], Seat]) -> bool:
    person, about = message
    seat = seats.get((about.workspace, person))
    if seat is None:
        return False
    if about.kind is MessageKind.ENDING:
        return seat.is_accepted_admin
    if about.kind is MessageKind.RESTORATION:
        return seat.state is SeatState.MEMBER
    return seat.state is SeatState.INVITED and seat.generation == about.generation


def _deleted(workspace: int, estate: Estate) -> bool:
    return 0 < workspace <= estate.last_workspace and workspace not in estate.workspace_numbers.values()


def _known(message: _Message, seats: dict[tuple[int, int], Seat], estate: Estate) -> bool:
    """Generations never fall; the seat of somebody who became one with another is the other's, and of
    those who were erased there is none."""
    person, about = message
    if (
        person in estate.merged
        or person in estate.tombstones.people
        or about.kind.is_notice
        or _deleted(about.workspace, estate)
    ):
        return True
    seat = seats.get((about.workspace, person))
    return seat is not None and seat.generation >= about.generation
