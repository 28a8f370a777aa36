"""Names first (D-12): a person or workspace that got another name is renamed in place, with no invitation or removal.

Returns the changes and the current estate with the new names in it, so that everything after sees only new names.
"""

from collections.abc import Mapping
from dataclasses import replace

from reconciler.kinds.address import PersonKey
from reconciler.kinds.estate import Estate, Seats
from reconciler.kinds.person import Person, PersonStatus
from reconciler.kinds.plain import difference
from reconciler.kinds.seat import Seat
from reconciler.kinds.workspace import WorkspaceId
from reconciler.planning.changes import Action, Change


def renamed(declared: Estate, current: Estate) -> tuple[list[Change], Estate]:
    """What is only a new name, and the current estate under the new names."""
    workspaces = _workspaces_renamed(declared, current)
    people = _people_renamed(declared, current)
    changes = [
        Change(Action.RENAME_WORKSPACE, new, {"id": old}, {"id": new}, "D-12")
        for old, new in sorted(workspaces.items())
    ]
    changes += [_person_change(old, new, declared, current) for old, new in sorted(people.items())]
    if not changes:
        return [], current
    return changes, _under_new_names(declared, current, workspaces, people)


def _workspaces_renamed(declared: Estate, current: Estate) -> dict[WorkspaceId, WorkspaceId]:
    known, declared_ids = current.workspaces, declared.workspaces
    wishes = ((w.was, new) for new, w in declared_ids.items() if w.was is not None and new not in known)
    return {WorkspaceId(old): new for old, new in wishes if old in known and old not in declared_ids}


def _people_renamed(declared: Estate, current: Estate) -> dict[PersonKey, PersonKey]:
    """Old key to new. Either an address that the state knows is now an alias of one that it does not know, or an
    address declared now is known to the state as an alias."""
    known_as_alias = current.aliases()
    found: dict[PersonKey, PersonKey] = {}
    for new, person in declared.people.items():
        if new in current.numbers:
            continue
        old = next((PersonKey(a) for a in person.also if a in current.numbers), None)
        old = old or next((known_as_alias[a] for a in (new, *map(PersonKey, person.also)) if a in known_as_alias), None)
        if old is not None and old not in found:
            found[old] = new
    if known_as_alias:
        declared_keys = {p for seats in declared.seats.values() for p in seats} | declared.people.keys()
        for alias, old in known_as_alias.items():
            if (
                alias in declared_keys
                and alias not in current.numbers
                and old not in declared_keys
                and old not in found
            ):
                found[old] = alias
    return found


def _person_change(old: PersonKey, new: PersonKey, declared: Estate, current: Estate) -> Change:
    was, now = _person(old, current), _declared_person(old, new, declared, current)
    before, after = difference(was, now)
    return Change(Action.RENAME_PERSON, new, {"key": old, **before}, {"key": new, **after}, "D-12")


def _person(key: PersonKey, estate: Estate) -> Person:
    return estate.people.get(key) or Person(address=key)


def _declared_person(old: PersonKey, new: PersonKey, declared: Estate, current: Estate) -> Person:
    """What is not said of the person stays as it was; the old address goes on meaning the same person."""
    was = _person(old, current)
    said = declared.people.get(new) or Person(address=new)
    also = tuple(sorted({*said.also, *was.also, old} - {new}))
    return Person(
        address=said.address,
        name=said.name or was.name,
        also=also,
        account=said.account or was.account,
        status=PersonStatus.ACTIVE,
        language=said.language or was.language,
    )


def _under_new_names(
    declared: Estate,
    current: Estate,
    workspaces: Mapping[WorkspaceId, WorkspaceId],
    people: Mapping[PersonKey, PersonKey],
) -> Estate:
    facts = {people.get(k, k): p for k, p in current.people.items()}
    facts |= {new: _declared_person(old, new, declared, current) for old, new in people.items()}
    limits = current.limits
    for was, now in workspaces.items():
        limits = limits.renamed(was, now)
    return replace(
        current,
        limits=limits,
        people=facts,
        numbers={people.get(k, k): n for k, n in current.numbers.items()},
        workspaces={workspaces.get(w, w): x for w, x in current.workspaces.items()},
        workspace_numbers={workspaces.get(w, w): n for w, n in current.workspace_numbers.items()},
        sources={workspaces.get(w, w): f for w, f in current.sources.items()},
        seats=_seats(current.seats, workspaces, people),
    )


def _seats(
    seats: Seats, workspaces: Mapping[WorkspaceId, WorkspaceId], people: Mapping[PersonKey, PersonKey]
) -> dict[WorkspaceId, Mapping[PersonKey, Seat]]:
    moved = {}
    for workspace, held in seats.items():
        touched = bool(people) and not people.keys().isdisjoint(held)
        moved[workspaces.get(workspace, workspace)] = (
            {people.get(p, p): s for p, s in held.items()} if touched else held
        )
    return moved
