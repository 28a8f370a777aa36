"""What left by a run whose push of a state in Git lost a race: the state that won does not know of it.

No order of pushing and sending would spare this: what is pushed before it is sent has to be sent all the same where
the run was killed in between, and what is sent before it is pushed is in no state. So the state that lost is kept
until another push is done, and what it says has left is marked and not sent again.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

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
        others = cache(partial(_Others.of, there, store))  # no number changes while mails leave
        yield lambda customer, people: {
            mark.id: mark for mark in there.sent(customer, people) if not mark.refused and others(customer).spare(mark)
        }
    finally:
        if there is not None:
            there.close()


class _Others(NamedTuple):
    """The numbers of people and workspaces that do not mean the same in two states. Ids of letters are made of numbers,
    and each of two runs may have given one to somebody else."""

    people: frozenset[int]
    workspaces: frozenset[int]

    @classmethod
    def of(cls, there: StateStore, here: StateStore, customer: CustomerId) -> "_Others":
        one, other = (estate_or_nothing(store.holding(customer), customer) for store in (there, here))
        people = one.numbers.items() ^ other.numbers.items()
        workspaces = one.workspace_numbers.items() ^ other.workspace_numbers.items()
        return cls(frozenset(number for _, number in people), frozenset(number for _, number in workspaces))

    def spare(self, mark: SentLetter) -> bool:
        return mark.person not in self.people and self.workspaces.isdisjoint(about.workspace for about in mark.about)
