"""What is not the same in two estates of one customer: two moments of it, or what its journal leads to and what the
state holds.

People and workspaces are the same where their numbers are, whatever they are called: a new name is one difference,
and not somebody who went and somebody who came.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, NamedTuple, TypeVar

from reconciler.kinds.estate import CustomerId, Estate
from reconciler.kinds.person import Person
from reconciler.kinds.plain import difference, plain
from reconciler.kinds.seat import Seat
from reconciler.kinds.workspace import WorkspaceId

Key = TypeVar("Key", bound=str)
Value = TypeVar("Value")


class Thing(StrEnum):
    """What a difference is of, in the order in which differences are told."""

    CUSTOMER = "customer"
    CONTRACT = "contract"
    PERSON = "person"
    WORKSPACE = "workspace"
    CASE = "case"
    MEMBERSHIP = "membership"


@dataclass(frozen=True, slots=True)
class Difference:
    """``workspace`` is where it is, or which one it is; ``name`` is the person, contract or case. A seat, or the plain
    fields that differ; None where it is not there."""

    thing: Thing
    workspace: str
    name: str
    was: Seat | Mapping[str, Any] | None
    now: Seat | Mapping[str, Any] | None


class Differs(NamedTuple):
    """One difference, and of which customer."""

    customer: CustomerId
    difference: Difference


def differences(before: Estate, after: Estate) -> Iterator[Difference]:
    """By thing, workspace and name. Marks, heads and serials are none; nor is somebody of whom nothing but the
    address is known."""
    old = _under_todays_names(before, after)
    yield from _of_the_customer(old, after)
    yield from _facts(Thing.CONTRACT, old.contracts, after.contracts)
    yield from _people(before, old, after)
    yield from _workspaces(before, old, after)
    for workspace in sorted({*old.cases, *after.cases}):
        was, now = old.cases.get(workspace, {}), after.cases.get(workspace, {})
        for number in _unequal(was, now):
            yield _difference(Thing.CASE, str(number), was.get(number), now.get(number), workspace)
    for workspace in sorted({*old.seats, *after.seats}):
        seats_then, seats_now = old.seats_in(workspace), after.seats_in(workspace)
        for person in _unequal(seats_then, seats_now):
            yield Difference(Thing.MEMBERSHIP, workspace, person, seats_then.get(person), seats_now.get(person))


def _under_todays_names(before: Estate, after: Estate) -> Estate:
    people = _new_names(before.numbers, after.numbers)
    workspaces = _new_names(before.workspace_numbers, after.workspace_numbers)
    if not people and not workspaces:
        return before
    seats = {
        workspaces.get(w, w): {people.get(p, p): seat for p, seat in s.items()} if people else s
        for w, s in before.seats.items()
    }
    return replace(
        before,
        people={people.get(key, key): person for key, person in before.people.items()},
        workspaces={workspaces.get(w, w): x for w, x in before.workspaces.items()},
        cases={workspaces.get(w, w): x for w, x in before.cases.items()},
        seats=seats,
        numbers={people.get(key, key): n for key, n in before.numbers.items()},
        workspace_numbers={workspaces.get(w, w): n for w, n in before.workspace_numbers.items()},
    )


def _new_names(before: Mapping[Key, int], after: Mapping[Key, int]) -> dict[Key, Any]:
    """Of those who are called otherwise now. Whoever is gone, and whose name is another's now, is told apart."""
    if before.items() <= after.items():
        return {}
    today = {number: name for name, number in after.items()}
    new = {name: today.get(number, name) for name, number in before.items()}
    gone = {name: f"{name} (gone)" for name, number in before.items() if number not in today and name in after}
    return {name: called for name, called in {**new, **gone}.items() if called != name}


def _of_the_customer(old: Estate, after: Estate) -> Iterator[Difference]:
    if old.policy != after.policy:
        was, now = (None if e.policy is None else plain(e.policy) for e in (old, after))
        yield Difference(Thing.CUSTOMER, "", "account policy", was, now)
    if old.limits != after.limits:
        yield Difference(Thing.CUSTOMER, "", "limits", *difference(old.limits, after.limits))


def _facts(thing: Thing, old: Mapping[Key, Any], after: Mapping[Key, Any]) -> Iterator[Difference]:
    for name in _unequal(old, after):
        yield _difference(thing, name, old.get(name), after.get(name))


def _difference(thing: Thing, name: str, was: Any, now: Any, workspace: str = "") -> Difference:
    if was is not None and now is not None:
        return Difference(thing, workspace, name, *difference(was, now))
    sides = (None if side is None else plain(side) for side in (was, now))
    return Difference(thing, workspace, name, *sides)


def _people(before: Estate, old: Estate, after: Estate) -> Iterator[Difference]:
    then = {number: key for key, number in before.numbers.items()}
    known, today = ({k: p for k, p in e.people.items() if p != Person(k)} for e in (old, after))
    renamed = {key for key, number in after.numbers.items() if then.get(number, key) != key}
    for key in sorted({*_unequal(known, today), *(old.numbers.keys() ^ after.numbers.keys()), *renamed}):
        was = known.get(key) or (Person(then[old.numbers[key]]) if key in old.numbers else None)
        now = today.get(key) or (Person(key) if key in after.numbers else None)
        if was != now:
            yield _difference(Thing.PERSON, key, was, now)


def _workspaces(before: Estate, old: Estate, after: Estate) -> Iterator[Difference]:
    names = {number: name for name, number in before.workspace_numbers.items()}
    for name in sorted({*_unequal(old.workspaces, after.workspaces), *_renamed(before, after)}):
        then = names.get(after.workspace_numbers.get(name, 0), name)
        found = _difference(Thing.WORKSPACE, "", old.workspaces.get(name), after.workspaces.get(name), name)
        if then != name and isinstance(found.was, Mapping) and isinstance(found.now, Mapping):
            found = replace(found, was={**found.was, "id": then}, now={**found.now, "id": name})
        yield found


def _renamed(before: Estate, after: Estate) -> list[WorkspaceId]:
    names = {number: name for name, number in before.workspace_numbers.items()}
    return [w for w, number in after.workspace_numbers.items() if names.get(number, w) != w]


def _unequal(old: Mapping[Any, Any], after: Mapping[Any, Any]) -> list[Any]:
    if old == after:
        return []
    return sorted(key for key in {*old, *after} if old.get(key) != after.get(key))
