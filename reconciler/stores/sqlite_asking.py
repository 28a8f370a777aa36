"""The parts of a customer (see ``parts``) and its queue, out of SQLite: each as it is in one moment of the state."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from typing import TYPE_CHECKING, Any

from reconciler.kinds.address import PersonKey
from reconciler.kinds.customer import CustomerId
from reconciler.kinds.letter import Letter, OwedMessage, Queued, SentLetter
from reconciler.ports import Holding, Tallies
from reconciler.ports.mail import ALL
from reconciler.stores import sqlite_letters, sqlite_parts

if TYPE_CHECKING:
    from sqlite3 import Connection


class AsksParts:
    url: str

    def _reading(self) -> AbstractContextManager["Connection"]:
        raise NotImplementedError

    def standings(self, address: PersonKey, customer: CustomerId | None = None) -> Sequence[Holding]:
        with self._reading() as database:
            return sqlite_parts.standings(database, self.url, address, customer)

    def inside(self, customer: CustomerId, workspaces: Collection[int]) -> Holding | None:
        with self._reading() as database:
            return sqlite_parts.inside(database, self.url, customer, workspaces)

    def roll(self, customer: CustomerId, workspace: int) -> Holding | None:
        with self._reading() as database:
            return sqlite_parts.roll(database, self.url, customer, workspace)

    def some(self, customer: CustomerId, people: Collection[int], workspaces: Collection[int]) -> Holding | None:
        with self._reading() as database:
            return sqlite_parts.some(database, self.url, customer, people, workspaces)

    def seated(
        self, customer: CustomerId, workspaces: Collection[int], wanted: Callable[[Mapping[str, Any]], bool]
    ) -> Mapping[int, Sequence[int]]:
        with self._reading() as database:
            return sqlite_parts.seated(database, customer, workspaces, wanted)

    def named(self, customer: CustomerId, addresses: Collection[PersonKey]) -> Collection[int]:
        with self._reading() as database:
            return sqlite_parts.named(database, customer, addresses)

    def texts(self, customer: CustomerId, ids: Collection[int]) -> Mapping[int, str]:
        with self._reading() as database:
            return sqlite_parts.texts(database, customer, ids)

    def tallies(self, customer: CustomerId, workspaces: Collection[int]) -> Tallies:
        with self._reading() as database:
            return sqlite_parts.tallies(database, customer, workspaces)


class AsksTheQueue:
    """Each answer is whole in memory: whoever reads it bit by bit would keep others from writing."""

    def _reading(self) -> AbstractContextManager["Connection"]:
        raise NotImplementedError

    def owed(self, customer: CustomerId, people: Collection[int] | None = None) -> Iterator[OwedMessage]:
        with self._reading() as database:
            return iter(list(sqlite_letters.owed(database, customer, people)))

    def queued(self, customer: CustomerId, on: date) -> Queued:
        with self._reading() as database:
            return sqlite_letters.queued(database, customer, on)

    def recipients(self, customer: CustomerId, on: date, after: int = 0, most: int = ALL) -> Sequence[int]:
        with self._reading() as database:
            return sqlite_letters.recipients(database, customer, on, (after, most))

    def letters(self, customer: CustomerId, people: Collection[int] | None = None) -> Iterator[Letter]:
        with self._reading() as database:
            return iter(sqlite_letters.letters(database, customer, people))

    def reached(self, customer: CustomerId, after: int = 0, most: int = ALL) -> Sequence[int]:
        with self._reading() as database:
            return sqlite_letters.reached(database, customer, (after, most))

    def sent(self, customer: CustomerId, people: Collection[int] | None = None) -> Iterator[SentLetter]:
        with self._reading() as database:
            return iter(list(sqlite_letters.sent(database, customer, people)))
