"""Whether a state is sound: the chain, the proofs, and whether the estate is what the journal says it must be.

Answers with sentences about what is wrong, none when all is well. The rules it checks are SAFETY's invariants I1 to
I4, I6, I7 and I13.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from reconciler.applying.invariants import broken, unfounded
from reconciler.applying.record import estate_of
from reconciler.errors import StateBroken
from reconciler.history.chain import chain_faults
from reconciler.history.queue import queue_faults
from reconciler.history.replay import replayed
from reconciler.history.told_apart import told_apart
from reconciler.history.vouched import value_faults
from reconciler.kinds.estate import CustomerId, Estate
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
    """Reads the whole customer: journal, private values, seats and messages owed."""
    holding = store.holding(customer)
    if holding is None:
        return Sound(0, 0, (f"{customer} is listed and not there",))
    entries, values = list(store.journal(customer)), list(store.private(customer))
    problems = [*chain_faults(customer, entries, holding.serial, holding.head), *value_faults(values, entries)]
    try:
        estate = estate_of(holding)
    except StateBroken as fault:
        return Sound(len(entries), 0, (*problems, fault.what), holding.head)
    if not problems:
        problems += _numbering(holding, values)
        problems += _came_of_the_journal(estate, entries, holding)
    problems += [*broken(estate), *queue_faults(store, estate)]
    members = sum(summary(seats).members for seats in estate.seats.values())
    return Sound(len(entries), members, tuple(f"{customer}: {problem}" for problem in problems), holding.head)


def _numbering(holding: Holding, values: Iterable[Private]) -> Iterator[str]:
    """The next new value gets a number that no other one has, of all that the journal vouches for."""
    if holding.record.get("last") != max((value.id for value in values), default=0):
        yield "I7: the state counts the numbers of its personal values wrongly"


def _came_of_the_journal(estate: Estate, entries: Sequence[bytes], holding: Holding) -> Iterator[str]:
    """I1: the estate is what its journal leads to, step by step."""
    last = Estate(estate.customer)
    try:
        for number, step in enumerate(replayed(estate.customer, entries, holding), 1):
            yield from (f"I1: entry {number} does not follow from what was there: {what}" for what in step.broken)
            yield from (f"{what} (entry {number})" for what in unfounded(step.changes))
            last = step.estate
    except StateBroken as fault:
        yield f"I7: {fault.what}"
        return
    told, found = _comparable(last), _comparable(estate)
    if told != found:
        which = list(told_apart(told, found)) or ["it was changed by something else"]
        yield from (f"I1: the state is not what its journal leads to: {what}" for what in which)


def _comparable(estate: Estate) -> Estate:
    """Without marks, heads, and people of whom nothing but the spelling is known."""
    told = {key: p for key, p in estate.people.items() if p != Person(p.address)}
    seats = {w: s for w, s in estate.seats.items() if s}
    stones = replace(estate.tombstones, key="")  # which the journal does not know
    bare = replace(estate, head="", managed_by="", sources={}, attempts=None, serial=0)
    return replace(bare, people=told, seats=seats, tombstones=stones)
