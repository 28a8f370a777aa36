"""What a state owes people, and the letters by which it reaches them.

A *message* is owed to one person about one workspace; a *letter* is one mail to one person with all that is due to
them. Letters are outside estate, serial and journal: they are how something is told, not what is.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any, NamedTuple

from reconciler.kinds.customer import CustomerId


class MessageKind(StrEnum):
    INVITATION = "invitation"
    REMINDER = "reminder"  # of an invitation that nobody answered
    RESTORATION = "restoration"  # to a member whose removal was undone
    ENDING = "ending"  # to an admin: a last day comes near

    @property
    def is_notice(self) -> bool:
        """Who gets it is told and not asked: it has no link, and coming back it answers nothing."""
        return self in (MessageKind.RESTORATION, MessageKind.ENDING)


class About(NamedTuple):
    """Which message of a person it is. ``generation`` tells those of one kind apart: of an invitation and its reminder
    it is the seat's, of a restoration the serial that gave access back, of an ending the last day. One number for all,
    since it is what stores keep and sort messages by."""

    workspace: int
    generation: int
    kind: MessageKind

    @property
    def last_day(self) -> date:
        """Of an ending: the day that it announces."""
        return date.fromordinal(self.generation)


def generation_of_ending(last_day: date) -> int:
    """The inverse of ``About.last_day``."""
    return last_day.toordinal()


class Letter(NamedTuple):
    """One that is written and not sent. ``id`` is its Message-ID, without brackets, and follows from what it is about;
    ``content`` has a place-holder for each link, so that no token is stored, and is the same however often it is sent.
    After a refusal for the moment it is not tried before ``not_before``, and ``said`` is what the other side said."""

    id: str
    person: int
    about: tuple[About, ...]
    content: str
    attempts: int = 0
    not_before: datetime | None = None
    said: str = ""

    @property
    def digest(self) -> str:
        return sha256(self.content.encode()).hexdigest()


class SentLetter(NamedTuple):
    """What stays of a letter that left. ``refused`` says why nobody took it, where that was so."""

    id: str
    person: int
    about: tuple[About, ...]
    digest: str
    at: datetime
    refused: str = ""


class Owed(NamedTuple):
    """Messages owed: one to each of ``who``, to be sent from ``send_on`` on.

    Its id is derived from (customer, workspace, person, generation, kind), so that a replay cannot owe a second one.
    """

    workspace: int
    generation: int
    send_on: date
    who: Sequence[int]
    kind: MessageKind = MessageKind.INVITATION


class OwedMessage(NamedTuple):
    """One message that waits."""

    customer: CustomerId
    workspace: int
    person: int
    generation: int
    send_on: date
    kind: MessageKind = MessageKind.INVITATION

    @property
    def about(self) -> About:
        return About(self.workspace, self.generation, self.kind)


class Queued(NamedTuple):
    """How much a customer owes: to ``due`` people today, and ``later`` messages more, the first of them on
    ``next_day``."""

    due: int
    later: int
    next_day: date | None


class Delivery(NamedTuple):
    """One step of delivering for one customer, outside its serial and journal: all of it or nothing.

    ``sent`` are letters that left, or that nobody took: they are kept as marks, and their messages are owed no more.
    ``void`` are ids of letters that were not sent and never will be. ``letters`` are new ones, or replace the one with
    their id. ``owed`` are messages that the calendar asks for.
    """

    customer: CustomerId
    letters: Sequence[Letter] = ()
    sent: Sequence[SentLetter] = ()
    void: Sequence[str] = ()
    owed: Sequence[Owed] = ()


class Noted(NamedTuple):
    """A letter that left, noted at once: what a killed run had done."""

    customer: CustomerId
    letter: str
    at: datetime


class Parcel(NamedTuple):
    """A letter on its way. ``id`` is its Message-ID, ``mail`` the same bytes however often it is sent; ``items`` are
    its messages with their links, for channels that write no mail."""

    id: str
    customer: CustomerId
    recipient: str
    name: str
    sender: str
    mail: bytes
    items: Sequence[Mapping[str, Any]]


class Taken(StrEnum):
    SENT = "sent"
    LATER = "later"  # not now; the same parcel may be taken another time
    REFUSED = "refused"  # this recipient never will


class Reply(NamedTuple):
    """What became of a parcel, and what the other side said."""

    taken: Taken
    said: str = ""
