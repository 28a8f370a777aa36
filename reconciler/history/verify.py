"""Whether a state is sound: the chain, the proofs, and whether the estate is what the journal says it must be.

Answers with sentences about what is wrong, none when all is well. The rules it checks are SAFETY's invariants I1 to
I4, I6, I7 and I13.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from reconciler.applying.invariants import broken, unfounded
from reconciler.applying.record import estate_of
from reconciler.errors import StateBroken
from reconciler.history.chain import Chain
from reconciler.history.queue import Queue, queue_faults
from reconciler.history.replay import Replay, Replayed
from reconciler.history.strangers import strangers
from reconciler.history.told_apart import told_apart
from reconciler.history.vouched import Vouched
from reconciler.kinds.estate import CustomerId, Estate
from reconciler.kinds.limits import Terms
from reconciler.kinds.person import Person
from reconciler.kinds.seating import summary
from reconciler.ports import Holding, Private, StateStore


@dataclass(frozen=True, slots=True)
class Sound:
    """What was looked at in one customer, and what is wrong with it."""

    entries: int
    memberships: int
    problems: tuple[str, ...]
    head: str = ""


def verified(store: StateStore, customer: CustomerId) -> Sound:
    """Reads the whole customer, as it is at one moment: journal, private values, seats and messages owed."""
    with store.moment():
        holding = store.holding(customer)
        entries, values = list(store.journal(customer)), list(store.private(customer))
        queue = Queue.of(store, customer)
    if holding is None:
        return Sound(0, 0, (f"{customer} is listed and not there",))
    past = _Past(holding, values)
    for body in entries:
        past.read(body)
    problems = past.faults()
    try:
        estate = estate_of(holding)
    except StateBroken as fault:
        problems += strangers(holding, values, queue)
        told = (f"{customer}: {problem}" for problem in problems)
        return Sound(len(entries), 0, (*told, fault.what), holding.head)
    problems = problems or past.led_to(estate)
    problems += broken(estate)
    if queued := list(queue_faults(queue, estate)):
        problems += [*strangers(holding, values, queue), *queued]
    members = sum(summary(seats).members for seats in estate.seats.values())
    return Sound(len(entries), members, tuple(f"{customer}: {problem}" for problem in problems), holding.head)


class _Past:
    """A journal, of which each entry is decoded once: whether it holds, and what it leads to as far as it does."""

    def __init__(self, holding: Holding, values: Sequence[Private]) -> None:
        self._holding, self._last_value = holding, values[-1].id if values else 0
        self._chain, self._vouched = Chain(holding.customer), Vouched(values)
        self._replay = Replay(holding.customer, holding)
        self._of_values: list[str] = []
        self._of_steps: list[str] = []
        self._understood = True

    def read(self, body: bytes) -> None:
        entry = self._chain.read(body)
        number = self._chain.entries
        self._of_values += self._vouched.faults(number, entry)
        if self._understood and self._chain.holds and not self._of_values:
            try:
                self._of_steps += _step_faults(number, self._replay.step(entry))
            except StateBroken as fault:
                self._of_steps.append(f"I7: {fault.what}")
                self._understood = False

    def faults(self) -> list[str]:
        """Of the journal itself: where it has any, what it leads to says nothing."""
        chained = self._chain.faults(self._holding.serial, self._holding.head)
        return [*chained, *self._of_values, *self._vouched.of_no_entry()]

    def led_to(self, found: Estate) -> list[str]:
        """I1: the estate is what its journal leads to, step by step. And the next new value gets a number that no other
        one has, of all that the journal vouches for."""
        taken = self._holding.record.get("last") != self._last_value
        numbering = ["I7: the state counts the numbers of its personal values wrongly"] if taken else []
        return [*numbering, *self._of_steps, *(_told_apart(self._replay.estate, found) if self._understood else ())]


def _step_faults(number: int, step: Replayed) -> Iterator[str]:
    yield from (f"I1: entry {number} does not follow from what was there: {what}" for what in step.broken)
    yield from (f"{what} (entry {number})" for what in unfounded(step.changes))


def _told_apart(last: Estate, estate: Estate) -> Iterator[str]:
    told, found = _comparable(last), _comparable(estate)
    if told != found:
        which = list(told_apart(told, found)) or ["it was changed by something else"]
        yield from (f"I1: the state is not what its journal leads to: {what}" for what in which)


def _comparable(estate: Estate) -> Estate:
    """Without marks, heads, and people of whom nothing but the spelling is known."""
    stones = estate.tombstones
    return replace(
        estate,
        people={key: p for key, p in estate.people.items() if p != Person(p.address)},
        seats={w: s for w, s in estate.seats.items() if s},
        tombstones=replace(stones, key="") if stones.key else stones,  # which the journal does not know
        head="",
        managed_by="",
        sources={},
        let_go={},
        attempts=None,
        terms=Terms(),
        serial=0,
    )
