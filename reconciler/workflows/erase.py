"""Erasing a person: in every customer that knows them, in one commit, and then in what the files keep of before.

Killed after the commit and before the rest, the same command does the rest: that they were erased is in the state.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from reconciler.applying.entry import Occasion
from reconciler.applying.erasing import Theirs, erasing_step, naming, theirs
from reconciler.applying.record import estate_of
from reconciler.applying.step import Step
from reconciler.errors import InputInvalid, PlanRefused
from reconciler.kinds.address import PersonKey
from reconciler.kinds.estate import BY_RULE, CustomerId, Estate
from reconciler.kinds.letter import Delivery
from reconciler.kinds.seat import SeatState
from reconciler.ports import CommitResult, Holding, Private, StateStore
from reconciler.reporting.erased_view import Erased, ErasedIn
from reconciler.workflows.commits import SOMEBODY_ELSE, committed
from reconciler.workflows.person import addressed
from reconciler.workflows.sound import sound_holding
from reconciler.workflows.state import Located, StateChoice, located_here, reading_existing, writing_existing
from reconciler.workflows.world import World
from reconciler.workflows.written import files_of

_REFUSED = "erased"
"""What stays of why a mail server took no letter, where that named them."""


@dataclass(frozen=True, slots=True)
class _Found:
    """One customer that knows them, with what is theirs."""

    holding: Holding
    estate: Estate
    key: PersonKey
    private: tuple[Private, ...]
    theirs: Theirs

    @property
    def customer(self) -> CustomerId:
        return self.holding.customer

    @property
    def number(self) -> int:
        return self.estate.numbers[self.key]


def proposed(state: StateChoice, person: str) -> Erased:
    """What would be erased. InputInvalid where nobody is called so."""
    place = located_here(state)
    with reading_existing(place) as store:
        return _told(store, place, addressed(person).key, _found(store, addressed(person).key))


def erased(state: StateChoice, person: str, world: World) -> Erased:
    """Does it. PlanRefused where somebody else changed a customer meanwhile."""
    place, key = located_here(state), addressed(person).key
    holder = f"{world.actor} (erase)"
    with (
        writing_existing(place, world) as store,
        store.delivering(holder, state.lock_timeout),
        store.lock(holder, state.lock_timeout),
    ):
        found = _found(store, key)
        told = _told(store, place, key, found)
        steps = [_step(each, world) for each in found]
        if refused := [why for step in steps for why in step.result.why]:
            raise PlanRefused(f"{person} cannot be erased: {refused[0]}", "reconciler verify")
        if found:
            store.keep_delivery([_letters_taken_back(store, each) for each in found])
            results = committed(store, [step.commit for step in steps if step.commit is not None])
            if CommitResult.STALE in results:
                raise PlanRefused(f"{SOMEBODY_ELSE}; nothing was erased there", "run the same command again")
        store.scrub()
        return told


def _found(store: StateStore, address: PersonKey) -> list[_Found]:
    found = []
    for standing in store.standings(address):
        holding = sound_holding(store, standing.customer)
        assert holding is not None
        estate = estate_of(holding)
        key = address if address in estate.numbers else estate.aliases().get(address)
        if key is not None:
            private = tuple(store.private(holding.customer))
            mine = theirs(estate, key, private, store.journal(holding.customer))
            found.append(_Found(holding, estate, key, private, mine))
    return found


def _step(each: _Found, world: World) -> Step:
    occasion = Occasion(world.clock(), world.today(), world.actor, world.via)
    return erasing_step(each.holding, each.estate, each.key, each.theirs, each.private, occasion, world.randomness)


def _letters_taken_back(store: StateStore, each: _Found) -> Delivery:
    """Letters to them, and to others in which they are named, which are written anew; and what a mail server said."""
    named = naming(each.theirs.addresses)
    void = [x.id for x in store.letters(each.customer) if x.person == each.number or named.search(x.content)]
    said = [x._replace(refused=_REFUSED) for x in store.sent(each.customer) if named.search(x.refused)]
    return Delivery(each.customer, void=void, sent=said)


def _told(store: StateStore, place: Located, address: PersonKey, found: list[_Found]) -> Erased:
    customers = tuple(_erased_in(store, each) for each in found)
    addresses = frozenset({str(address)}.union(*(each.theirs.addresses for each in found)))
    before = tuple(_erased_before(store, address))
    if not found and not before:
        raise InputInvalid(
            f"nobody in this state is called {address}",
            "look at how they are written: reconciler show CUSTOMER lists the people of a customer",
        )
    known = {each.customer for each in found}
    named = tuple(c for c in store.customers() if c not in known and _is_named(store, c, addresses))
    shared = tuple(each.customer for each in found if any(each.theirs.kept(each.private)))
    vendor = any(person.key in addresses for person in store.vendor())
    lines = tuple(dict.fromkeys(_lines(place, found, address)))
    return Erased(address, store.url, customers, before, named, shared, lines, vendor)


def _erased_before(store: StateStore, address: PersonKey) -> Iterator[CustomerId]:
    for customer in store.customers():
        part = store.inside(customer, ())
        if part is not None and estate_of(part).tombstones.covers(address):
            yield customer


def _is_named(store: StateStore, customer: CustomerId, addresses: frozenset[str]) -> bool:
    named = naming(addresses)
    return any(value.text is not None and named.search(value.text) for value in store.private(customer))


def _erased_in(store: StateStore, each: _Found) -> ErasedIn:
    seats = [seats[each.key] for seats in each.estate.seats.values() if each.key in seats]
    return ErasedIn(
        each.customer,
        each.estate.serial + 1,
        sum(seat.state is SeatState.MEMBER for seat in seats),
        sum(seat.state is SeatState.INVITED for seat in seats),
        sum(1 for _ in each.theirs.erased(each.private)),
        sum(1 for _ in store.owed(each.customer, [each.number])),
        sum(1 for _ in store.letters(each.customer, [each.number])),
    )


def _lines(place: Located, found: list[_Found], address: PersonKey) -> Iterator[str]:
    """Where the files still name them."""
    files = files_of(place)
    for customer in files.customers:
        mine = {PersonKey(a) for each in found if each.customer == customer for a in each.theirs.left} | {address}
        for workspace in sorted({BY_RULE, *files.estate(customer).workspaces}):
            for line in files.lines(customer, workspace, mine):
                yield f"{line.place.file}:{line.place.line}"
