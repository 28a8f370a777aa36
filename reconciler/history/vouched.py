"""Whether the personal texts of a state are the ones that were written: I7. Each entry vouches for its own by one hash.

So that one of them can be proven, all that came up with it are read: of a wave, a million.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence

from reconciler.applying.ledger import vouching
from reconciler.applying.record import MALFORMED
from reconciler.kinds.customer import CustomerId
from reconciler.planning import canonical
from reconciler.ports import Private, StateStore


def value_faults(kept: Iterable[Private], entries: Sequence[bytes]) -> Iterator[str]:
    """Of every one that is kept."""
    values = {value.id: value for value in kept}
    for number, body in enumerate(entries, 1):
        yield from _faults(number, body, values)
    if values:
        yield f"I7: personal values that belong to no entry: {len(values):,}"


def faults_of(store: StateStore, customer: CustomerId, entries: Sequence[bytes], ids: Collection[int]) -> Iterator[str]:
    """Of these alone, and of those that came up with them."""
    left = set(ids)
    for number, body in enumerate(entries, 1):
        with_them = _ids_told(body)
        if canonical.any_in(with_them, left):
            those = canonical.numbers_in(with_them)
            left.difference_update(those)
            yield from _faults(number, body, {value.id: value for value in store.private(customer, those)})
    if left:
        yield f"I7: personal values that belong to no entry: {len(left):,}"


def _ids_told(body: bytes) -> str:
    try:
        return str(canonical.read(body)["private"][0])
    except MALFORMED:
        return ""


def _faults(number: int, body: bytes, values: dict[int, Private]) -> Iterator[str]:
    """What is found is taken out of ``values``."""
    try:
        told, promised = canonical.read(body)["private"]
        fresh = [values.pop(n) for n in canonical.numbers_in(told)]
    except MALFORMED:
        yield f"I7: personal values of entry {number} are missing"
        return
    if vouching(fresh) != promised:
        yield f"I7: a personal value of entry {number} was changed after it was written"
