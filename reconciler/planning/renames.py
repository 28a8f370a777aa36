"""Names first (D-12): a person or workspace that got another name is renamed in place, with no invitation or removal.

Everything after sees only the new names.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from reconciler.kinds.address import PersonKey
from reconciler.kinds.estate import Estate, Seats
from reconciler.kinds.person import Person, PersonStatus
from reconciler.kinds.plain import difference
from reconciler.kinds.seat import Seat, SeatState, shared
from reconciler.kinds.workspace import Manage, WorkspaceId
from reconciler.planning.changes import Action, Change, facts_of
from reconciler.planning.identities import known_before
from reconciler.planning.kept_apart import as_two, kept_apart
from reconciler.planning.merges import exchange, merge, new_keys
from reconciler.planning.plan import Listed

Names = Mapping[PersonKey, PersonKey]
"""Old key to new."""


@dataclass(frozen=True, slots=True)
class Renamed:
    """What is only a new name, and both estates as all that follows sees them: under new names, and of the same people.
    ``held`` is what may not become one yet."""

    changes: Sequence[Change]
    declared: Estate
    current: Estate
    held: Sequence[Listed] = ()


def renamed(declared: Estate, current: Estate, on: date) -> Renamed:
    """``on`` says which invitations are open."""
    workspaces = _workspaces_renamed(declared, current)
    known = known_before(declared, current)
    if not workspaces and not known:
        return Renamed((), declared, current)
    unready = kept_apart(known, workspaces, declared, current)
    known = {new: kept for new, old in known.items() if (kept := tuple(k for k in old if k not in unready.apart))}
    people = {old[0]: new for new, old in known.items() if new not in current.numbers}
    changes = [
        Change(Action.RENAME_WORKSPACE, new, {"id": old}, {"id": new}, "D-12")
        for old, new in sorted(workspaces.items())
    ]
    given_up = _given_up(people, current)
    current = _without(current, given_up)
    changes += given_up
    changes += [_person_change(old, new, declared, current, people) for old, new in sorted(people.items())]
    if changes:
        current = _under_new_names(declared, current, workspaces, people)
    together = {new: [k for k in old if k not in people] for new, old in known.items()}
    merges = [_merge(new, others, declared, current, on) for new, others in together.items() if others]
    current = _merged(current, merges)
    tried = {c.at for c in merges if c.at not in people.values() and _bounced_itself(c)}
    anew = _asked_anew(known.keys() - tried, current)
    current = _with_seats(current, anew)
    return Renamed([*changes, *merges, *anew], as_two(unready.apart, declared, current, on), current, unready.listed)


def _given_up(people: Names, current: Estate) -> list[Change]:
    """Addresses that the state knows as somebody's other one and that somebody else is renamed to: they go first, or
    one person would have two offers in between (D-04). Who is renamed too gives them up by that."""
    taken = set(people.values())
    owners = ((k, x) for k, x in sorted(current.people.items()) if k not in people and not taken.isdisjoint(x.also))
    kept = ((k, x, replace(x, also=tuple(a for a in x.also if a not in taken))) for k, x in owners)
    return [Change(Action.UPDATE_PERSON, k, *difference(was, now), "D-04") for k, was, now in kept]


def _without(current: Estate, given_up: Sequence[Change]) -> Estate:
    people = dict(current.people)
    for change in given_up:
        key = PersonKey(change.at)
        people[key] = replace(people[key], also=tuple(facts_of(change.now)["also"]))
    return replace(current, people=people) if given_up else current


def _bounced_itself(merge: Change) -> bool:
    """Whether the one who stays was not reached under the address that stays."""
    own = (seats.get(merge.at, {}) for seats in facts_of(merge.was)["seats"].values())
    return any(seat.get("state") == SeatState.BOUNCED for seat in own)


def _asked_anew(people: Collection[PersonKey], current: Estate) -> list[Change]:
    """D-06: who bounced waits "until the address changes", and can be asked again then."""
    changes = []
    for workspace, here in sorted(current.seats.items()) if people else ():
        facts = current.workspaces[workspace]
        if Manage.OBSERVE in (facts.manage_admins, facts.manage_members):
            continue
        for person in sorted(p for p in people if p in here and here[p].state is SeatState.BOUNCED):
            now = shared(replace(here[person], state=SeatState.REVOKED))
            changes.append(Change(Action.UPDATE_MEMBER, workspace, here[person], now, "D-06", (person,)))
    return changes


def _with_seats(current: Estate, changes: Sequence[Change]) -> Estate:
    seats = dict(current.seats)
    for change in changes:
        assert isinstance(change.now, Seat)
        at = WorkspaceId(change.at)
        seats[at] = {**seats[at], **dict.fromkeys(change.who, change.now)}
    return replace(current, seats=seats) if changes else current


def _merge(into: PersonKey, others: Sequence[PersonKey], declared: Estate, current: Estate, on: date) -> Change:
    person = _person(into, current)
    for other in others:
        person = _as_one(person, _person(other, current), other, into)
    return merge(into, others, _told(person, into, declared), current, on)


def _merged(current: Estate, merges: Sequence[Change]) -> Estate:
    if not merges:
        return current
    people, numbers, merged = dict(current.people), dict(current.numbers), dict(current.merged)
    limits = current.limits
    seats = {w: dict(here) for w, here in current.seats.items()}
    for change in merges:
        broken = exchange(change, people, numbers, merged, seats)
        assert not broken, broken
        limits = limits.readdressed(new_keys(change))
    return replace(current, people=people, numbers=numbers, merged=merged, seats=seats, limits=limits)


def _workspaces_renamed(declared: Estate, current: Estate) -> dict[WorkspaceId, WorkspaceId]:
    known, declared_ids = current.workspaces, declared.workspaces
    wishes = ((w.was, new) for new, w in declared_ids.items() if w.was is not None and new not in known)
    return {WorkspaceId(old): new for old, new in wishes if old in known and old not in declared_ids}


def _person_change(old: PersonKey, new: PersonKey, declared: Estate, current: Estate, people: Names) -> Change:
    was, now = _person(old, current), _declared_person(old, new, declared, current, people)
    before, after = difference(was, now)
    return Change(Action.RENAME_PERSON, new, {"key": old, **before}, {"key": new, **after}, "D-12")


def _person(key: PersonKey, estate: Estate) -> Person:
    return estate.people.get(key) or Person(address=key)


def _declared_person(old: PersonKey, new: PersonKey, declared: Estate, current: Estate, people: Names) -> Person:
    """Without the addresses that are other people still, who become one with this person a step later, and without
    those that others are renamed to."""
    person = _told(_as_one(Person(address=new), _person(old, current), old, new), new, declared)
    others = {*current.numbers, *people.values()}
    return replace(person, also=tuple(a for a in person.also if a == old or a not in others))


def _as_one(person: Person, other: Person, old: PersonKey, new: PersonKey) -> Person:
    """What is not known of the person is as it was of the other, whose addresses go on meaning the same person."""
    return Person(
        address=person.address,
        name=person.name or other.name,
        also=tuple(sorted({*person.also, *other.also, old} - {new})),
        account=person.account or other.account,
        language=person.language or other.language,
        signed_in=person.signed_in or other.signed_in,
        identity=person.identity or other.identity,
    )


def _told(person: Person, key: PersonKey, declared: Estate) -> Person:
    """The person as the files describe them, or as they were: a new name and new facts are one change, since who may
    give the one by themselves could not always go on with the other."""
    said = declared.people.get(key)
    if said is None or not said.described:
        return person if said is None else replace(person, address=said.address)
    return replace(said, status=PersonStatus.ACTIVE, signed_in=person.signed_in, identity=person.identity)


def _under_new_names(
    declared: Estate,
    current: Estate,
    workspaces: Mapping[WorkspaceId, WorkspaceId],
    people: Names,
) -> Estate:
    facts = {people.get(k, k): p for k, p in current.people.items()}
    facts |= {new: _declared_person(old, new, declared, current, people) for old, new in people.items()}
    limits = current.limits
    for was, now in workspaces.items():
        limits = limits.renamed(was, now)
    limits = limits.readdressed(people)
    return replace(
        current,
        limits=limits,
        people=facts,
        numbers={people.get(k, k): n for k, n in current.numbers.items()},
        workspaces={workspaces.get(w, w): x for w, x in current.workspaces.items()},
        workspace_numbers={workspaces.get(w, w): n for w, n in current.workspace_numbers.items()},
        sources={workspaces.get(w, w): f for w, f in current.sources.items()},
        seats=_seats(current.seats, workspaces, people),
        cases={workspaces.get(w, w): cases for w, cases in current.cases.items()},
    )


def _seats(
    seats: Seats, workspaces: Mapping[WorkspaceId, WorkspaceId], people: Names
) -> dict[WorkspaceId, Mapping[PersonKey, Seat]]:
    moved = {}
    for workspace, here in seats.items():
        touched = bool(people) and not people.keys().isdisjoint(here)
        moved[workspaces.get(workspace, workspace)] = (
            {people.get(p, p): s for p, s in here.items()} if touched else here
        )
    return moved
