"""What left by a run whose push of a state in Git lost a race: the state that won does not know of it.

No order of pushing and sending would spare this: what is pushed before it is sent has to be sent all the same where
the run was killed in between, and what is sent before it is pushed is in no state. So the state that lost is kept
until another push is done, and what it says has left is marked and not sent again.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from reconciler.applying.record import estate_or_nothing
from reconciler.errors import StateIdentity
from reconciler.kinds.customer import CustomerId
from reconciler.kinds.letter import SentLetter
from reconciler.ports import StateStore
from reconciler.stores import opening

Left = Callable[[CustomerId, Sequence[int]], Mapping[str, SentLetter]]
"""The marks of the letters that left to some people of a customer, by their ids."""


@contextmanager
def left_by(lost: Path | None, store: StateStore) -> Iterator[Left]:
    """StateIdentity where it is not of the same lineage, or there is none."""
    if lost is None:
        yield lambda _customer, _people: {}
        return
    there = opening.open_for_reading(str(lost))
    try:
        if there is None or there.lineage != store.lineage:
            what = f"--sent-by {lost} is not this state as another run has left it; nothing was sent"
            raise StateIdentity(what, "name the state whose push lost the race, or leave it out")
        yield lambda customer, people: {m.id: m for m in _sent(there, store, customer, people)}
    finally:
        if there is not None:
            there.close()


def _sent(there: StateStore, here: StateStore, customer: CustomerId, people: Sequence[int]) -> list[SentLetter]:
    """Ids are made of numbers, and each of two runs may have given one number to somebody else: to count, a mark has to
    be of the same person and the same workspaces."""
    marks = [mark for mark in there.sent(customer, people) if not mark.refused]
    if not marks:
        return []
    one, other = (estate_or_nothing(store.holding(customer), customer) for store in (there, here))
    who, whom = ({number: p for p, number in estate.numbers.items()} for estate in (one, other))
    at, there_at = ({number: w for w, number in estate.workspace_numbers.items()} for estate in (one, other))
    return [
        mark
        for mark in marks
        if who.get(mark.person) == whom.get(mark.person)
        and all(at.get(about.workspace) == there_at.get(about.workspace) for about in mark.about)
    ]
