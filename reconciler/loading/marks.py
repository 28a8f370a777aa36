"""Where the things of one customer were written: ``findings.Places``, in a few bytes for each person.

A place is a file's number and a position (see ``nodes``); for people both are one integer, a *spot*. Those of a
workspace stand in the order of their seats, in stretches of positions, one for each time that some come from one file.
"""

from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby, islice, repeat
from operator import sub

from reconciler.findings import NOWHERE, Brought, Place, Run, Subject, runs_of
from reconciler.loading import nodes
from reconciler.loading.nodes import COLUMN_BITS, Fields, Position

_WRITTEN_AS = {"policy": "account_policy", "manage_admins": "manage", "manage_members": "manage", "closed": "status"}
"""Fields of an estate that have another name in the files."""
_OF_THE_CUSTOMER = {"customer_name": "name"}
_SEATS = ("members", "admins", "seats")
_MANY = 8
"""From so many people on, together or one after the other, all of a workspace are looked up together."""
_SPOT_BITS = 2 * COLUMN_BITS  # of a position; with some two thousand files a spot is still one machine word
_NO_SPOT = -1

Mark = tuple[str, Position]
"""A file, and where something stands in it."""


class Stretch:
    """Positions of people who were written one after the other in one file: an array, or a range of lines that follow
    each other. ``entry`` is the one line that brings them all into the workspace, if there is one: it names their group
    or their roster."""

    __slots__ = ("at", "entry", "file")

    def __init__(self, file: int, at: "array[int] | range", entry: "Mark | None" = None) -> None:
        self.file = file
        self.at = at
        self.entry = entry

    def spots(self) -> Iterable[int]:
        first = self.file << _SPOT_BITS
        if isinstance(self.at, range):
            return range(self.at.start + first, self.at.stop + first, self.at.step)
        return map(first.__add__, self.at)


def _spot(stretches: Iterable[Stretch], number: int) -> int:
    """Where the person of this number stands."""
    for stretch in stretches:
        if number < len(stretch.at):
            return stretch.file << _SPOT_BITS | stretch.at[number]
        number -= len(stretch.at)
    return _NO_SPOT


