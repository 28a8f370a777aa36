"""Somebody who was erased comes back, because they want to: their address may be taken in again, as somebody new."""

from reconciler.applying.entry import Occasion
from reconciler.applying.erasing import returning_step
from reconciler.applying.record import estate_of
from reconciler.errors import InputInvalid
from reconciler.kinds.estate import CustomerId
from reconciler.reporting.erased_view import LetReturn
from reconciler.workflows.commits import commit_or_refuse
from reconciler.workflows.person import addressed
from reconciler.workflows.sound import sound_holding
from reconciler.workflows.state import StateChoice, absent, located_here, writing_existing
from reconciler.workflows.world import World


def let_return(state: StateChoice, person: str, customer: str, world: World) -> LetReturn:
    """WrongUsage where there is no such customer, InputInvalid where nobody was erased from it under this address."""
    place, key = located_here(state), addressed(person).key
    holder = f"{world.actor} (erase --let-return)"
    with writing_existing(place, world) as store, store.lock(holder, state.lock_timeout):
        holding = sound_holding(store, CustomerId(customer))
        if holding is None:
            raise absent(f"customer {customer}", customer, list(store.customers()))
        estate = estate_of(holding)
        if not estate.tombstones.covers(key):
            raise InputInvalid(
                f"nobody called {key} was erased from {customer}",
                "an address that was not erased needs nothing: declare it, and reconciler plan invites it",
            )
        occasion = Occasion(world.clock(), world.today(), world.actor, world.via)
        step = returning_step(holding, estate, key, occasion, world.randomness)
        commit_or_refuse(store, step, "run the same command again")
        return LetReturn(key, holding.customer, step.result.serial)
