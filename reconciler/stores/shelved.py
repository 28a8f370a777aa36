"""Parts of a customer (see ``parts``) and its queue, out of the stores that keep a customer in memory as a shelf."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from functools import partial
from typing import Any, TypeVar

from reconciler.kinds.address import PersonKey
from reconciler.kinds.customer import CustomerId
from reconciler.kinds.letter import Letter, OwedMessage, Queued, SentLetter
from reconciler.ports import Holding, Tallies
from reconciler.ports.mail import ALL
from reconciler.stores import parts
from reconciler.stores.shelf import Shelf

Part = TypeVar("Part")


class Shelved:
    """``_part`` is what ``of`` says of a customer whom the state knows; ``_shelf`` a customer, a new one if unknown."""

    def customers(self) -> Mapping[CustomerId, int]:
        raise NotImplementedError

    def moment(self) -> AbstractContextManager[None]:
        """It is the one in which the state was read, or this process alone writes."""
        return nullcontext()

    def _part(self, customer: CustomerId, of: Callable[[Shelf], Part]) -> Part:
        raise NotImplementedError

    def sealed(self, _customer: CustomerId) -> bool:
        """No other hand reaches into this process."""
        return True

    def proven(self, customer: CustomerId) -> None:
        """There is nothing to be sealed."""

    def _shelf(self, customer: CustomerId) -> Shelf:
        raise NotImplementedError

    def head(self, customer: CustomerId) -> str:
        return self._shelf(customer).head

    def standings(self, address: PersonKey, customer: CustomerId | None = None) -> Sequence[Holding]:
        named = [c for c in self.customers() if customer in (None, c)]
        found = (self._part(c, partial(parts.standing_in, address=address)) for c in named)
        return [holding for holding in found if holding is not None]

    def inside(self, customer: CustomerId, workspaces: Collection[int]) -> Holding | None:
        if customer not in self.customers():
            return None
        return self._part(customer, partial(parts.inside, workspaces=workspaces))

    def roll(self, customer: CustomerId, workspace: int) -> Holding | None:
        if customer not in self.customers():
            return None
        return self._part(customer, partial(parts.roll, workspace=workspace))

    def some(self, customer: CustomerId, people: Collection[int], workspaces: Collection[int]) -> Holding | None:
        if customer not in self.customers():
            return None
        return self._part(customer, partial(parts.some, people=people, workspaces=workspaces))

    def seated(
        self, customer: CustomerId, workspaces: Collection[int], wanted: Callable[[Mapping[str, Any]], bool]
    ) -> Mapping[int, Sequence[int]]:
        return parts.seated(self._shelf(customer), workspaces, wanted)

    def named(self, customer: CustomerId, addresses: Collection[PersonKey]) -> Collection[int]:
        if customer not in self.customers():
            return ()
        return self._part(customer, partial(parts.named, addresses=addresses))

    def touched(self, customer: CustomerId, addresses: Collection[PersonKey]) -> Holding | None:
        if customer not in self.customers():
            return None
        return self._part(customer, partial(parts.touched, addresses=addresses))

    def texts(self, customer: CustomerId, ids: Collection[int]) -> Mapping[int, str]:
        if customer not in self.customers():
            return {}
        return self._part(customer, partial(parts.texts, ids=ids))

    def tallies(self, customer: CustomerId, workspaces: Collection[int]) -> Tallies:
        if customer not in self.customers():
            return {}
        return self._part(customer, partial(parts.tallies, workspaces=workspaces))

    def owed(self, customer: CustomerId, people: Collection[int] | None = None) -> Iterator[OwedMessage]:
        return self._shelf(customer).owed(people)

    def queued(self, customer: CustomerId, on: date) -> Queued:
        return self._shelf(customer).queued(on)

    def recipients(self, customer: CustomerId, on: date, after: int = 0, most: int = ALL) -> Sequence[int]:
        return self._shelf(customer).recipients(on, after, most)

    def letters(self, customer: CustomerId, people: Collection[int] | None = None) -> Iterator[Letter]:
        return self._shelf(customer).unsent(people)

    def reached(self, customer: CustomerId, after: int = 0, most: int = ALL) -> Sequence[int]:
        return self._shelf(customer).reached(after, most)

    def sent(self, customer: CustomerId, people: Collection[int] | None = None) -> Iterator[SentLetter]:
        return self._shelf(customer).marks(people)
