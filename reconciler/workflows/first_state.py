"""A state that is not there yet, as a store: empty, and made by the first thing that is written to it.

So whatever is refused before that (a stale plan, a guard, a broken rule) leaves no state behind, which would spoil
a plan that was made when there was none.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from datetime import date
from typing import Any

from reconciler.errors import Locked, StateIdentity
from reconciler.kinds.address import PersonKey
from reconciler.kinds.converged import Converged
from reconciler.kinds.customer import CustomerId
from reconciler.kinds.letter import Delivery, Letter, Noted, OwedMessage, Queued, SentLetter
from reconciler.kinds.vendor import VendorPerson
from reconciler.ports import Commit, CommitResult, Holding, Private, StateStore, Tallies
from reconciler.ports.mail import ALL
from reconciler.stores import opening


class StateToBe:
    """``made`` is the store once something was written, and None until then."""

    def __init__(self, url: str, lineage: str) -> None:
        self.url = opening.describe(url)
        self.lineage = lineage
        self.made: StateStore | None = None
        self._place = url
        self._locked: tuple[ExitStack, str, float] | None = None

    @contextmanager
    def moment(self) -> Iterator[None]:
        with self.made.moment() if self.made else nullcontext():
            yield

    def customers(self) -> Mapping[CustomerId, int]:
        return self.made.customers() if self.made else {}

    def holding(self, customer: CustomerId) -> Holding | None:
        return self.made.holding(customer) if self.made else None

    def standings(self, address: PersonKey, customer: CustomerId | None = None) -> Sequence[Holding]:
        return self.made.standings(address, customer) if self.made else ()

    def inside(self, customer: CustomerId, workspaces: Collection[int]) -> Holding | None:
        return self.made.inside(customer, workspaces) if self.made else None

    def roll(self, customer: CustomerId, workspace: int) -> Holding | None:
        return self.made.roll(customer, workspace) if self.made else None

    def some(self, customer: CustomerId, people: Collection[int], workspaces: Collection[int]) -> Holding | None:
        return self.made.some(customer, people, workspaces) if self.made else None

    def seated(
        self, customer: CustomerId, workspaces: Collection[int], wanted: Callable[[Mapping[str, Any]], bool]
    ) -> Mapping[int, Sequence[int]]:
        return self.made.seated(customer, workspaces, wanted) if self.made else {}

    def named(self, customer: CustomerId, addresses: Collection[PersonKey]) -> Collection[int]:
        return self.made.named(customer, addresses) if self.made else ()

    def touched(self, customer: CustomerId, addresses: Collection[PersonKey]) -> Holding | None:
        return self.made.touched(customer, addresses) if self.made else None

    def texts(self, customer: CustomerId, ids: Collection[int]) -> Mapping[int, str]:
        return self.made.texts(customer, ids) if self.made else {}

    def tallies(self, customer: CustomerId, workspaces: Collection[int]) -> Tallies:
        return self.made.tallies(customer, workspaces) if self.made else {}

    def sealed(self, customer: CustomerId) -> bool:
        return self.made is None or self.made.sealed(customer)

    def proven(self, customer: CustomerId) -> None:
        if self.made:
            self.made.proven(customer)

    def commit(self, batch: Sequence[Commit]) -> Sequence[CommitResult]:
        return self._written().commit(batch)

    def scrub(self) -> None:
        if self.made:
            self.made.scrub()

    def remember(self, customer: CustomerId, managed_by: str, sources: Mapping[str, Any]) -> None:
        if self.made:
            self.made.remember(customer, managed_by, sources)

    def converged(self, customers: Collection[CustomerId]) -> Mapping[CustomerId, Converged]:
        return self.made.converged(customers) if self.made else {}

    def keep_converged(self, found: Mapping[CustomerId, Converged]) -> None:
        if self.made:
            self.made.keep_converged(found)

    def vendor(self) -> Sequence[VendorPerson]:
        return self.made.vendor() if self.made else ()

    def keep_vendor(self, people: Sequence[VendorPerson]) -> None:
        self._written().keep_vendor(people)

    def link_key(self) -> str:
        return self.made.link_key() if self.made else ""

    def keep_link_key(self, key: str) -> None:
        self._written().keep_link_key(key)

    def applied(self, apply: str) -> Mapping[CustomerId, int]:
        return self.made.applied(apply) if self.made else {}

    def head(self, customer: CustomerId) -> str:
        return self.made.head(customer) if self.made else ""

    def journal(self, customer: CustomerId) -> Iterator[bytes]:
        return self.made.journal(customer) if self.made else iter(())

    def backwards(self, customer: CustomerId) -> Iterator[bytes]:
        return self.made.backwards(customer) if self.made else iter(())

    def private(self, customer: CustomerId, ids: Collection[int] | None = None) -> Iterator[Private]:
        return self.made.private(customer, ids) if self.made else iter(())

    def owed(self, customer: CustomerId, people: Collection[int] | None = None) -> Iterator[OwedMessage]:
        return self.made.owed(customer, people) if self.made else iter(())

    def queued(self, customer: CustomerId, on: date) -> Queued:
        return self.made.queued(customer, on) if self.made else Queued(0, 0, None)

    def recipients(self, customer: CustomerId, on: date, after: int = 0, most: int = ALL) -> Sequence[int]:
        return self.made.recipients(customer, on, after, most) if self.made else ()

    def letters(self, customer: CustomerId, people: Collection[int] | None = None) -> Iterator[Letter]:
        return self.made.letters(customer, people) if self.made else iter(())

    def reached(self, customer: CustomerId, after: int = 0, most: int = ALL) -> Sequence[int]:
        return self.made.reached(customer, after, most) if self.made else ()

    def sent(self, customer: CustomerId, people: Collection[int] | None = None) -> Iterator[SentLetter]:
        return self.made.sent(customer, people) if self.made else iter(())

    def keep_delivery(self, steps: Sequence[Delivery]) -> None:
        if self.made:
            self.made.keep_delivery(steps)

    def note_sent(self, noted: Noted) -> None:
        if self.made:
            self.made.note_sent(noted)

    def noted(self) -> Sequence[Noted]:
        return self.made.noted() if self.made else ()

    def check(self) -> Sequence[str]:
        return self.made.check() if self.made else ()

    @contextmanager
    def lock(self, holder: str, timeout: float) -> Iterator[None]:
        """There is nothing to lock until it is made; from then on it is locked."""
        with ExitStack() as held:
            self._locked = (held, holder, timeout)
            if self.made:
                held.enter_context(self.made.lock(holder, timeout))
            try:
                yield
            finally:
                self._locked = None

    @contextmanager
    def delivering(self, holder: str, timeout: float) -> Iterator[None]:
        """Nothing is owed by a state that is not there."""
        with self.made.delivering(holder, timeout) if self.made else nullcontext():
            yield

    def close(self) -> None:
        if self.made:
            self.made.close()

    def _written(self) -> StateStore:
        if self.made is None:
            self.made = self._create()
            if self._locked:
                held, holder, timeout = self._locked
                held.enter_context(self.made.lock(holder, timeout))
        return self.made

    def _create(self) -> StateStore:
        try:
            return opening.create(self._place, self.lineage)
        except StateIdentity:
            quicker = opening.open_for_reading(self._place)
            if quicker is None:
                raise
            quicker.close()
            raise Locked(
                f"another run made the state {self.url} in the meantime; nothing was changed",
                "run the same command again",
            ) from None
