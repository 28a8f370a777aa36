"""The vendor's people of a state: who may create workspaces and add benefits whatever a contract names (S-05)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reconciler.errors import WrongUsage
from reconciler.findings import near_to
from reconciler.kinds.address import parse
from reconciler.kinds.days import in_utc
from reconciler.kinds.vendor import VendorPerson, VendorRole
from reconciler.workflows.state import (
    Located,
    StateChoice,
    located_here,
    made_here,
    reading_existing,
    writing,
    writing_existing,
)
from reconciler.workflows.world import World

LIST = "reconciler state vendor list"


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of the list. ``person`` is who was put there or taken out, ``before`` what stood there of them.
    ``created`` is the lineage of a state that was made for this."""

    person: VendorPerson
    before: VendorPerson | None
    place: Located
    created: str = ""

    @property
    def changed(self) -> bool:
        known = self.before
        return known is None or (known.role, known.name) != (self.person.role, self.person.name)


def vendor_people(state: StateChoice) -> Sequence[VendorPerson]:
    """By address."""
    with reading_existing(located_here(state)) as store:
        return store.vendor()


def add_vendor(address: str, role: VendorRole, name: str | None, state: StateChoice, world: World) -> Kept:
    """Adds somebody, or changes their role or name. The first thing a new state may hold. BadAddress."""
    person = VendorPerson(parse(address).spelling, role, name, in_utc(world.clock()), world.actor)
    place = located_here(state)
    with writing(place, world) as store, store.lock(f"{world.actor} (state vendor)", state.lock_timeout):
        known = {each.key: each for each in store.vendor()}
        kept = Kept(person, known.get(person.key), place)
        if kept.changed:
            store.keep_vendor([*({**known, person.key: person}).values()])
        return replace(kept, created=made_here(store))


def remove_vendor(address: str, state: StateChoice, world: World) -> Kept:
    """Takes somebody out. WrongUsage, with the nearest address, where they are not there; BadAddress."""
    key = parse(address).key
    place = located_here(state)
    with writing_existing(place, world) as store, store.lock(f"{world.actor} (state vendor)", state.lock_timeout):
        known = {each.key: each for each in store.vendor()}
        if key not in known:
            near = near_to(key, known)
            raise WrongUsage(
                f"{address} is not among the vendor's people of this state",
                f"did you mean {near}?" if near else LIST,
            )
        store.keep_vendor([each for each in known.values() if each.key != key])
        return Kept(known[key], known[key], place)
