"""What every store checks of itself, whatever it is kept in: sentences about what is wrong.

That entries chain and that the estate breaks no rule is asked by ``verify``; this is about the keeping.
"""

from collections.abc import Iterable, Iterator, Mapping

from reconciler.kinds.customer import CustomerId


def journal_faults(
    hashes: Iterable[tuple[CustomerId, str]], heads: Mapping[CustomerId, tuple[int, str]]
) -> Iterator[str]:
    """``hashes``: of each customer's entries, in order. ``heads``: the serial and head that the store has for each."""
    counted: dict[CustomerId, int] = {}
    last: dict[CustomerId, str] = {}
    for customer, last[customer] in hashes:
        counted[customer] = counted.get(customer, 0) + 1
    for customer in sorted({*heads, *counted}):
        serial, head = heads.get(customer, (0, ""))
        if counted.get(customer, 0) != serial:
            yield f"{customer}: serial {serial} and {counted.get(customer, 0)} journal entries"
        elif last[customer] != head:
            yield f"{customer}: the last journal entry is not the one that its head names"
