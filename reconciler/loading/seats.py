"""Who is declared in one workspace, and with what: entries, groups and rosters become seats.

Every list and file ends in one loop (``Roll.sit``), which is run once a person: it makes the key, sees who is there
already, and notes the position. All else (checking fields, wording findings) happens once for each distinct thing.
Only an ordinary roster or list of people who are all new here sits down in one step (``Roll.sit_together``).
"""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from itertools import islice
from typing import Any, NamedTuple

from reconciler.errors import BadAddress
from reconciler.findings import Place
from reconciler.kinds.address import PersonKey, domain_of, key_of
from reconciler.kinds.days import day_of
from reconciler.kinds.seat import Note, Role, Seat, SeatState, shared
from reconciler.kinds.seating import Seating, Tally
from reconciler.loading.codes import finding
from reconciler.loading.gathered import Gathered
from reconciler.loading.marks import Marks, Stretch
from reconciler.loading.nodes import Position, place
from reconciler.loading.people import People, bad_address

_FEW = 8
_KEEP_ONE = "Keep one of the two entries."

Row = tuple[str, Seat, Position]
"""An address as written, its seat, and where it stands."""

Named = tuple[str, Position]
"""Where the entry stands (file, position) that names a group or a roster."""


class Columns(NamedTuple):
    """Everybody in a roster or a plain list, in its order: as written, as compared, and where; with which seat each of
    them, and their names; how many have which seat, and in which domains they are. Many workspaces may name one
    roster."""

    people: Sequence[str]
    keys: Sequence[PersonKey]
    seats: dict[PersonKey, Seat]
    at: "range | array[int]"
    names: dict[str, str]
    tally: Tally
    domains: AbstractSet[str]


def wanted(fields: Mapping[str, Any], role: Role) -> Seat:
    """The seat that an entry or row asks for; its fields have been checked, what is empty is absent."""
    if not fields:
        return _of_the_list(role)
    note = Note(fields.get("reason"), fields.get("ticket"), fields.get("sponsor"))
    return shared(
        Seat(
            SeatState.WANTED,
            Role(fields.get("role") or role),
            day_of(fields.get("until")),
            round=int(fields.get("reinvite") or 1),
            note=None if note == Note() else note,
        )
    )


@cache
def _of_the_list(role: Role) -> Seat:
    """Of whom nothing is said but in which list."""
    return shared(Seat(SeatState.WANTED, role))


class Again(NamedTuple):
    """Somebody who has a seat already, and should not have another one."""

    key: PersonKey
    text: str
    place: Place
    by_group: bool = False


class Roll:
    """The people of one workspace."""

    def __init__(self, workspace: str, people: People, marks: Marks, found: Gathered) -> None:
        self.workspace = workspace
        self.people = people
        self.marks = marks
        self.found = found
        self.seats: dict[PersonKey, Seat] = {}
        self.spelled: dict[PersonKey, str] = {}
        self._stretches: list[Stretch] = []
        self._again: list[Again] = []
        self._by_group: set[PersonKey] = set()
        self._tally: list[tuple[Seat, int]] = []
        self._domains: set[str] = set()

    def seating(self) -> Seating:
        """Everybody in it, as a value."""
        return Seating(self.seats, tally=self._tally, domains=self._domains)

    def sit(self, rows: Iterable[Row], file: str, entry: Named | None = None) -> None:
        """Gives everybody in ``rows`` a seat; who has one already is remembered for ``close``. ``entry`` is where the
        list that they are in is named."""
        positions = array("Q")
        self._stretches.append(Stretch(self.marks.file(file), positions, entry))
        seats, aliases, note = self.seats, self.people.aliases, positions.append
        before = len(seats)
        for text, seat, at in rows:
            try:
                own = key_of(text)
            except BadAddress as fault:
                if self.found.wants("bad-address", file):
                    self.found.keep(bad_address(text, fault, place(file, at)))
                continue
            key = aliases.get(own, own)
            if key in seats:
                self._sits_already(key, text, file, at)
                continue
            if text != own and key == own:
                self.spelled[key] = text
            seats[key] = seat
            note(at)
        if len(seats) - before <= _FEW:
            few = [*islice(reversed(seats), len(seats) - before)]
            self._tally += [(seats[key], 1) for key in reversed(few)]
            self._domains.update(map(domain_of, few))

    def sit_together(self, roster: Columns, file: str, entry: Named | None = None) -> bool:
        """Gives all of them seats in one step. False, and nothing done, where ``sit`` has to look at each."""
        keys, people, new = roster.keys, roster.people, roster.seats.keys()
        if len(new) < len(keys) or not new.isdisjoint(self.seats.keys()):
            return False
        if not new.isdisjoint(self.people.aliases.keys()):
            return False
        self._stretches.append(Stretch(self.marks.file(file), roster.at, entry))
        self.seats.update(roster.seats)
        self._tally += roster.tally
        self._domains |= roster.domains
        if keys is not people:
            self.spelled.update((key, text) for key, text in zip(keys, people, strict=True) if key != text)
        return True

    def sit_by_group(self, rows: Iterable[Row], file: str, entry: Named | None = None) -> None:
        """Gives a seat to those who have none: what is said of somebody directly counts before what a group says, so
        groups come last. Two groups may ask for the same, but not for different things."""
        positions = array("Q")
        self._stretches.append(Stretch(self.marks.file(file), positions, entry))
        for text, seat, at in rows:
            own = self.people.own_key(text, file, at)
            if own is None:
                continue
            key = self.people.aliases.get(own, own)
            if key not in self.seats:
                self.seats[key] = seat
                self._by_group.add(key)
                positions.append(at)
                if text != own and key == own:
                    self.spelled[key] = text
            elif self._spelled_otherwise(key, text) or (key in self._by_group and self.seats[key] != seat):
                self._sits_already(key, text, file, at, by_group=True)

    def _spelled_otherwise(self, key: PersonKey, text: str) -> bool:
        return text != self.spelled.get(key, key) and key_of(text) == key

    def close(self) -> None:
        """Marks where everybody stands, and tells who was declared twice."""
        self.marks.mark_seats(self.workspace, self.seats, self._stretches)
        for key, text, second, by_group in self._again:
            first = self.marks.seat(self.workspace, key)
            also = (first,) if first else ()
            if self._spelled_otherwise(key, text):
                what = f"{self.spelled.get(key, key)} and {text} are one address."
                self.found.keep(finding("D-11", what, _KEEP_ONE, second, also))
            elif by_group:
                what = f"Two groups want {text} in {self.workspace}, in another role or with other fields."
                remedy = "Name the person there directly, which counts before any group."
                self.found.keep(finding("duplicate-person", what, remedy, second, also))
            else:
                what = f"{text} has a place in {self.workspace} already."
                self.found.keep(finding("duplicate-person", what, _KEEP_ONE, second, also))

    def _sits_already(self, key: PersonKey, text: str, file: str, at: Position, by_group: bool = False) -> None:
        if self.found.wants("duplicate-person", file):
            self._again.append(Again(key, text, place(file, at), by_group))
