"""Reading a customer to build on it: as its journal says, or not at all."""

from reconciler.errors import StateBroken
from reconciler.kinds.estate import CustomerId
from reconciler.ports import Holding, StateStore


def sound_holding(store: StateStore, customer: CustomerId) -> Holding | None:
    """What the state holds of a customer, None where it knows no such one. Where another hand may have been at it, the
    whole customer is verified first: StateBroken, with a difference, where it is not what its journal leads
    to."""
    if not store.sealed(customer):
        from reconciler.history.verify import verified  # start-up time: hardly ever needed

        if problems := verified(store, customer).problems:
            raise StateBroken(
                f"{store.url} was changed by another hand: {problems[0]}",
                "reconciler verify says all that is wrong; restore the state from a backup, or undo that change",
            )
        store.proven(customer)
    return store.holding(customer)
