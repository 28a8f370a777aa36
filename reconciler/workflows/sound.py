"""Reading a customer to build on it, or its past to tell of it: as its journal says, or not at all."""

from collections.abc import Collection, Mapping, Sequence

from reconciler.applying.touched import suffices, touched
from reconciler.errors import StateBroken
from reconciler.history.chain import chain_faults
from reconciler.history.vouched import faults_of
from reconciler.kinds.customer import CustomerId
from reconciler.planning.plan import CustomerPlan
from reconciler.ports import Holding, StateStore


def sound_holding(store: StateStore, customer: CustomerId) -> Holding | None:
    """What the state holds of a customer, None where it knows no such one; sound by ``refuse_unsound``."""
    with store.moment():
        refuse_unsound(store, customer)
        return store.holding(customer)


def sound_part(store: StateStore, plan: CustomerPlan) -> Holding | None:
    """As much of it as applying a plan builds on."""
    return _part_for(store, plan) or sound_holding(store, plan.customer)


def part_or_whole(store: StateStore, plan: CustomerPlan) -> Holding | None:
    """The same, be it sound or not."""
    return _part_for(store, plan) or store.holding(plan.customer)


def _part_for(store: StateStore, plan: CustomerPlan) -> Holding | None:
    """None where everybody is asked for. Nobody but our commits was at it."""
    people = touched(plan)
    part = store.touched(plan.customer, people) if people is not None else None
    return part if part is not None and suffices(part) else None


def sound_facts(store: StateStore, customer: CustomerId) -> Holding | None:
    """The same without anybody in it: what it costs does not grow with the people."""
    refuse_unsound(store, customer)
    return store.some(customer, (), ())


def refuse_unsound(store: StateStore, customer: CustomerId) -> None:
    """Where another hand may have been at a customer, it is verified as a whole: StateBroken, with a difference, where
    it is not what its journal leads to."""
    if not store.sealed(customer):
        from reconciler.history.verify import verified  # start-up time: hardly ever needed

        for problem in verified(store, customer).problems:
            raise _another_hand(store, problem)
        store.proven(customer)


def sound_texts(
    store: StateStore, customer: CustomerId, ids: Collection[int], entries: Sequence[bytes]
) -> Mapping[int, str]:
    """The personal values of these ids, without those that were erased: as they were written, by ``refuse_changed``."""
    refuse_changed(store, customer, ids, entries)
    return store.texts(customer, ids)


def refuse_changed(store: StateStore, customer: CustomerId, ids: Collection[int], entries: Sequence[bytes]) -> None:
    """Where another hand may have been at a customer, these personal values are proven, and nothing else of it:
    StateBroken where one is not what its entry vouches for."""
    if not store.sealed(customer):
        for fault in faults_of(store, customer, entries, ids):
            raise _another_hand(store, f"{customer}: {fault}")


def _another_hand(store: StateStore, problem: str) -> StateBroken:
    return StateBroken(
        f"{store.url} was changed by another hand: {problem}",
        "reconciler verify says all that is wrong; restore the state from a backup, or undo that change",
    )


def sound_journal(store: StateStore, customer: CustomerId) -> list[bytes]:
    """The entries, each of which follows the one before. StateBroken where one was changed, left out or put elsewhere:
    what they tell did not happen so."""
    entries = list(store.journal(customer))
    for fault in chain_faults(customer, entries, store.customers().get(customer, 0), store.head(customer)):
        raise StateBroken(
            f"the journal of {customer} does not hold: {fault}",
            "reconciler verify says all that is wrong; restore the state from a backup",
        )
    return entries
