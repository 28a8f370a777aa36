"""A state that somebody's hand, or a fault, has been at."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any

from estates import CONTOSO

from reconciler.history.verify import verified
from reconciler.kinds.estate import CustomerId
from reconciler.kinds.letter import Letter, OwedMessage, SentLetter
from reconciler.planning import canonical
from reconciler.ports import Holding, Private, StateStore, head_of

Entry = dict[str, Any]


@dataclass
class Tampered:
    """A sound state, but for what was put in its place. Enough of a store to be verified."""

    sound: StateStore
    held: Holding | None
    entries: list[bytes]
    values: list[Private]
    messages: list[OwedMessage]
    unsent: list[Letter] = field(default_factory=list)
    marks: list[SentLetter] = field(default_factory=list)

    @classmethod
    def of(cls, store: StateStore) -> "Tampered":
        journal, private = list(store.journal(CONTOSO)), list(store.private(CONTOSO))
        return cls(store, store.holding(CONTOSO), journal, private, list(store.owed(CONTOSO)))

    def moment(self) -> AbstractContextManager[None]:
        return nullcontext()

    def holding(self, _customer: CustomerId) -> Holding | None:
        return self.held

    def journal(self, _customer: CustomerId) -> Iterator[bytes]:
        return iter(self.entries)

    def private(self, _customer: CustomerId, ids: Collection[int] | None = None) -> Iterator[Private]:
        return (value for value in self.values if ids is None or value.id in ids)

    def owed(self, _customer: CustomerId) -> Iterator[OwedMessage]:
        return iter(self.messages)

    def letters(self, _customer: CustomerId) -> Iterator[Letter]:
        return iter(self.unsent)

    def sent(self, _customer: CustomerId) -> Iterator[SentLetter]:
        return iter(self.marks)

    def hold(self, **fields: object) -> None:
        assert self.held is not None
        self.held = self.held._replace(**fields)  # type: ignore[arg-type]

    def record(self, **fields: object) -> None:
        assert self.held is not None
        self.hold(record={**self.held.record, **fields})

    def seated(self, seat: Mapping[str, Any]) -> None:
        """Everybody in the first workspace has this seat instead."""
        assert self.held is not None
        first = min(self.held.seats)
        who = sorted(number for _, people in self.held.seats[first] for number in people)
        self.hold(seats={**self.held.seats, first: [(seat, who)]})

    def rewrite(self, number: int, edit: Callable[[Entry], None]) -> None:
        """Edits one entry and chains all those after it anew, so that only its words are wrong."""
        prev, entries = "", []
        for n, body in enumerate(self.entries, 1):
            entry = canonical.load(body)
            if n == number:
                edit(entry)
            entry["prev"] = prev
            entries.append(canonical.dump(entry))
            prev = head_of(entries[-1])
        self.entries = entries
        self.hold(head=prev)


def problems(state: Tampered) -> list[str]:
    found = verified(state, CONTOSO).problems  # type: ignore[arg-type]
    return [problem.removeprefix("contoso: ") for problem in found]