class Marks:
    """Filled while an estate is put together; read by everything that says where something stands."""

    def __init__(self) -> None:
        self._files: dict[str, int] = {}
        self._names: list[str] = []
        self._things: dict[Subject, Mark] = {}
        self._fields: dict[Subject, tuple[str, list[str], array[int]]] = {}
        self._seats: dict[str, tuple[Collection[str], list[Stretch]]] = {}
        self._looked_up: tuple[str, Mapping[str, int]] = ("", {})
        self._asked: Counter[str] = Counter()

    def file(self, name: str) -> int:
        """The number of a file in which people stand."""
        number = self._files.get(name)
        if number is None:
            number = self._files[name] = len(self._names)
            self._names.append(name)
        return number

    def mark(self, subject: Subject, file: str, at: Position) -> None:
        """The first mark of a subject counts."""
        self._things.setdefault(subject, (file, at))

    def mark_fields(self, subject: Subject, file: str, fields: Fields) -> None:
        """Each of the fields, as a subject beneath this one. Most are never asked for: which of them one is is seen
        then."""
        self._fields.setdefault(subject, (file, list(fields), fields.written))

    def marked(self, subject: Subject) -> Place | None:
        """The place of exactly this subject."""
        return self._place(self._mark_of(subject))

    def _mark_of(self, subject: Subject) -> Mark | None:
        known = self._things.get(subject)
        if known is None and subject[:-1] in self._fields:
            file, names, written = self._fields[subject[:-1]]
            return (file, written[2 * names.index(subject[-1])]) if subject[-1] in names else None
        return known

    def mark_seats(self, workspace: str, people: Collection[str], stretches: list[Stretch]) -> None:
        """``people`` in the order in which the stretches list their positions; kept, not copied."""
        self._seats[workspace] = (people, stretches)

    def of(self, subject: Subject) -> Place | None:
        """Where the subject was written, or the nearest thing around it that was."""
        if len(subject) == 4 and subject[0] == "workspaces" and subject[2] in _SEATS:
            found = self.seat(subject[1], subject[3])
            if found:
                return found
        exactly = self.marked(subject)
        if exactly:
            return exactly
        path = tuple(_WRITTEN_AS.get(step, step) if i != 1 else step for i, step in enumerate(subject))
        if path[:1] == ("contracts",) and path[-1] in _OF_THE_CUSTOMER:
            of_the_customer = self.marked((_OF_THE_CUSTOMER[path[-1]],))
            if of_the_customer:
                return of_the_customer
        around = (self.marked(path[:length]) for length in range(len(path), -1, -1))
        return next((place for place in around if place), None)

    def seat(self, workspace: str, person: str) -> Place | None:
        return self._place_at(self._spots(workspace, [person])[0])

    def seats(self, workspace: str, people: Sequence[str]) -> tuple[Run, ...]:
        if len(people) == 1:
            place = self.seat(workspace, people[0])
            return (NOWHERE if place is None else Run(*place),)
        stretch = self._stretch_of(workspace, people)
        if stretch is None:
            return tuple(self._runs(self._spots(workspace, people)))
        if people and isinstance(stretch.at, range):
            return (Run(*nodes.place(self._names[stretch.file], stretch.at[0]), len(people)),)
        return tuple(self._runs(list(stretch.spots())))

    def _stretch_of(self, workspace: str, people: Sequence[str]) -> Stretch | None:
        """The stretch of which these are the people, in its order, as they are of a sorted roster or list."""
        everybody, stretches = self._seats.get(workspace, ((), []))
        start = 0
        for stretch in stretches:
            if len(stretch.at) == len(people) and people == tuple(islice(everybody, start, start + len(people))):
                return stretch
            start += len(stretch.at)
        return None

    def _runs(self, spots: Sequence[int]) -> Iterator[Run]:
        """``runs_of``, on spots. Along a run a spot grows by a line for each person, so what is left of it without
        the lines stays the same; thousands are grouped by it without a look at each."""
        number = 0
        left = map(sub, spots, range(0, len(spots) << COLUMN_BITS, 1 << COLUMN_BITS))
        for _, run in groupby(left):
            count = len(list(run))
            place = self._place_at(spots[number])
            yield NOWHERE._replace(length=count) if place is None else Run(*place, count)
            number += count

    def _spots(self, workspace: str, people: Sequence[str]) -> list[int]:
        """Where these people stand, ``_NO_SPOT`` for whom nobody wrote. For many, the whole workspace is looked up at
        once, and kept until another one is asked about."""
        if self._looked_up[0] == workspace:
            return list(map(self._looked_up[1].get, people, repeat(_NO_SPOT)))
        everybody, stretches = self._seats.get(workspace, ((), []))
        self._asked[workspace] += len(people)
        if self._asked[workspace] < _MANY:
            order = list(everybody)
            return [_spot(stretches, order.index(p)) if p in everybody else _NO_SPOT for p in people]
        spots = chain.from_iterable(stretch.spots() for stretch in stretches)
        self._asked.clear()
        self._looked_up = (workspace, dict(zip(everybody, spots, strict=True)))
        return self._spots(workspace, people)

    def bringing(self, workspace: str, people: Collection[str]) -> tuple[Brought, ...]:
        wanted = frozenset(people)
        together: dict[object, list[tuple[Stretch, list[str]]]] = {}
        keys = iter(self._seats.get(workspace, ((), []))[0])
        for stretch in self._seats.get(workspace, ((), []))[1]:
            together.setdefault(stretch.entry or stretch, []).append((stretch, list(islice(keys, len(stretch.at)))))
        return tuple(line for stretches in together.values() for line in self._fewest(stretches, wanted))

    def _fewest(self, stretches: list[tuple[Stretch, list[str]]], wanted: frozenset[str]) -> Iterator[Brought]:
        """Their one entry, where all of them are meant; else a line for each who is."""
        entry, everybody = stretches[0][0].entry, [key for _, keys in stretches for key in keys]
        if entry is not None and len(everybody) > 1 and wanted.issuperset(everybody):
            yield Brought(Run(*nodes.place(*entry)), tuple(everybody))
            return
        for stretch, keys in stretches:
            file = self._names[stretch.file]
            meant = [(key, at) for key, at in zip(keys, stretch.at, strict=True) if key in wanted]
            runs = runs_of(nodes.place(file, at) for _, at in meant)
            names = iter(key for key, _ in meant)
            yield from (Brought(run, tuple(islice(names, run.length))) for run in runs)

    def person(self, key: str) -> Place | None:
        """Any place where somebody stands."""
        seats = (self.seat(workspace, key) for workspace in self._seats)
        return self.marked(("people", key)) or next((place for place in seats if place), None)

    def _place_at(self, spot: int) -> Place | None:
        return None if spot < 0 else nodes.place(self._names[spot >> _SPOT_BITS], spot & ((1 << _SPOT_BITS) - 1))

    def _place(self, mark: Mark | None) -> Place | None:
        return None if mark is None else nodes.place(*mark)
