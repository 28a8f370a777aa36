"""How the changes of a customer are put together for a reader: by workspace, by person, or by the rule behind them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import chain, groupby, repeat
from typing import NamedTuple

from reconciler.findings import Place, places_in, runs_of
from reconciler.kinds.address import PersonKey
from reconciler.planning.changes import ON_CONTRACTS, ON_PEOPLE, Change
from reconciler.planning.plan import CustomerPlan
from reconciler.reporting.words import counted

FOLDED_ABOVE = 20
"""Like lines, or people of whom the same is said; with more, nobody reads each of them."""


class By(StrEnum):
    WORKSPACE = "workspace"
    PERSON = "person"
    RULE = "rule"


Group = tuple[str, tuple[Change, ...]]
"""A heading, empty for what has none, and the changes beneath it."""


def grouped(changes: Iterable[Change], plan: CustomerPlan, by: By, fold: bool) -> Iterator[Group]:
    """By workspace: the customer as a whole, then its workspaces by name. By person: facts first, then people by
    spelling; a person's part of a change is a change of its own. ``fold`` puts many alike together."""
    match by:
        case By.PERSON:
            yield from _by_person(list(changes), plan, fold)
        case By.RULE:
            for rule, those in groupby(sorted(changes, key=lambda c: c.rule), key=lambda c: c.rule):
                yield rule, tuple(sorted(those, key=workspace_of))
        case By.WORKSPACE:
            for workspace, those in groupby(sorted(changes, key=workspace_of), key=workspace_of):
                yield workspace, tuple(those)


def workspace_of(change: Change) -> str:
    """The workspace it happens in; empty for contracts, people and the customer's own policy and limits."""
    return "" if change.do in ON_CONTRACTS or change.do in ON_PEOPLE else change.at


def spelling(person: PersonKey, plan: CustomerPlan) -> str:
    """D-11: the address as it is shown, where this plan knows more than its key."""
    known = plan.people.get(person)
    return str(known.get("address", person)) if known else person


def _by_person(changes: Sequence[Change], plan: CustomerPlan, fold: bool) -> Iterator[Group]:
    people = of_people(changes)
    if people.facts:
        yield "", people.facts
    parts: list[tuple[str, tuple[int, ...], list[PersonKey]]] = []
    for positions, those in people.alike.items():
        if fold and len(those) > FOLDED_ABOVE:
            parts.append((min(spelling(p, plan) for p in those), positions, those))
        else:
            parts += [(spelling(p, plan), positions, [p]) for p in those]
    for first, positions, those in sorted(parts):
        title = first if len(those) == 1 else f"{counted(len(those), 'person', 'people')}, {first} first"
        yield title, tuple(_of_those(changes[n], those, people.places[n]) for n in positions)


class OfPeople(NamedTuple):
    """``alike`` are people by the positions of the changes that are about them; ``places`` theirs in each change."""

    facts: tuple[Change, ...]
    alike: Mapping[tuple[int, ...], list[PersonKey]]
    places: Sequence[Mapping[PersonKey, Place | None]]


def of_people(changes: Sequence[Change]) -> OfPeople:
    facts = tuple(sorted((change for change in changes if not _people(change)), key=workspace_of))
    having: dict[PersonKey, tuple[int, ...]] = {}
    for position, change in enumerate(changes):
        alone = (position,)
        for person in _people(change):
            having[person] = having[person] + alone if person in having else alone
    alike: dict[tuple[int, ...], list[PersonKey]] = {}
    for person, theirs in having.items():
        alike.setdefault(theirs, []).append(person)
    places = [dict(zip(_people(c), chain(places_in(c.places), repeat(None)), strict=False)) for c in changes]
    return OfPeople(facts, alike, places)


def _people(change: Change) -> tuple[PersonKey, ...]:
    return change.who or ((PersonKey(change.at),) if change.do in ON_PEOPLE else ())


def _of_those(change: Change, people: Sequence[PersonKey], places: Mapping[PersonKey, Place | None]) -> Change:
    if not change.who:
        return change
    return change._replace(who=tuple(people), places=runs_of(places[p] for p in people))
