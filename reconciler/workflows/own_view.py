"""A state as one person sees it. Every command that shows or changes cases, or shows activity, begins here.

What is foreign and what does not exist are answered alike: the answer is made of the person's own workspaces alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from reconciler.applying.record import estate_of
from reconciler.errors import BadAddress, InputInvalid
from reconciler.findings import near_to
from reconciler.kinds.address import Address, parse
from reconciler.kinds.case import Case
from reconciler.kinds.estate import CustomerId, Estate, stayed
from reconciler.kinds.seat import Seat, seat_from_plain
from reconciler.kinds.workspace import WorkspaceId
from reconciler.ports import StateStore
from reconciler.rules.visibility import Sight, sight


@dataclass(frozen=True, slots=True)
class Own:
    """One customer: its facts, the person's own seats, and which workspaces they see."""

    estate: Estate
    sight: Sight

    @property
    def customer(self) -> CustomerId:
        return self.estate.customer

    @property
    def by_number(self) -> dict[int, WorkspaceId]:
        return {self.estate.workspace_numbers[w]: w for w in self.sight.workspaces}


@dataclass(frozen=True, slots=True)
class OwnView:
    """``customers`` have what was asked for. ``choice`` is what there is to choose from, where a person has several
    workspaces (S-16); else nothing."""

    person: str
    customers: tuple[Own, ...]
    choice: tuple[str, ...]

    def workspaces(self) -> Iterator[tuple[Own, WorkspaceId]]:
        for own in self.customers:
            for workspace in own.sight.workspaces:
                yield own, workspace


@dataclass(frozen=True, slots=True)
class Inside:
    """What is in the workspaces that somebody sees: their cases, and who is who by number."""

    cases: Mapping[WorkspaceId, Mapping[int, Case]]
    people: Mapping[int, str]

    def spelling(self, number: int) -> str:
        return self.people.get(number, "(erased)")


def own_view(store: StateStore, person: str, on: date, wanted: Sequence[str] = ()) -> OwnView:
    """All workspaces of a person, or those ``wanted`` of them (``finance`` or ``contoso/finance``). BadAddress;
    InputInvalid where they see none, or not one of these."""
    address = _address(person)
    estates = [estate_of(holding) for holding in store.standings(address.key)]
    owned = [own for estate in estates if (own := Own(estate, sight(estate, address.key, on))).sight.workspaces]
    everything = OwnView(address.spelling, tuple(owned), ())
    places = tuple(f"{own.customer}/{w}" for own, w in everything.workspaces())
    everything = replace(everything, choice=places if len(places) > 1 else ())
    if not owned:
        raise InputInvalid(
            f"{address.spelling} sees no workspace of this state",
            "whoever has accepted an invitation sees its workspace; who has not: reconciler invitations list",
        )
    if not wanted:
        return everything
    found = [_named(everything, name) for name in wanted]
    chosen = (Own(o.estate, o.sight.only([w for own, w in found if own is o])) for o in owned)
    return OwnView(address.spelling, tuple(o for o in chosen if o.sight.workspaces), everything.choice)


def _address(person: str) -> Address:
    try:
        return parse(person)
    except BadAddress as fault:
        raise InputInvalid(f"--as {person}: {fault.what}", "write it as in --as ADDRESS") from None


def one_workspace(view: OwnView, name: str) -> tuple[Own, WorkspaceId]:
    """The one that a name means to this person."""
    return _named(view, name)


def inside(store: StateStore, own: Own) -> Inside:
    """Of the workspaces in sight, and of no other."""
    part = store.inside(own.customer, list(own.by_number))
    assert part is not None
    estate = estate_of(part)
    return Inside(estate.cases, _people(estate))


def seats_in_sight(store: StateStore, own: Own) -> Mapping[WorkspaceId, Sequence[tuple[Seat, int]]]:
    """How many people have which seat there."""
    numbers = own.by_number
    found = store.tallies(own.customer, list(numbers))
    return {numbers[w]: [(_counted(seat), n) for seat, n in seats] for w, seats in found.items()}


def _counted(seat: Mapping[str, object]) -> Seat:
    """Without its note, which is of one person: here people are only counted."""
    return seat_from_plain({name: value for name, value in seat.items() if name != "note"})


def _people(estate: Estate) -> dict[int, str]:
    people = {number: estate.spelling(person) for person, number in estate.numbers.items()}
    for number in estate.merged:
        if (into := stayed(number, estate.merged)) in people:
            people[number] = people[into]
    return people


def _named(view: OwnView, name: str) -> tuple[Own, WorkspaceId]:
    meant = [(own, w) for own, w in view.workspaces() if name in (w, f"{own.customer}/{w}")]
    if len(meant) == 1:
        return meant[0]
    own_names = [f"{own.customer}/{w}" for own, w in view.workspaces()]
    if meant:
        several = " and ".join(f"{own.customer}/{w}" for own, w in meant)
        raise InputInvalid(f"{name} may be {several}", f"write it as {own_names[0]}")
    near = near_to(name, [*own_names, *(w for _, w in view.workspaces())])
    raise InputInvalid(
        f"{view.person} sees no workspace {name}",
        f"did you mean {near}?" if near else f"all that they see: reconciler activity --as {view.person}",
    )
