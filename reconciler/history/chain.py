"""Whether the entries of a journal follow one another: I6 and I7. One that was changed, left out, or put elsewhere does
not."""

from collections.abc import Iterator, Sequence

from reconciler.applying.record import MALFORMED
from reconciler.kinds.customer import CustomerId
from reconciler.planning import canonical
from reconciler.ports import head_of


def chain_faults(customer: CustomerId, entries: Sequence[bytes], serial: int, head: str) -> Iterator[str]:
    """One entry for each serial, each naming the hash of the one before, the last one the ``head``."""
    if len(entries) != serial:
        yield f"I6: serial {serial}, and the journal has {len(entries)} entries"
    prev = ""
    for number, body in enumerate(entries, 1):
        try:
            entry = canonical.load(body)
            fields = (entry["customer"], entry["seq"], entry["prev"])
        except MALFORMED:
            yield f"I7: entry {number} cannot be read"
            return
        if fields != (customer, number, prev):
            yield f"I7: entry {number} does not follow the one before it"
            return
        prev = head_of(body)
    if prev != head:
        yield "I7: the journal's last entry is not the one that the state names as its head"
