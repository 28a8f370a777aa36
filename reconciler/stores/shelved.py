"""The parts of a customer (see ``parts``), as the stores give them that keep a customer in memory as a shelf."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import TypeVar

from reconciler.kinds.address import PersonKey
from reconciler.kinds.estate import CustomerId
from reconciler.ports import Holding, Tallies
from reconciler.stores import parts
from reconciler.stores.shelf import Shelf

Part = TypeVar("Part")


class Shelved:
    """``_part`` is what ``of`` says of a customer whom the state knows."""

    def customers(self) -> Mapping[CustomerId, int]:
        raise NotImplementedError

    def _part(self, customer: CustomerId, of: Callable[[Shelf], Part]) -> Part:
        raise NotImplementedError

    def sealed(self, _customer: CustomerId) -> bool:
        """No other hand reaches into this process; and of a file the last line vouches for all, or it is not opened."""
        return True

    def proven(self, customer: CustomerId) -> None:
        """There is nothing to be sealed."""

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

    def texts(self, customer: CustomerId, ids: Collection[int]) -> Mapping[int, str]:
        if customer not in self.customers():
            return {}
        return self._part(customer, partial(parts.texts, ids=ids))

    def tallies(self, customer: CustomerId, workspaces: Collection[int]) -> Tallies:
        if customer not in self.customers():
            return {}
        return self._part(customer, partial(parts.tallies, workspaces=workspaces))
