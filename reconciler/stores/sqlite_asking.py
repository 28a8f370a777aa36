"""The parts of a customer (see ``parts``), out of SQLite: each as it is in one moment of the state."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from reconciler.kinds.address import PersonKey
from reconciler.kinds.estate import CustomerId
from reconciler.ports import Holding, Tallies
from reconciler.stores import sqlite_parts

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

    def texts(self, customer: CustomerId, ids: Collection[int]) -> Mapping[int, str]:
        with self._reading() as database:
            return sqlite_parts.texts(database, customer, ids)

    def tallies(self, customer: CustomerId, workspaces: Collection[int]) -> Tallies:
        with self._reading() as database:
            return sqlite_parts.tallies(database, customer, workspaces)
