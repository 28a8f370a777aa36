"""The state in memory: for tests of everything that stands above a store. ``memory:NAME`` names one.

It lives as long as the process; what is opened under the same name is the same state.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from reconciler.errors import Locked
from reconciler.kinds.converged import Converged
from reconciler.kinds.customer import CustomerId
from reconciler.kinds.letter import Delivery, Noted
from reconciler.kinds.vendor import VendorPerson
from reconciler.ports import Commit, CommitResult, Holding, Private, head_of
from reconciler.stores import refusals, soundness
from reconciler.stores.shelf import Shelf
from reconciler.stores.shelved import Part, Shelved


@dataclass(slots=True)
class _State:
    lineage: str
    shelves: dict[CustomerId, Shelf] = field(default_factory=dict)
    holdings: dict[CustomerId, tuple[Shelf, Holding]] = field(default_factory=dict)
    """What was asked for last, and of which shelf: a plan, an apply and an answer each ask anew."""
    journal: list[tuple[CustomerId, bytes]] = field(default_factory=list)
    applies: dict[str, dict[CustomerId, int]] = field(default_factory=dict)
    vendor: tuple[VendorPerson, ...] = ()
    link_key: str = ""
    noted: list[Noted] = field(default_factory=list)
    holder: str = ""
    deliverer: str = ""


_STATES: dict[str, _State] = {}


class MemoryStore(Shelved):
    """A view of one named state."""

    def __init__(self, url: str, state: _State, writable: bool) -> None:
        self.url = url
        self._state = state
        self._writable = writable

    @property
    def lineage(self) -> str:
        return self._state.lineage

    def customers(self) -> Mapping[CustomerId, int]:
        return {customer: shelf.serial for customer, shelf in sorted(self._state.shelves.items())}

    def holding(self, customer: CustomerId) -> Holding | None:
        shelf = self._state.shelves.get(customer)
        if shelf is None:
            return None
        known = self._state.holdings.get(customer)
        if known is None or known[0] is not shelf:
            known = self._state.holdings[customer] = (shelf, shelf.holding(known))
        return known[1]

    def commit(self, batch: Sequence[Commit]) -> Sequence[CommitResult]:
        self._to_be_written()
        return [self._written(commit) for commit in batch]

    def scrub(self) -> None:
        """Nothing else is kept of what was."""
        self.keep_converged(dict.fromkeys(self.customers()))

    def remember(self, customer: CustomerId, managed_by: str, sources: Mapping[str, Any]) -> None:
        self._to_be_written()
        if customer in self._state.shelves:
            self._state.shelves[customer] = self._state.shelves[customer].remembering(managed_by, sources)

    def converged(self, customers: Collection[CustomerId]) -> Mapping[CustomerId, Converged]:
        kept = ((c, self._shelf(c).converged) for c in customers)
        return {customer: found for customer, found in kept if found is not None}

    def keep_converged(self, found: Mapping[CustomerId, Converged | None]) -> None:
        self._to_be_written()
        for customer in found.keys() & self._state.shelves.keys():
            shelf = self._state.shelves[customer]
            self._state.shelves[customer] = replace(shelf, converged=found[customer])

    def vendor(self) -> Sequence[VendorPerson]:
        return self._state.vendor

    def keep_vendor(self, people: Sequence[VendorPerson]) -> None:
        self._to_be_written()
        self._state.vendor = tuple(sorted(people, key=lambda person: person.key))

    def link_key(self) -> str:
        return self._state.link_key

    def keep_link_key(self, key: str) -> None:
        self._to_be_written()
        self._state.link_key = key

    def applied(self, apply: str) -> Mapping[CustomerId, int]:
        return dict(sorted(self._state.applies.get(apply, {}).items()))

    def journal(self, customer: CustomerId) -> Iterator[bytes]:
        return (entry for whose, entry in self._state.journal if whose == customer)

    def backwards(self, customer: CustomerId) -> Iterator[bytes]:
        return (entry for whose, entry in reversed(self._state.journal) if whose == customer)

    def private(self, customer: CustomerId, ids: Collection[int] | None = None) -> Iterator[Private]:
        shelf = self._state.shelves.get(customer)
        return shelf.values(ids) if shelf else iter(())

    def keep_delivery(self, steps: Sequence[Delivery]) -> None:
        self._to_be_written()
        for step in steps:
            if step.customer in self._state.shelves:
                self._state.shelves[step.customer] = self._state.shelves[step.customer].delivered(step)
        done = {step.customer for step in steps}
        self._state.noted[:] = [noted for noted in self._state.noted if noted.customer not in done]

    def note_sent(self, noted: Noted) -> None:
        self._to_be_written()
        self._state.noted.append(noted)

    def noted(self) -> Sequence[Noted]:
        return tuple(self._state.noted)

    def check(self) -> Sequence[str]:
        heads = {customer: (shelf.serial, shelf.head) for customer, shelf in self._state.shelves.items()}
        hashes = ((customer, head_of(entry)) for customer, entry in self._state.journal)
        return list(soundness.journal_faults(hashes, heads))

    @contextmanager
    def lock(self, holder: str, timeout: float) -> Iterator[None]:
        """Never waits: whoever holds it is in this very process."""
        self._to_be_written()
        if self._state.holder:
            raise Locked(f"{self.url} is locked by {self._state.holder}", f"nothing to wait {timeout:g} s for")
        self._state.holder = holder
        try:
            yield
        finally:
            self._state.holder = ""

    @contextmanager
    def delivering(self, holder: str, timeout: float) -> Iterator[None]:
        """Never waits either."""
        self._to_be_written()
        if self._state.deliverer:
            raise Locked(
                f"the mails of {self.url} are being sent by {self._state.deliverer}", f"waited {timeout:g} s in vain"
            )
        self._state.deliverer = holder
        try:
            yield
        finally:
            self._state.deliverer = ""

    def close(self) -> None:
        """The state stays."""

    def _written(self, commit: Commit) -> CommitResult:
        shelf = self._state.shelves.get(commit.customer, Shelf(commit.customer))
        if shelf.serial != commit.expected_serial:
            return CommitResult.STALE
        self._state.shelves[commit.customer] = shelf.after(commit)
        self._state.journal.append((commit.customer, commit.entry))
        if commit.apply:
            self._state.applies.setdefault(commit.apply, {})[commit.customer] = shelf.serial + 1
        return CommitResult.COMMITTED

    def _part(self, customer: CustomerId, of: Callable[[Shelf], Part]) -> Part:
        return of(self._state.shelves[customer])

    def _shelf(self, customer: CustomerId) -> Shelf:
        return self._state.shelves.get(customer) or Shelf(customer)

    def _to_be_written(self) -> None:
        if not self._writable:
            raise refusals.read_only(self.url)


def files(_path: Path) -> tuple[Path, ...]:
    return ()


def lasting(_path: Path) -> tuple[Path, ...]:
    return ()


def opened(url: str, _path: Path, writable: bool, _patience: float) -> MemoryStore | None:
    state = _STATES.get(url)
    return MemoryStore(url, state, writable) if state else None


def created(url: str, _path: Path, lineage: str) -> MemoryStore:
    if url in _STATES:
        raise refusals.taken(url)
    _STATES[url] = _State(lineage)
    return MemoryStore(url, _STATES[url], writable=True)
