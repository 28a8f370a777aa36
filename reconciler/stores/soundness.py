"""What every store checks of itself, whatever it is kept in: sentences about what is wrong.

That entries chain and that the estate breaks no rule is asked by ``verify``; this is about the keeping.
"""

from collections.abc import Iterable, Iterator, Mapping

from reconciler.kinds.customer import CustomerId
from reconciler.ports import PrivateKind, StateStore


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


def people_faults(store: StateStore, customers: Iterable[CustomerId]) -> Iterator[str]:
    """Seats and messages of nobody."""
    for customer in customers:
        if said := list(_of_strangers(store, customer)):
            people = {value.id for value in store.private(customer) if value.kind is PrivateKind.PERSON}
            yield from (f"{customer}: {what}, who does not exist" for person, what in said if person not in people)


def _of_strangers(store: StateStore, customer: CustomerId) -> Iterator[tuple[int, str]]:
    """What is of people without an address, whose address may have been erased."""
    holding = store.holding(customer)
    known = set(holding.people) if holding else set()
    for workspace, groups in holding.seats.items() if holding else ():
        for person in sorted({person for _, who in groups for person in who} - known):
            yield person, f"workspace {workspace} has a seat for person {person}"
    for message in store.owed(customer):
        if message.person not in known:
            yield message.person, f"a message is owed to person {message.person}"
    for letter in store.letters(customer):
        if letter.person not in known:
            yield letter.person, f"a letter is written to person {letter.person}"
