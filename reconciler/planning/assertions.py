"""Assertions judged: what a step breaks, and what was broken before it.

Whoever is a member or has an open invitation sees a workspace, unless it is archived. What forbids meets a person by
any of their addresses, before the step or after it; what allows only by the key, or by an address that the state knew
before: an alias that a plan brings opens no door. An assertion that was in force already stops only what makes things
worse: people answer as they like, and a plan that takes away is never held up for what it did not do. One that comes
with the plan must hold when the plan is done.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from reconciler.findings import some_of
from reconciler.kinds.address import PersonKey
from reconciler.kinds.assertion import Assertion
from reconciler.kinds.estate import Estate
from reconciler.kinds.patterns import PeoplePattern
from reconciler.kinds.seat import Role
from reconciler.kinds.workspace import WorkspaceId, WorkspaceStatus
from reconciler.planning.changes import Action, Change

_Addresses = Mapping[PersonKey, Collection[str]]
"""All addresses, besides the key, of those who have any."""


@dataclass(frozen=True, slots=True)
class Breach:
    """``people`` break the assertion in ``workspace``; for ``at_most`` they are those of whom ``excess`` are too many:
    the ones who come, or else everybody counted. ``count`` is how many were counted. ``stands``: it was so before."""

    assertion: Assertion
    workspace: WorkspaceId
    people: tuple[PersonKey, ...]
    count: int
    stands: bool = False
    excess: int = 0
    limit: int = 0
    role: Role | None = None
    old: bool = False
    """Whether the assertion was in force before the step."""
    there: tuple[PersonKey, ...] = ()
    """Those of ``people`` who were there already; for ``at_most`` everybody who was."""

    def said(self, estate: Estate, place: str = "") -> str:
        """``never *@fr.woodgrove.example sees wg-de (woodgrove.yaml:7:5): lea@fr.woodgrove.example is in wg-de``"""
        reason = self.assertion.reason
        beside = ", ".join(filter(None, (place, f"because {reason}" if reason else "")))
        return f"{self.assertion.said()}{f' ({beside})' if beside else ''}: {self._counted(estate)}"

    def _counted(self, estate: Estate) -> str:
        if self.assertion.at_most is not None:
            counted = "members" if self.role is None else "admins"
            has = "has" if len(self.there) == self.count else "would have"
            return f"{self.workspace} {has} {self.count:,} {counted}, {self.excess:,} too many"
        there = set(self.there)
        coming, staying = ([p for p in self.people if (p in there) is known] for known in (False, True))
        said = [self._names(coming, estate, "would be")] if coming else []
        said += [self._names(staying, estate, "is" if len(staying) == 1 else "are")] if staying else []
        return " and ".join(said)

    def _names(self, people: Collection[PersonKey], estate: Estate, verb: str) -> str:
        role = self.assertion.only.role if self.assertion.only is not None else None
        names = some_of([estate.spelling(p) for p in people])
        return f"{names} {verb} in {self.workspace}{f' as {role.value}' if role else ''}"


class Transition(NamedTuple):
    """From one estate to another. ``changes`` say who and what was called otherwise before."""

    before: Estate
    after: Estate
    changes: Collection[Change]
    on: date


def breaches(in_force: Collection[Assertion], transition: Transition) -> tuple[Breach, ...]:
    """Everything that is broken after the step, by assertion and workspace."""
    return tuple(_Judge(transition).breaches(in_force)) if in_force else ()


class _Judge:
    def __init__(self, transition: Transition) -> None:
        self._old_ids = {c.at: _was(c, "id") for c in transition.changes if c.do is Action.RENAME_WORKSPACE}
        renamed = {PersonKey(c.at): old for c in transition.changes if (old := _old_names(c))}
        known = _addresses((transition.before,), renamed)
        self._after = _View(
            transition.after, transition.on, _addresses((transition.before, transition.after), renamed), known
        )
        self._before = _View(transition.before, transition.on, known, known)
        self._old_names = renamed
        self._in_force = _followed(transition.before.limits.assertions, self._old_ids, renamed)

    def breaches(self, in_force: Collection[Assertion]) -> Iterator[Breach]:
        for assertion in in_force:
            for workspace in self._after.in_use():
                ids = {workspace, self._old_ids.get(workspace, workspace)}
                if any(assertion.concerns(name) for name in ids):
                    yield from self._in_one(assertion, workspace)

    def _in_one(self, assertion: Assertion, at: WorkspaceId) -> Iterator[Breach]:
        was_at = WorkspaceId(self._old_ids.get(at, at)) if at not in self._before.estate.workspaces else at
        earlier_said = self._in_force.get(assertion.said())
        old = earlier_said is not None
        most = assertion.at_most
        if most is None:
            broken = self._after.breaking(assertion, at)
            if broken:
                earlier = set(self._before.breaking(earlier_said, was_at)) if earlier_said else set()
                seen = set(self._before.people(was_at, assertion.only.role if assertion.only is not None else None))
                for breach in self._people(assertion, at, broken, earlier):
                    yield replace(breach, there=tuple(p for p in breach.people if self._among(seen, p)))
            return
        for role, limit in ((None, most.members), (Role.ADMIN, most.admins)):
            here = self._after.people(at, role)
            if limit is not None and len(here) > limit:
                earlier = set(self._before.people(was_at, role))
                fresh = [p for p in here if not self._among(earlier, p)]
                there = tuple(sorted(earlier))
                counted = Breach(assertion, at, tuple(here), len(here), limit=limit, role=role, old=old, there=there)
                yield _too_many(counted, len(earlier), fresh)

    def _people(
        self, assertion: Assertion, at: WorkspaceId, broken: Collection[PersonKey], earlier: set[PersonKey]
    ) -> Iterator[Breach]:
        fresh = tuple(sorted(p for p in broken if not self._among(earlier, p)))
        stood = tuple(sorted(set(broken) - set(fresh)))
        for people, stands in ((fresh, False), (stood, True)):
            if people:
                yield Breach(assertion, at, people, len(people), stands, old=assertion.said() in self._in_force)

    def _among(self, earlier: set[PersonKey], person: PersonKey) -> bool:
        return person in earlier or not earlier.isdisjoint(self._old_names.get(person, ()))


def _too_many(breach: Breach, earlier: int, fresh: Collection[PersonKey]) -> Breach:
    least = max(breach.limit, earlier) if breach.old else breach.limit
    people = tuple(sorted(fresh or breach.people))
    excess = breach.count - breach.limit
    stands = breach.old and breach.count <= earlier
    return replace(breach, people=people, excess=excess if stands else breach.count - least, stands=stands)


def _was(change: Change, field: str) -> str:
    return str(change.was[field]) if isinstance(change.was, dict) else ""


def _old_names(change: Change) -> frozenset[PersonKey]:
    """Who the person of a change was before: renamed, or merged from several."""
    if change.do is Action.RENAME_PERSON:
        return frozenset({PersonKey(_was(change, "key"))})
    if change.do is Action.MERGE_PERSON and isinstance(change.was, dict):
        return frozenset(map(PersonKey, change.was["people"]))
    return frozenset()


def _followed(
    assertions: Iterable[Assertion], old_ids: Mapping[str, str], renamed: Mapping[PersonKey, Collection[PersonKey]]
) -> dict[str, Assertion]:
    """What was in force, by its claim under the old names and under the new ones."""
    names = {old: new for new, others in renamed.items() for old in others}
    found: dict[str, Assertion] = {}
    for assertion in assertions:
        now = assertion.readdressed(names)
        for new, old in old_ids.items():
            now = now.renamed(old, new)
        found |= {now.said(): assertion, assertion.said(): assertion}
    return found


def _addresses(
    estates: Iterable[Estate], renamed: Mapping[PersonKey, Collection[PersonKey]]
) -> dict[PersonKey, set[str]]:
    known: dict[PersonKey, set[str]] = {}
    for estate in estates:
        for key, person in estate.people.items():
            if person.also:
                known.setdefault(key, set()).update(person.also)
    for new, others in renamed.items():
        for old in others:
            known.setdefault(new, set()).update({old, *known.get(old, ())})
    return known


class _View:
    """Who sees what in one estate; each workspace is looked at once."""

    def __init__(self, estate: Estate, on: date, any_of: _Addresses, proven: _Addresses) -> None:
        self.estate = estate
        self._on = on
        self._any_of, self._proven = any_of, proven
        self._people: dict[tuple[WorkspaceId, Role | None], list[PersonKey]] = {}

    def in_use(self) -> list[WorkspaceId]:
        return sorted(w for w, x in self.estate.workspaces.items() if x.status is not WorkspaceStatus.ARCHIVED)

    def people(self, at: WorkspaceId, role: Role | None = None) -> list[PersonKey]:
        """Everybody who sees the workspace, or those who have the role there."""
        if (at, role) not in self._people:
            self._people[at, role] = self._seeing(at, role)
        return self._people[at, role]

    def _seeing(self, at: WorkspaceId, role: Role | None) -> list[PersonKey]:
        facts = self.estate.workspaces.get(at)
        if facts is None or facts.status is WorkspaceStatus.ARCHIVED:
            return []
        seats = self.estate.seats_in(at)
        distinct = dict(zip(map(id, seats.values()), seats.values(), strict=True))  # seats are shared: a few dozen
        counted = {n for n, seat in distinct.items() if seat.counts(self._on) and role in (None, seat.role)}
        if len(counted) == len(distinct):
            return list(seats)
        return [person for person, seat in seats.items() if id(seat) in counted]

    def breaking(self, assertion: Assertion, at: WorkspaceId) -> list[PersonKey]:
        """Those who break a ``never`` or an ``only``."""
        never, only = assertion.never, assertion.only
        if never is not None:
            found = _fitting((never.person,), self.people(at), self._any_of)
            excepted = set(_fitting(never.besides, found, self._proven)) if never.besides and found else set()
            return [p for p in found if p not in excepted]
        if only is not None:
            people = self.people(at, only.role)
            allowed = _fitting(only.people, people, self._proven)
            if len(allowed) == len(people):
                return []
            among = set(allowed)
            return [p for p in people if p not in among]
        return []


def _fitting(patterns: Iterable[str], people: list[PersonKey], addresses: _Addresses) -> list[PersonKey]:
    """Those who fit by their key or another of their addresses."""
    pattern = PeoplePattern(patterns)
    found = pattern.among(people)
    aliased = {p for p, also in addresses.items() if p not in pattern and any(a in pattern for a in also)}
    return [*found, *(p for p in people if p in aliased)] if aliased else found
