"""One customer, whole, in memory: what a commit does to it, for the stores that keep it so (memory and JSON).

SQLite says the same in SQL; the conformance suite holds the two together.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from heapq import nsmallest
from typing import Any

from reconciler.kinds.converged import Converged
from reconciler.kinds.customer import CustomerId
from reconciler.kinds.letter import Delivery, Letter, MessageKind, Owed, OwedMessage, Queued, SentLetter
from reconciler.planning.canonical import dump
from reconciler.ports import CaseWrite, Commit, Holding, Private, PrivateKind, SeatWrite
from reconciler.ports.mail import ALL
from reconciler.stores.letter_rows import sent_of, sent_row

SeatText = bytes
"""A seat as canonical JSON: equal seats are equal text, and sorting by it is the same in every store."""

MarkText = bytes
"""A mark as it stands in a file: a fourth of what it takes as a value, and there are as many as letters ever left."""

Seats = Mapping[int, Mapping[int, SeatText]]
Sent = Mapping[int, tuple[MarkText, ...]]
"""The marks of each person, by id."""

Cases = Mapping[int, Mapping[int, Mapping[str, Any]]]
Queue = Mapping[tuple[int, int, int, MessageKind], date]
"""What is owed: (workspace, person, generation, kind) -> the day from which on to send it."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """A value: a commit makes another one, of which nobody has found yet that it is ``converged``. ``serial`` 0 is a
    customer that the state does not know yet."""

    customer: CustomerId
    serial: int = 0
    head: str = ""
    record: Mapping[str, Any] = field(default_factory=dict)
    private: Mapping[int, Private] = field(default_factory=dict)
    seats: Seats = field(default_factory=dict)
    queue: Queue = field(default_factory=dict)
    managed_by: str = ""
    sources: Mapping[str, Any] = field(default_factory=dict)
    cases: Cases = field(default_factory=dict)
    letters: Mapping[str, Letter] = field(default_factory=dict)
    sent: Sent = field(default_factory=dict)
    converged: Converged | None = None

    def after(self, commit: Commit) -> "Shelf":
        """The customer once the commit is made. Whether its serial is stale is the caller's question."""
        return Shelf(
            self.customer,
            self.serial + 1,
            commit.head,
            _as_read(commit.record, self.record),
            {**self.private, **{value.id: value for value in commit.private}},
            _seated(self.seats, commit.seats),
            _queued(self.queue, commit.settled, commit.owed),
            self.managed_by if commit.managed_by is None else commit.managed_by,
            self.sources if commit.sources is None else dict(commit.sources),
            _with_cases(self.cases, commit.cases),
            _standing(self.letters, commit.settled),
            self.sent,
        )

    def delivered(self, step: Delivery) -> "Shelf":
        """The customer once a step of delivering is made."""
        gone = {(about.workspace, s.person, about.generation, about.kind) for s in step.sent for about in s.about}
        left = {*step.void, *(letter.id for letter in step.sent)}
        kept = {key: send_on for key, send_on in self.queue.items() if key not in gone}
        letters = {name: letter for name, letter in self.letters.items() if name not in left}
        return replace(
            self,
            queue=_queued(kept, (), step.owed),
            letters={**letters, **{letter.id: letter for letter in step.letters}},
            sent=with_marks(self.sent, step.sent) if step.sent else self.sent,
        )

    def remembering(self, managed_by: str, sources: Mapping[str, Any]) -> "Shelf":
        """The customer with these marks."""
        return replace(self, managed_by=managed_by, sources=dict(sources), converged=None)

    def holding(self, last: "tuple[Shelf, Holding] | None" = None) -> Holding:
        """``last`` is one from before, and its holding: what they have in common is taken from there."""
        people, texts = _told(self.private, last)
        before, held = (last[0].seats, last[1].seats) if last is not None else ({}, {})
        return Holding(
            self.customer,
            self.serial,
            self.head,
            self.record,
            people,
            texts,
            {
                workspace: held[workspace] if before.get(workspace) is people else grouped(people)
                for workspace, people in sorted(self.seats.items())
            },
            self.managed_by,
            self.sources,
            {workspace: dict(sorted(cases.items())) for workspace, cases in sorted(self.cases.items())},
        )

    def values(self, ids: Collection[int] | None = None) -> Iterator[Private]:
        those = self.private.keys() if ids is None else self.private.keys() & set(ids)
        return (self.private[number] for number in sorted(those))

    def owed(self, people: Collection[int] | None = None) -> Iterator[OwedMessage]:
        some = ((key, send_on) for key, send_on in self.queue.items() if people is None or key[1] in people)
        for (workspace, person, generation, kind), send_on in sorted(some):
            yield OwedMessage(self.customer, workspace, person, generation, send_on, kind)

    def queued(self, on: date) -> Queued:
        later = [day for day in self.queue.values() if day > on]
        return Queued(len(self.recipients(on)), len(later), min(later, default=None))

    def recipients(self, on: date, after: int = 0, most: int = ALL) -> list[int]:
        return _page({person for (_, person, _, _), day in self.queue.items() if day <= on and person > after}, most)

    def reached(self, after: int = 0, most: int = ALL) -> list[int]:
        return _page({person for person in self.sent if person > after}, most)

    def unsent(self, people: Collection[int] | None = None) -> Iterator[Letter]:
        letters = sorted(self.letters.values(), key=lambda letter: (letter.person, letter.id))
        return (letter for letter in letters if people is None or letter.person in people)

    def marks(self, people: Collection[int] | None = None) -> Iterator[SentLetter]:
        those = self.sent if people is None else self.sent.keys() & {*people}
        return (_mark(text) for person in sorted(those) for text in self.sent[person])


