"""A permit that was used is known to be, whatever the state is kept in."""

from dataclasses import replace
from hashlib import sha256

from store_commits import CONTOSO, FABRIKAM, commit, reopened

from reconciler.history.permits import used_permits
from reconciler.kinds.estate import CustomerId
from reconciler.planning import canonical
from reconciler.ports import Commit, StateStore


def using(serial: int, *permits: str, customer: CustomerId = CONTOSO) -> Commit:
    told = {"at": "2026-06-01T09:00:00Z", "plan": f"sha256:{serial}", "seq": serial + 1}
    entry = canonical.dump({**told, "permits": [{"permit": name, "by": 1, "because": 2} for name in permits]})
    return replace(commit(serial, customer=customer), entry=entry, head=sha256(entry).hexdigest())


def used(store: StateStore, customer: CustomerId, **since: int) -> set[str]:
    return set(used_permits(customer, reopened(store).backwards(customer), since))


def test_what_an_entry_used_is_found_by_whoever_opens_the_state_next(store: StateStore) -> None:
    store.commit([using(0), using(0, "b", customer=FABRIKAM)])
    store.commit([using(1, "a", "c")])
    store.commit([using(2)])

    assert used(store, CONTOSO, a=1, b=1, c=0, d=0) == {"a", "c"}
    assert used(store, FABRIKAM, a=0, b=0) == {"b"}


def test_only_what_came_after_the_plan_is_looked_at(store: StateStore) -> None:
    store.commit([using(0, "a")])
    store.commit([using(1)])

    assert used(store, CONTOSO, a=1) == set()
