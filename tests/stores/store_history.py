"""A history that is known at every serial, so that a state can be held against it whatever moment it was cut at."""

from store_commits import INVITED, MEMBER, commit, owed, person, seat

from reconciler.kinds.estate import CustomerId
from reconciler.ports import Commit, StateStore
from reconciler.stores.opening import create

PEOPLE = 40


def step(customer: CustomerId, serial: int) -> Commit:
    """The commit on top of ``serial``: newcomers are invited, those of the step before become members."""
    newcomers = range(serial * PEOPLE + 1, (serial + 1) * PEOPLE + 1)
    before = range(max(serial - 1, 0) * PEOPLE + 1, serial * PEOPLE + 1)
    return commit(
        serial,
        customer=customer,
        private=[person(n) for n in newcomers],
        seats=[seat(1, newcomers, INVITED), seat(1, before)],
        settled=[(1, before)],
        owed=[owed(1, newcomers)],
        apply=f"apply-{serial + 1}",
    )


def grown(url: str, customers: tuple[CustomerId, ...], steps: int) -> StateStore:
    """A new state after so many steps of each customer."""
    store = create(url, "lineage-1")
    for serial in range(steps):
        store.commit([step(customer, serial) for customer in customers])
    return store


def assert_at(store: StateStore, customer: CustomerId, serial: int) -> None:
    """The customer is exactly what so many steps make of it: no less, no more, nothing between."""
    holding = store.holding(customer)
    assert (holding.serial if holding else 0) == serial
    if holding is None:
        return
    settled = list(range(1, (serial - 1) * PEOPLE + 1))
    newest = list(range((serial - 1) * PEOPLE + 1, serial * PEOPLE + 1))
    assert holding.seats[1] == [(INVITED, newest), *([(MEMBER, settled)] if settled else [])]
    assert list(holding.people) == settled + newest
    assert [message.person for message in store.owed(customer)] == newest
    assert list(store.journal(customer)) == [step(customer, n).entry for n in range(serial)]
    assert store.applied(f"apply-{serial}")[customer] == serial
    assert customer not in store.applied(f"apply-{serial + 1}")
