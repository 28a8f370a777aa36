"""Whether the entries of a journal follow one another: I6 and I7. One that was changed, left out, or put elsewhere does
not."""

from collections.abc import Iterable, Mapping
from typing import Any

from reconciler.applying.record import MALFORMED
from reconciler.kinds.customer import CustomerId
from reconciler.planning import canonical
from reconciler.ports import head_of


class Chain:
    """The entries of one journal, read in their order."""

    def __init__(self, customer: CustomerId) -> None:
        self.entries = 0
        self._customer, self._head, self._fault = customer, "", ""

    @property
    def holds(self) -> bool:
        return not self._fault

    def read(self, body: bytes) -> Mapping[str, Any]:
        """The next one; empty where it cannot be read."""
        self.entries += 1
        try:
            entry: Mapping[str, Any] = canonical.load(body)
            follows = (entry["customer"], entry["seq"], entry["prev"]) == (self._customer, self.entries, self._head)
        except MALFORMED:
            self._fault = self._fault or f"I7: entry {self.entries} cannot be read"
            return {}
        if not follows:
            self._fault = self._fault or f"I7: entry {self.entries} does not follow the one before it"
        self._head = head_of(body)
        return entry

    def faults(self, serial: int, head: str) -> list[str]:
        """One entry for each serial, each naming the hash of the one before, the last one the ``head``."""
        found = [self._fault] if self._fault else []
        if self.holds and self._head != head:
            found.append("I7: the journal's last entry is not the one that the state names as its head")
        counted = [f"I6: serial {serial}, and the journal has {self.entries} entries"] if self.entries != serial else []
        return [*counted, *found]


def chain_faults(customer: CustomerId, entries: Iterable[bytes], serial: int, head: str) -> list[str]:
    chain = Chain(customer)
    for body in entries:
        chain.read(body)
    return chain.faults(serial, head)
