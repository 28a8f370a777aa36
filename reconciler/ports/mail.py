"""What the core asks of the world about mails: the ways they leave by, and the queue that a state keeps of them.

Who is owed what is asked in pages, in the order of people: a run holds as much of it as it sends at once.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import date
from typing import Protocol

from reconciler.kinds.customer import CustomerId
from reconciler.kinds.letter import Delivery, Letter, Noted, OwedMessage, Parcel, Queued, Reply, SentLetter

ALL = 2**53
"""As many as there are: more people than any state numbers."""


class Channel(Protocol):
    """A way to reach people. The same parcel handed over twice arrives once, or twice under one Message-ID."""

    place: str
    """Where it leads, for a reader."""

    def hand_over(self, parcel: Parcel) -> Reply:
        """ChannelDown where nothing can be handed over at all."""
        ...

    def sync(self, earlier: Iterable[str] = (), /) -> None:
        """What was handed over outlives a power cut on this side, and so do parcels of these ids that a run before has
        handed over; ChannelDown where that cannot be."""
        ...

    def close(self) -> None: ...


class MailQueue(Protocol):
    """What a state owes people, and how far it got with it: outside estate, serial and journal."""

    def owed(self, customer: CustomerId, people: Collection[int] | None = None) -> Iterator[OwedMessage]:
        """Messages owed and not sent, by workspace, person, generation and kind; of these people only."""
        ...

    def queued(self, customer: CustomerId, on: date) -> Queued:
        """How much of it is due on a day, and how much waits for a later one."""
        ...

    def recipients(self, customer: CustomerId, on: date, after: int = 0, most: int = ALL) -> Sequence[int]:
        """Who is owed a message whose day has come, ascending: a page of the people behind ``after``."""
        ...

    def letters(self, customer: CustomerId, people: Collection[int] | None = None) -> Iterator[Letter]:
        """Letters that were not sent, by person and id; of these people only."""
        ...

    def reached(self, customer: CustomerId, after: int = 0, most: int = ALL) -> Sequence[int]:
        """Who has a mark of a letter, ascending: a page of the people behind ``after``."""
        ...

    def sent(self, customer: CustomerId, people: Collection[int] | None = None) -> Iterator[SentLetter]:
        """Marks of the letters that left, by person and id; of these people only."""
        ...

    def keep_delivery(self, steps: Sequence[Delivery]) -> None:
        """One atomic, durable step for all. What was noted of these customers before it is forgotten."""
        ...

    def note_sent(self, noted: Noted) -> None:
        """Outlives the process, at once; a power cut only with the next ``keep_delivery``."""
        ...

    def noted(self) -> Sequence[Noted]:
        """What a run that was killed has noted since the last ``keep_delivery``."""
        ...

    def delivering(self, holder: str, timeout: float) -> AbstractContextManager[None]:
        """Queues for the one place of whoever delivers, beside the lock; Locked, as ``lock`` is."""
        ...
