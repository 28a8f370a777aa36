"""What is in the state and came neither by an apply nor by an answer: another hand was at it."""

from collections.abc import Iterator

from reconciler.applying.record import estate_of
from reconciler.errors import StateBroken
from reconciler.history.chain import chain_faults
from reconciler.history.differences import Differs, differences
from reconciler.history.moments import estate_after
from reconciler.history.vouched import value_faults
from reconciler.kinds.estate import CustomerId
from reconciler.ports import StateStore
from reconciler.workflows.state import StateChoice, absent, located_here, reading_existing


def drift(state: StateChoice, target: str | None) -> list[Differs]:
    """``was`` is what the journal leads to, ``now`` what the state holds; of every customer, or of one. StateBroken
    where the journal itself does not hold: then nobody can say what came by it."""
    with reading_existing(located_here(state)) as store:
        known = list(store.customers())
        if target is not None and target not in known:
            raise absent(f"customer {target}", target, list(known))
        return [d for customer in known if target in (None, customer) for d in _of(store, customer)]


def _of(store: StateStore, customer: CustomerId) -> Iterator[Differs]:
    holding = store.holding(customer)
    if holding is None:
        raise StateBroken(f"{customer} is listed and not there", "reconciler verify")
    entries = list(store.journal(customer))
    faults = list(chain_faults(customer, entries, holding.serial, holding.head))
    if faults := faults or list(value_faults(store.private(customer), entries)):
        raise StateBroken(
            f"the journal of {customer} does not hold, so nobody can say what came by it: {faults[0]}",
            "reconciler verify says all that is wrong; restore the state from a backup",
        )
    for each in differences(estate_after(customer, entries, holding), estate_of(holding)):
        yield Differs(customer, each)
