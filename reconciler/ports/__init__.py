"""What the core asks of the world: where the state is, what time it is, and chance.

``stores/`` holds the adapters; one conformance suite runs over all of them.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any, NamedTuple, Protocol

from reconciler.kinds.address import PersonKey
from reconciler.kinds.converged import Converged
from reconciler.kinds.customer import CustomerId
from reconciler.kinds.letter import Owed
from reconciler.kinds.vendor import VendorPerson
from reconciler.ports.mail import Channel as Channel  # asked for here, as everything of the world is
from reconciler.ports.mail import MailQueue

Clock = Callable[[], datetime]
"""The present moment, aware, UTC."""

Randomness = Callable[[str, int], bytes]
"""``randomness(purpose, n)``: n random bytes. With a seed, each purpose has a stream of its own."""


SALT_BYTES = 16
"""How long the salt of a private value is."""


class PrivateKind(StrEnum):
    PERSON = "person"  # the address under which a person became known: its id is the person's number
    TEXT = "text"  # any other personal string: a later address, name, reason, actor, admin named in a contract


class Private(NamedTuple):
    """A personal string. Hashed bodies hold its id; a proof, ``sha256(salt + text)``, vouches for it.

    The proof follows from the two and is kept (``erased``) only where erasing took them away (both None).
    """

    id: int
    kind: PrivateKind
    text: str | None
    salt: bytes | None
    erased: bytes | None = None

    @property
    def proof(self) -> bytes:
        return proof_of(self.text, self.salt, self.erased)


def proof_of(text: str | None, salt: bytes | None, erased: bytes | None) -> bytes:
    """See ``Private``."""
    if text is None or salt is None:
        return erased or b""
    return sha256(salt + text.encode()).digest()


class SeatWrite(NamedTuple):
    """Some people (numbers, ascending) get one seat in one workspace (number). A note is written as its private id.
    No seat: theirs is taken away, as if there had never been one; that happens only where people become one. ``was`` is
    what all of them had, where the writer knows: it saves a store looking, and changes nothing of what is written."""

    workspace: int
    seat: Mapping[str, Any] | None
    who: Sequence[int]
    was: Mapping[str, Any] | None = None


class CaseWrite(NamedTuple):
    """A case (workspace number, number of the case in it) gets these fields; those that it had besides stay. A title is
    written as its private id."""

    workspace: int
    number: int
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Commit:
    """Everything that one step writes for one customer: all of it or nothing.

    ``record`` is the customer as the state holds it (see ``applying.record``): facts in plain form, with private values
    as ids. ``entry`` is the journal entry, one line, hashed as these bytes; ``head`` is that hash (sha256, hex; a store
    checks it when reading). A private value replaces the one with its id (that is how one is erased), a seat the one
    the person had. ``owed`` are new messages; ``settled`` lists workspaces with people, ascending, whose unsent
    messages are owed no more, and whose letters are void with them; it is applied first. ``apply`` is the id of the
    apply, empty for answers. ``managed_by`` and ``sources`` are marks (see ``remember``); None leaves them as they are.
    """

    customer: CustomerId
    expected_serial: int
    entry: bytes
    head: str
    record: Mapping[str, Any]
    private: Sequence[Private] = ()
    seats: Sequence[SeatWrite] = ()
    cases: Sequence[CaseWrite] = ()
    settled: Sequence[tuple[int, Sequence[int]]] = ()
    owed: Sequence[Owed] = ()
    apply: str = ""
    managed_by: str | None = None
    sources: Mapping[str, Any] | None = None


Tallies = Mapping[int, Sequence[tuple[Mapping[str, Any], int]]]
"""Workspace number -> [(seat in its plain form, how many people have it)]."""


_NOTHING: Mapping[Any, Any] = {}


class Holding(NamedTuple):
    """A customer as the state holds it, in numbers. ``applying.record`` turns it into an Estate.

    ``people``: number -> the address under which that person became known; ``texts``: id -> any other private
    value; erased ones are in neither. ``seats``: workspace number -> [(seat in its plain form, people ascending)].
    ``cases``: workspace number -> number of the case -> its fields. ``others``: of a part of a customer, how many
    who are not in it sit how.
    """

    customer: CustomerId
    serial: int
    head: str
    record: Mapping[str, Any]
    people: Mapping[int, str]
    texts: Mapping[int, str]
    seats: Mapping[int, Sequence[tuple[Mapping[str, Any], Sequence[int]]]]
    managed_by: str = ""
    sources: Mapping[str, Any] = _NOTHING
    cases: Mapping[int, Mapping[int, Mapping[str, Any]]] = _NOTHING
    others: Tallies = _NOTHING


def head_of(entry: bytes) -> str:
    """The head of a customer whose last journal entry has these bytes (see ``Commit.head``)."""
    return sha256(entry).hexdigest()


class CommitResult(StrEnum):
    COMMITTED = "committed"
    STALE = "stale"  # the serial has moved on; nothing of this customer was written


class StateStore(MailQueue, Protocol):
    """One state. Opened read-only for plans; a writer holds ``lock`` around reading what it will change.

    Every method may raise StateIdentity (not a state of ours, another version) or StateBroken (damaged).
    """

    url: str

    @property
    def lineage(self) -> str: ...

    def moment(self) -> AbstractContextManager[object]:
        """What is asked inside is told of one moment of the state. Whoever writes waits for the end of it: nothing is
        to be done inside but asking."""
        ...

    def customers(self) -> Mapping[CustomerId, int]:
        """Every customer and its serial, sorted by id."""
        ...

    def holding(self, customer: CustomerId) -> Holding | None:
        """One customer, whole; None where the state does not know it."""
        ...

    def standings(self, address: PersonKey, customer: CustomerId | None = None) -> Sequence[Holding]:
        """Every customer (or the one named) that knows somebody by this address, a former or another one of theirs: its
        facts, those people and their seats, and nobody else's. By customer."""
        ...

    def inside(self, customer: CustomerId, workspaces: Collection[int]) -> Holding | None:
        """The customer's facts, the cases of these workspaces (numbers) and the people whom these name; no seats. None
        where the state does not know the customer."""
        ...

    def roll(self, customer: CustomerId, workspace: int) -> Holding | None:
        """The customer's facts, and one workspace (number) with its seats, the people in them and its cases. None where
        the state does not know the customer."""
        ...

    def some(self, customer: CustomerId, people: Collection[int], workspaces: Collection[int]) -> Holding | None:
        """The customer's facts and marks, and these people (numbers) with their seats in these workspaces (numbers).
        None where the state does not know the customer."""
        ...

    def seated(
        self, customer: CustomerId, workspaces: Collection[int], wanted: Callable[[Mapping[str, Any]], bool]
    ) -> Mapping[int, Sequence[int]]:
        """Who has a wanted seat in these workspaces (numbers), where anybody does: people ascending. ``wanted`` judges
        a seat in its plain form, once for all who share it."""
        ...

    def named(self, customer: CustomerId, addresses: Collection[PersonKey]) -> Collection[int]:
        """Whom the customer knows by one of these addresses, a former or another one of theirs."""
        ...

    def touched(self, customer: CustomerId, addresses: Collection[PersonKey]) -> Holding | None:
        """What a step builds on that is about whoever is called so (as ``named`` says) and nobody else: the record and
        its texts, whole, those people with their seats, and how many others sit how; no cases, and no marks. None where
        the state does not know the customer, or where it is not ``sealed``: what would tell the one from the others may
        lie."""
        ...

    def texts(self, customer: CustomerId, ids: Collection[int]) -> Mapping[int, str]:
        """The personal values of these ids, without those that were erased."""
        ...

    def tallies(self, customer: CustomerId, workspaces: Collection[int]) -> Tallies:
        """How many people sit how in these workspaces (numbers), where anybody does."""
        ...

    def sealed(self, customer: CustomerId) -> bool:
        """Whether nobody but this store's commits was at the customer. One that is not sealed is to be proven by its
        journal before anything is built on it; a customer that is not there needs no seal."""
        ...

    def proven(self, customer: CustomerId) -> None:
        """The caller has proven it since ``sealed`` was asked: the next commit seals it again."""
        ...

    def commit(self, batch: Sequence[Commit]) -> Sequence[CommitResult]:
        """One atomic, durable step for all that are not stale. CommitInDoubt: nothing is known, ask ``applied``."""
        ...

    def scrub(self) -> None:
        """What was erased is nowhere in the state's own files any more: not in what was before the last writing, nor in
        parts of a file that are free; and nobody is known to be converged, who may have been told of by name. Under
        the lock; to be done again by whoever comes after one that was killed."""
        ...

    def remember(self, customer: CustomerId, managed_by: str, sources: Mapping[str, Any]) -> None:
        """Marks beside the customer: no part of its estate, serial or journal. One not in the state has none."""
        ...

    def converged(self, customers: Collection[CustomerId]) -> Mapping[CustomerId, Converged]:
        """What was kept of those of them to whom nothing happened since, by whatever hand: a step, marks, an edit."""
        ...

    def keep_converged(self, found: Mapping[CustomerId, Converged]) -> None:
        """It stands beside the customers as they are now. One not in the state has none."""
        ...

    def vendor(self) -> Sequence[VendorPerson]:
        """The vendor's people of this state, by address. They may act for every customer, and stand in no customer's
        serial or journal: whoever is taken out is gone."""
        ...

    def keep_vendor(self, people: Sequence[VendorPerson]) -> None:
        """All of them at once, in one atomic, durable step: who is not among ``people`` is the vendor's no more."""
        ...

    def link_key(self) -> str:
        """The id of the key that this state's links are made with; empty until the first is made."""
        ...

    def keep_link_key(self, key: str) -> None:
        """From now on links are made with the key of this id, in one atomic, durable step."""
        ...

    def applied(self, apply: str) -> Mapping[CustomerId, int]:
        """What an apply has committed: customer and the serial it made."""
        ...

    def head(self, customer: CustomerId) -> str:
        """The hash of the last entry, as it is noted beside the journal; empty for a customer that is not known."""
        ...

    def journal(self, customer: CustomerId) -> Iterator[bytes]:
        """The entries in order, as their stored bytes."""
        ...

    def backwards(self, customer: CustomerId) -> Iterator[bytes]:
        """The same, the latest first."""
        ...

    def private(self, customer: CustomerId, ids: Collection[int] | None = None) -> Iterator[Private]:
        """Every private value, or those of these ids, erased ones too, by id."""
        ...

    def check(self) -> Sequence[str]:
        """The store's own integrity check: sentences about what is wrong, empty when sound."""
        ...

    def lock(self, holder: str, timeout: float) -> AbstractContextManager[None]:
        """Queues for the one place of a writer; Locked, naming the holder, after ``timeout`` seconds."""
        ...

    def close(self) -> None: ...