def _page(people: Collection[int], most: int) -> list[int]:
    return sorted(people) if len(people) <= most else nsmallest(most, people)


def with_marks(sent: Sent, letters: Iterable[SentLetter]) -> Sent:
    """A second mark of one letter takes the place of the first."""
    marks = dict(sent)
    for letter in letters:
        before = {_mark(text).id: text for text in marks.get(letter.person, ())}
        after = {**before, letter.id: dump(sent_row(letter))}
        marks[letter.person] = tuple(after[name] for name in sorted(after))
    return marks


def _mark(text: MarkText) -> SentLetter:
    return sent_of(*json.loads(text))


def _told(private: Mapping[int, Private], last: tuple[Shelf, Holding] | None) -> tuple[dict[int, str], dict[int, str]]:
    """The people and the other texts, by id. What came since the last time is at the end; where one was replaced, all
    are told anew."""
    before, people, texts = (last[0].private, last[1].people, last[1].texts) if last is not None else ({}, {}, {})
    fresh = {n: value for n, value in private.items() if before.get(n) is not value}
    if not fresh.keys().isdisjoint(before):
        fresh, people, texts = dict(private), {}, {}
    told = [(n, fresh[n].kind, text) for n in sorted(fresh) if (text := fresh[n].text) is not None]
    return (
        {**people, **{n: text for n, kind, text in told if kind is PrivateKind.PERSON}},
        {**texts, **{n: text for n, kind, text in told if kind is PrivateKind.TEXT}},
    )


def grouped(people: Mapping[int, SeatText]) -> list[tuple[Mapping[str, Any], list[int]]]:
    """The people of one workspace by their seat; seats by their text, people ascending."""
    sharing: dict[SeatText, list[int]] = {}
    for person in sorted(people):
        sharing.setdefault(people[person], []).append(person)
    return [(_read(seat), who) for seat, who in sorted(sharing.items())]


def _as_read(record: Mapping[str, Any], before: Mapping[str, Any]) -> Mapping[str, Any]:
    """A record as JSON gives it. Facts that are the very objects of before were given by it; most are."""
    many = {name: _facts_as_read(record[name], before.get(name, {})) for name in _OF_MANY if name in record}
    rest: dict[str, Any] = json.loads(dump({name: part for name, part in record.items() if name not in many}))
    return {**rest, **many}


_OF_MANY = ("workspaces", "people")
"""The parts of a record that have as many facts as there are workspaces and people."""


def _facts_as_read(facts: Mapping[str, Any], before: Mapping[str, Any]) -> Mapping[str, Any]:
    if facts is before:
        return facts
    kept = {n: x for n, x in facts.items() if before.get(n) is x}
    fresh: dict[str, Any] = json.loads(dump({n: x for n, x in facts.items() if before.get(n) is not x}))
    return dict(sorted({**kept, **fresh}.items()))


def wanting(people: Mapping[int, SeatText], wanted: Callable[[Mapping[str, Any]], bool]) -> list[int]:
    """Those of one workspace whose seat is wanted, ascending."""
    those = {seat for seat in {*people.values()} if wanted(_read(seat))}
    return sorted(person for person, seat in people.items() if seat in those)


@lru_cache(maxsize=1024)
def _read(seat: SeatText) -> Mapping[str, Any]:
    """Hundreds of workspaces share a few seats."""
    fields: Mapping[str, Any] = json.loads(seat)
    return fields


def _seated(seats: Seats, writes: Sequence[SeatWrite]) -> Seats:
    changed = {workspace: dict(seats.get(workspace, {})) for workspace in {write.workspace for write in writes}}
    for write in writes:
        if write.seat is None:
            for person in write.who:
                changed[write.workspace].pop(person, None)
        else:
            changed[write.workspace].update(dict.fromkeys(write.who, dump(write.seat)))
    return {workspace: people for workspace, people in {**seats, **changed}.items() if people}


def _with_cases(cases: Cases, writes: Sequence[CaseWrite]) -> Cases:
    changed = {workspace: dict(cases.get(workspace, {})) for workspace in {write.workspace for write in writes}}
    for write in writes:
        here = changed[write.workspace]
        here[write.number] = {**here.get(write.number, {}), **json.loads(dump(write.fields))}
    return {**cases, **changed}


def _queued(queue: Queue, settled: Sequence[tuple[int, Sequence[int]]], owed: Sequence[Owed]) -> Queue:
    gone = {(workspace, person) for workspace, who in settled for person in who}
    kept = {key: send_on for key, send_on in queue.items() if key[:2] not in gone}
    for message in owed:
        for person in message.who:
            # A message is owed once: a second one of the same generation is the first one.
            kept.setdefault((message.workspace, person, message.generation, message.kind), message.send_on)
    return kept


def _standing(letters: Mapping[str, Letter], settled: Sequence[tuple[int, Sequence[int]]]) -> Mapping[str, Letter]:
    gone = {person for _, who in settled for person in who} if letters else ()
    return {name: letter for name, letter in letters.items() if letter.person not in gone}
