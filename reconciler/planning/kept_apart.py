"""Two known people who are one, and may not become one yet (D-08).

Terminology. *Into* is the person who stays, *other* the one who would be no more. Where both are accepted admins of a
workspace, becoming one leaves it an admin short. If it has not more than ``min_admins``, both stay as they are until
somebody else administers it too.

Premise. Meanwhile each goes on under their own address, but the files speak of *into* alone. So the files are read as
if they spoke of both: where *other* has a place, and *into* is declared, *other* is declared as they stand; and where
*into* has none, *other* stands for them. Nobody is asked anew for being two still.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from reconciler.kinds.address import PersonKey
from reconciler.kinds.estate import Estate
from reconciler.kinds.person import Person, PersonStatus
from reconciler.kinds.seat import Seat
from reconciler.kinds.seating import accepted_admins
from reconciler.kinds.workspace import WorkspaceId, WorkspaceStatus
from reconciler.planning.changes import Action
from reconciler.planning.identities import Known
from reconciler.planning.plan import Listed, Listing

Apart = Mapping[PersonKey, PersonKey]
"""Other to into."""


@dataclass(frozen=True, slots=True)
class Unready:
    """Who stays apart, and a line for each on why."""

    apart: Apart
    listed: tuple[Listed, ...] = ()


def kept_apart(known: Known, called: Mapping[WorkspaceId, WorkspaceId], declared: Estate, current: Estate) -> Unready:
    """Those of ``known`` whose becoming one would take a workspace below ``min_admins``. ``current`` has its old names,
    and ``called`` the new ones of workspaces."""
    merging = {into: [into, *olds] if into in current.numbers else list(olds) for into, olds in known.items()}
    if all(len(people) == 1 for people in merging.values()):
        return Unready({})
    least = declared.limits.tighter(current.limits).min_admins
    in_use = (w for w, x in current.workspaces.items() if x.status is not WorkspaceStatus.ARCHIVED)
    admins = {w: accepted_admins(current.seats_in(w)) for w in in_use}
    apart, listed = {}, []
    for into, (one, *others) in merging.items():
        together = {one}
        for other in others:
            of_both = [w for w in sorted(admins) if all(_administers(current, w, p) for p in ({other}, together))]
            short = next((w for w in of_both if admins[w] <= least), None)
            if short is not None:
                apart[other] = into
                listed.append(_held(called.get(short, short), into, other, admins[short], current))
                continue
            together.add(other)
            for workspace in of_both:
                admins[workspace] -= 1
    return Unready(apart, tuple(listed))


def _administers(current: Estate, workspace: WorkspaceId, people: set[PersonKey]) -> bool:
    seats = current.seats_in(workspace)
    return any((seat := seats.get(p)) is not None and seat.is_accepted_admin for p in people)


def _held(workspace: WorkspaceId, into: PersonKey, other: PersonKey, admins: int, current: Estate) -> Listed:
    why = (
        f"{current.spelling(other)} is {current.spelling(into)} too, and {workspace} would keep {admins - 1} of "
        f"{admins} admins; both go on until another admin has accepted there"
    )
    return Listed(Listing.HELD, workspace, "D-08", why, (into,), action=Action.MERGE_PERSON.value)


def as_two(apart: Apart, declared: Estate, current: Estate, on: date) -> Estate:
    """The files as if they spoke of both. ``current`` has the new names."""
    if not apart:
        return declared
    people = dict(declared.people)
    seats = {w: dict(here) for w, here in declared.seats.items()}
    for other, into in apart.items():
        person = people[into]
        people[into] = replace(person, also=tuple(a for a in person.also if a != other))
        if person.status is PersonStatus.LEAVER:
            people[other] = Person(current.spelling(other), status=PersonStatus.LEAVER)
        for workspace, wanted in seats.items():
            wanted.update(_place(wanted, other, into, current.seats_in(workspace), on))
            if other in wanted and into not in current.seats_in(workspace):
                wanted.pop(into, None)
    return replace(declared, people=people, seats=seats)


def _place(
    wanted: Mapping[PersonKey, Seat], other: PersonKey, into: PersonKey, here: Mapping[PersonKey, Seat], on: date
) -> Iterator[tuple[PersonKey, Seat]]:
    if into in wanted and other in here and here[other].counts(on):
        yield other, here[other].wanted_as_it_is() if into in here else wanted[into]
