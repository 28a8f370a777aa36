"""What left by a run whose push of a state in Git lost a race: the state that won does not know of it.

No order of pushing and sending would spare this: what is pushed before it is sent has to be sent all the same where
the run was killed in between, and what is sent before it is pushed is in no state. So the state that lost is kept
until another push is done, and what it says has left is marked and not sent again.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

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
        yield lambda customer, people: {m.id: m for m in there.sent(customer, people) if not m.refused}
    finally:
        if there is not None:
            there.close()
