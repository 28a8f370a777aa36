"""A plan as rows: one for each change of one person, or of one fact. Text and JSON are both made from them.

For text, like rows become lines: a line is one row, or more than twenty that say the same, folded into one with
their number, the first and the last. Dangers are taken out of their workspace and come first.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby, repeat
from operator import attrgetter
from typing import NamedTuple

from reconciler.findings import Place, places_in
from reconciler.kinds.address import PersonKey
from reconciler.kinds.seat import Role
from reconciler.planning.changes import ON_PEOPLE, Action, Change
from reconciler.planning.plan import CustomerPlan
from reconciler.reporting.dangers import gravity, is_danger
from reconciler.reporting.grouping import FOLDED_ABOVE, By, Group, grouped, of_people, spelling, workspace_of
from reconciler.reporting.phrases import Phrase, phrase, role_of


class Row(NamedTuple):
    """``person`` is the address as it is shown, empty for a fact."""

    change: Change
    person: str
    place: Place | None


class Line(NamedTuple):
    """One row (``size`` 1), or many; ``places`` has one place for each file they stand in."""

    phrase: Phrase
    change: Change
    size: int
    first: str
    last: str
    places: tuple[Place, ...]


class Section(NamedTuple):
    """The lines under one heading, which is a workspace unless it is ``by`` something else; empty for what concerns
    the customer as a whole."""

    heading: str
    lines: tuple[Line, ...]
    created: Change | None = None
    admins: tuple[Change, ...] = ()
    """The invitations of admins among them."""
    by: By = By.WORKSPACE


def rows(change: Change, plan: CustomerPlan) -> Iterator[Row]:
    """The change unfolded, in the order of its people."""
    for person, place in _told(change, plan):
        yield Row(change, person, place)


def _told(change: Change, plan: CustomerPlan) -> Iterable[tuple[str, Place | None]]:
    places = chain(places_in(change.places), repeat(None))
    if not change.who:
        person = spelling(PersonKey(change.at), plan) if change.do in ON_PEOPLE else ""
        return [(person, next(places))]
    known: Iterable[str] = (spelling(who, plan) for who in change.who) if plan.people else change.who
    return zip(known, places, strict=False)


def danger_lines(plan: CustomerPlan, fold: bool) -> tuple[Line, ...]:
    return tuple(line for those in dangerous(plan) for line in _lines(those, plan, fold))


def dangerous(plan: CustomerPlan) -> Iterator[tuple[Change, ...]]:
    """The dangers, the gravest first, then workspace by workspace."""
    dangers = sorted((c for c in plan.changes if is_danger(c, plan)), key=_gravity_and_workspace)
    for _, those in groupby(dangers, key=_gravity_and_workspace):
        yield tuple(those)


def _gravity_and_workspace(change: Change) -> tuple[int, str]:
    return gravity(change), workspace_of(change)


def ordinary(plan: CustomerPlan, by: By, fold: bool) -> Iterator[Group]:
    """What is no danger."""
    return grouped((c for c in plan.changes if not is_danger(c, plan)), plan, by, fold)


def sections(plan: CustomerPlan, fold: bool, by: By = By.WORKSPACE) -> Iterator[Section]:
    """Within each, in the order in which they are applied; where it is no workspace, workspace by workspace."""
    if by is By.PERSON and not fold:
        yield from _of_each(tuple(c for c in plan.changes if not is_danger(c, plan)), plan)
        return
    for heading, changes in ordinary(plan, by, fold):
        if by is not By.WORKSPACE:
            parts = groupby(changes, key=workspace_of)
            yield Section(heading, tuple(line for _, those in parts for line in _lines(those, plan, fold)), by=by)
            continue
        created = next((c for c in changes if c.do is Action.CREATE_WORKSPACE), None)
        admins = tuple(c for c in changes if c.do is Action.INVITE and role_of(c.now) is Role.ADMIN)
        yield Section(heading, tuple(_lines(changes, plan, fold)), created, admins)


def _of_each(changes: Sequence[Change], plan: CustomerPlan) -> Iterator[Section]:
    """Every person by themselves. What is said to those about whom the same changes are is said once, and only put
    together with who they are: a hundred thousand of them are written at once."""
    people = of_people(changes)
    if people.facts:
        parts = groupby(people.facts, key=workspace_of)
        yield Section("", tuple(line for _, those in parts for line in _lines(those, plan, False)), by=By.PERSON)
    everybody = [(spelling(p, plan), positions, p) for positions, those in people.alike.items() for p in those]
    everybody.sort()
    said: dict[tuple[int, ...], list[tuple[Phrase, int]]] = {}
    for name, positions, person in everybody:
        if positions not in said:
            said[positions] = list(_said(changes, positions, plan))
        lines = []
        for words, n in said[positions]:
            place = people.places[n][person]
            lines.append(Line(words, changes[n], 1, name, name, (place,) if place else ()))
        yield Section(name, tuple(lines), by=By.PERSON)


def _said(changes: Sequence[Change], positions: Iterable[int], plan: CustomerPlan) -> Iterator[tuple[Phrase, int]]:
    """Workspace by workspace; in each, what says the same stands together."""
    for _, those in groupby(positions, key=lambda n: workspace_of(changes[n])):
        found: dict[Phrase, list[int]] = {}
        for n in those:
            found.setdefault(phrase(changes[n], plan), []).append(n)
        yield from ((words, n) for words, numbers in found.items() for n in numbers)


def alike(changes: Iterable[Change], plan: CustomerPlan) -> dict[Phrase, list[Change]]:
    """The changes that say the same, in the order of the first of each."""
    found: dict[Phrase, list[Change]] = {}
    for change in changes:
        found.setdefault(phrase(change, plan), []).append(change)
    return found


def _lines(changes: Iterable[Change], plan: CustomerPlan, fold: bool) -> Iterator[Line]:
    for words, those in alike(changes, plan).items():
        if fold and sum(c.size for c in those) > FOLDED_ABOVE:
            yield _folded(words, those, plan)
            continue
        unfolded = [
            Line(words, change, 1, person, person, (place,) if place else ())
            for change in those
            for person, place in _told(change, plan)
        ]
        unfolded.sort(key=attrgetter("first"))
        yield from unfolded


def _folded(words: Phrase, changes: Sequence[Change], plan: CustomerPlan) -> Line:
    """First and last are those by spelling; only the two of all of them are looked up."""
    first = min(min(c.who, default=PersonKey(c.at)) for c in changes)
    last = max(max(c.who, default=PersonKey(c.at)) for c in changes)
    size = sum(c.size for c in changes)
    return Line(words, changes[0], size, spelling(first, plan), spelling(last, plan), _files_of(changes))


def _files_of(changes: Iterable[Change]) -> tuple[Place, ...]:
    """The first place in each file, the file that says most of it first."""
    written: Counter[str] = Counter()
    first: dict[str, Place] = {}
    for run in (run for change in changes for run in change.places if run.file):
        written[run.file] += run.length
        place = Place(run.file, run.line, run.column)
        first[run.file] = min(place, first.get(run.file, place))
    return tuple(first[file] for file in sorted(written, key=lambda f: (-written[f], f)))
