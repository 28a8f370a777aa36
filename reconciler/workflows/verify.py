"""Whether a state is sound, whole customer by whole customer; reads only."""

import re
from collections.abc import Iterator, Sequence

from reconciler.errors import WrongUsage
from reconciler.history.verify import verified
from reconciler.kinds.estate import CustomerId
from reconciler.ports import StateStore, head_of
from reconciler.reporting.verified_view import Verified
from reconciler.workflows.state import StateChoice, located_here, reading_existing
from reconciler.workflows.world import World

_HASH = re.compile("[0-9a-f]{64}")


def verify(state: StateChoice, world: World, kept: Sequence[str] = ()) -> Verified:
    """``kept`` are heads that were kept elsewhere: ``HASH``, or ``CUSTOMER=HASH``. WrongUsage where one is no hash."""
    heads_kept = [_read(each) for each in kept]
    with reading_existing(located_here(state)) as store:
        return verified_store(store, world, heads_kept)


def verified_store(store: StateStore, world: World, kept: Sequence[tuple[str, str]] = ()) -> Verified:
    """One that is open. ``kept``: customer, empty where none is named, and head."""
    problems = [*store.check(), *_replaced(store, kept)]
    customers = list(store.customers())
    heads: dict[str, str] = {}
    entries = memberships = 0
    for done, customer in enumerate(customers):
        world.progress("verifying", done, len(customers))
        sound = verified(store, customer)
        entries += sound.entries
        memberships += sound.memberships
        problems += sound.problems
        heads[customer] = sound.head
    return Verified(len(customers), entries, memberships, tuple(problems), heads, store.url, store.lineage)


def _read(text: str) -> tuple[str, str]:
    """The customer, empty where none is named, and the hash."""
    customer, _, head = text.rpartition("=")
    if _HASH.fullmatch(head) is None:
        raise WrongUsage(
            f"{head or text} is no head of a journal",
            "a head has 64 letters and digits: reconciler verify --format json",
        )
    return customer, head


def _replaced(store: StateStore, kept: Sequence[tuple[str, str]]) -> Iterator[str]:
    """A chain that was written anew from some entry on holds by itself; only who kept a head elsewhere sees it."""
    known = list(store.customers())
    for customer, head in kept:
        those = [CustomerId(customer)] if customer else known
        if customer and customer not in known:
            yield f"{customer}: its head {head[:12]} was kept elsewhere, and the state knows no such customer"
        elif not any(head_of(body) == head for each in those for body in store.journal(each)):
            whose = f"{customer}: no entry of its journal" if customer else "no entry of any journal"
            yield f"{whose} has the head {head[:12]} that was kept elsewhere; it was written anew since"
