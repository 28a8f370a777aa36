"""Whether the personal texts of a state are the ones that were written: I7. Each entry vouches for its own by one hash.

So that one of them can be proven, all that came up with it are read: of a wave, a million.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from reconciler.applying.ledger import vouching
from reconciler.applying.record import MALFORMED
from reconciler.kinds.customer import CustomerId
from reconciler.planning import canonical
from reconciler.ports import Private, StateStore


class Vouched:
    """Personal values that are kept, each of which is to come up with one entry."""

    def __init__(self, kept: Iterable[Private]) -> None:
        self._left = {value.id: value for value in kept}

    def faults(self, number: int, entry: Mapping[str, Any]) -> Iterator[str]:
        """Of those that came up with an entry of this number, once."""
        try:
            told, promised = entry["private"]
            fresh = list(map(self._left.pop, canonical.numbers_in(told)))
        except MALFORMED:
            yield f"I7: personal values of entry {number} are missing"
            return
        if vouching(fresh) != promised:
            yield f"I7: a personal value of entry {number} was changed after it was written"

    def of_no_entry(self) -> Iterator[str]:
        if self._left:
            yield f"I7: personal values that belong to no entry: {len(self._left):,}"


def value_faults(kept: Iterable[Private], entries: Sequence[bytes]) -> Iterator[str]:
    """Of every one that is kept."""
    vouched = Vouched(kept)
    for number, body in enumerate(entries, 1):
        yield from vouched.faults(number, _told(body))
    yield from vouched.of_no_entry()


def faults_of(store: StateStore, customer: CustomerId, entries: Sequence[bytes], ids: Collection[int]) -> Iterator[str]:
    """Of these alone, and of those that came up with them."""
    left = set(ids)
    for number, body in enumerate(entries, 1):
        entry = _told(body)
        with_them = str(entry["private"][0]) if entry else ""
        if canonical.any_in(with_them, left):
            those = canonical.numbers_in(with_them)
            left.difference_update(those)
            yield from Vouched(store.private(customer, those)).faults(number, entry)
    if left:
        yield f"I7: personal values that belong to no entry: {len(left):,}"


def _told(body: bytes) -> Mapping[str, Any]:
    """Empty where it cannot be read, or vouches for nothing."""
    try:
        entry: Mapping[str, Any] = canonical.read(body)
        _ = entry["private"][0]
    except MALFORMED:
        return {}
    return entry
