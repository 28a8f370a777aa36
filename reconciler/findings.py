"""A finding: one thing that is wrong with, or worth knowing about, what was declared."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

Subject = tuple[str, ...]
"""What a finding is about, as a path in an estate: ``("workspaces", "finance", "members", "ana@contoso.com")``."""


ERASED_ADDRESS = "erased-address"
"""The finding that the files still name somebody who was erased."""


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Place(NamedTuple):
    """Where something was written: file relative to the configuration's root, line and column from 1."""

    file: str
    line: int
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Origin(NamedTuple):
    """Who wrote a line, and the short id of the commit."""

    commit: str
    author: str


OriginOf = Callable[[Place], Origin | None]


def nobody(_place: Place) -> Origin | None:
    """The origin of every place where nobody asks for one."""
    return None


class Run(NamedTuple):
    """Places on consecutive lines of a file: a sorted roster is one run, however long. No file: nobody wrote it."""

    file: str
    line: int
    column: int
    length: int = 1


NOWHERE = Run("", 0, 0)


def runs_of(places: Iterable[Place | None]) -> tuple[Run, ...]:
    """The places, in their order, as runs."""
    runs: list[Run] = []
    for place in places:
        found = NOWHERE if place is None else Run(*place)
        last = runs[-1] if runs else None
        step = 0 if last is None or not last.file else last.length
        if last is not None and (last.file, last.line + step, last.column) == (found.file, found.line, found.column):
            runs[-1] = last._replace(length=last.length + 1)
        else:
            runs.append(found)
    return tuple(runs)


def places_in(runs: Iterable[Run]) -> Iterator[Place | None]:
    """The inverse of ``runs_of``."""
    for run in runs:
        for number in range(run.length):
            yield Place(run.file, run.line + number, run.column) if run.file else None


class Brought(NamedTuple):
    """A line, or lines that follow each other, and the people who are in a workspace by them: take the lines out, and
    exactly these people are declared there no more."""

    run: Run
    people: tuple[str, ...]


class Places(Protocol):
    """Where the things of one customer were written; None for what nobody wrote (a rule made it)."""

    def of(self, subject: Subject) -> Place | None: ...

    def seats(self, workspace: str, people: Sequence[str]) -> tuple[Run, ...]:
        """The places of many people of one workspace, in their order: thousands are asked for at once."""
        ...

    def bringing(self, workspace: str, people: Collection[str]) -> tuple[Brought, ...]:
        """The fewest lines that bring these people, and nobody else, into a workspace. Whoever is in none of them is
        there by no line of a list of people."""
        ...


class Nowhere:
    """The places of an estate that was not read from files."""

    def of(self, _subject: Subject) -> Place | None:
        return None

    def seats(self, _workspace: str, people: Sequence[str]) -> tuple[Run, ...]:
        return (NOWHERE._replace(length=len(people)),)

    def bringing(self, _workspace: str, _people: Collection[str]) -> tuple[Brought, ...]:
        return ()


@dataclass(frozen=True, slots=True)
class Finding:
    """``summary`` has fixed words so that it can be searched; ``explanation`` why, ``remedy`` what to type."""

    rule: str
    severity: Severity
    summary: str
    explanation: str = ""
    remedy: str = ""
    place: Place | None = None
    also: tuple[Place, ...] = ()
    subject: Subject = ()
    also_subjects: tuple[Subject, ...] = ()
    excerpt: str = ""
    """The line of source at ``place``, as it stands there; empty where it is not known."""
    length: int = 1
    """How many characters of the excerpt are meant, from the column of ``place``."""

    def placed(self, places: Places) -> "Finding":
        """The same finding with its subjects turned into places; what has a place already keeps it."""
        place = self.place or (places.of(self.subject) if self.subject else None)
        also = self.also or tuple(p for s in self.also_subjects if (p := places.of(s)) is not None)
        return replace(self, place=place, also=also)

    @property
    def order(self) -> tuple[Any, ...]:
        """Findings are shown by place, then rule; those without a place come last."""
        return (self.place is None, self.place or Place("", 0), self.rule, self.summary, self.subject)


class Checked(NamedTuple):
    """What was found in so many files. ``base`` leads from the top of a Git checkout to the configuration in it:
    ``teams/hub/``, or nothing where both are one."""

    findings: tuple[Finding, ...]
    files: int
    base: str = ""

    def from_top(self, file: str) -> str:
        """The file as reviews of the whole checkout call it."""
        return f"{self.base}{file}"


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda f: f.order))


def some_of(names: Sequence[str], most: int = 3) -> str:
    """``ana@contoso.com, ben@contoso.com, eva@contoso.com and 4 more``"""
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def near_to(name: str, known: Iterable[str]) -> str:
    """The known name that was probably meant, or nothing."""
    from difflib import get_close_matches  # start-up time: only for a name that nobody knows

    return next(iter(get_close_matches(name, list(known), 1)), "")


def has_errors(findings: Iterable[Finding]) -> bool:
    return any(f.severity is Severity.ERROR for f in findings)


def count(findings: Iterable[Finding]) -> Mapping[str, int]:
    """How many of each severity; every severity is a key."""
    found = dict.fromkeys((s.value for s in Severity), 0)
    for finding in findings:
        found[finding.severity.value] += 1
    return found
