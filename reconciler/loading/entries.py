"""Entries of people lists: an address, ``{person: ...}`` or ``{group: ...}``, turned into rows for a roll."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as with_default
from functools import cache
from itertools import repeat
from typing import Any

from reconciler.errors import BadAddress
from reconciler.findings import Place
from reconciler.kinds.address import domains_of, key_of, usual_keys
from reconciler.kinds.seat import Role, Seat
from reconciler.loading import schemas
from reconciler.loading.fragments import Part
from reconciler.loading.gathered import Gathered
from reconciler.loading.groups import cycle_among
from reconciler.loading.nodes import Entries, Fields, Position, place
from reconciler.loading.people import bad_address
from reconciler.loading.rows import RowCheck
from reconciler.loading.seats import Columns, Named, Row, wanted
from reconciler.loading.wording import nearest
from reconciler.loading.yaml import DEEPEST

_LONG = 8
"""From so many on, entries are looked at together."""

Batch = tuple[str, Iterator[Row], Named | None]
"""A file, rows that stand in it, and the entry that brings them all, where they are in a group."""


Seen = dict[str, tuple[tuple[Role, Mapping[str, Any]], Place]]
"""The groups that one workspace names already: with which role and fields, and where."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """How a list is read. ``defaults`` is what ``{group: ...}`` says, for those of whom the group does not say
    otherwise; ``inside`` the groups that are open, and ``named`` the entry that named the first of them; ``seen`` all
    groups of the workspace: each is read once, or a few groups that contain each other twice would never end."""

    role: Role
    defaults: Mapping[str, Any] = with_default(default_factory=dict)
    inside: tuple[str, ...] = ()
    named: Named | None = None
    seen: Seen = with_default(default_factory=dict)

    def seat(self, said: Mapping[str, Any]) -> Seat:
        """The seat of an entry that says this. A list of admins makes admins, whatever stands in it."""
        asks = {**self.defaults, **said}
        if not asks:
            return wanted(asks, self.role)
        return wanted({**asks, "role": Role.ADMIN} if self.role is Role.ADMIN else asks, self.role)

    def within(self, group: str, entry: Fields, file: str) -> "_Reading":
        said = {**self.defaults, **{k: v for k, v in entry.items() if k != "group"}}
        named = self.named or (file, entry.start)
        return _Reading(self.role, said, (*self.inside, group), named, self.seen)


class EntryReader:
    """Reads people lists of one customer. ``groups`` are its groups, by id."""

    def __init__(self, groups: Mapping[str, Part], found: Gathered) -> None:
        self.groups = groups
        self.found = found
        self._seats: dict[Any, Seat] = {}
        self._together: dict[Role, Columns] = {}

    def batches(self, entries: Any, file: str, role: Role, seen: Seen) -> Iterable[Batch]:
        """The rows of a list, in stretches of one file each: a group's people stand where the group does. ``seen`` is
        one for all lists of a workspace."""
        if _are_addresses(entries):
            return [(file, zip(entries, repeat(wanted({}, role)), entries.written), None)]
        return self._batches(entries, file, _Reading(role, seen=seen))

    def together(self, entries: Any, role: Role) -> Columns | None:
        """A long list of nothing but addresses; None for any other, and where one of them is not of the usual sort. A
        customer's workspaces often list the same people: such a list is judged once."""
        if type(entries) is not Entries or len(entries) < _LONG:
            return None
        before = self._together.get(role)
        if before is not None and before.people == entries:
            return before._replace(at=entries.written)
        keys = usual_keys(entries) if _are_addresses(entries) else None
        if keys is None:
            return None
        seat = wanted({}, role)
        seats = dict.fromkeys(keys, seat)
        plain = Columns(entries, keys, seats, entries.written, {}, [(seat, len(seats))], domains_of(keys))
        self._together[role] = plain
        return plain

    def judge(self) -> None:
        """Reads every group for its mistakes alone, also those that nobody uses."""
        for part in self.groups.values():
            entries = part.value
            whole = range(len(entries) if isinstance(entries, Entries) else 0)
            rows = [(text, at) for text, _, at in self._rows(entries, part.file, _Reading(Role.MEMBER), whole)]
            if rows and usual_keys([text for text, _ in rows]) is None:
                self._judge_addresses(part.file, rows)
        cycle = cycle_among(self.groups)
        if cycle:
            part = self.groups[cycle[0]]
            what = f"`{cycle[0]}` contains itself: {' > '.join(cycle)}."
            self.found.add("unknown-group", what, "Take one of them out.", place(part.file, part.key_at))

    def _judge_addresses(self, file: str, rows: Iterable[tuple[str, Position]]) -> None:
        for text, at in rows:
            try:
                key_of(text)
            except BadAddress as fault:
                self.found.keep(bad_address(text, fault, place(file, at)))

    def _batches(self, entries: Any, file: str, reading: "_Reading") -> Iterator[Batch]:
        if not isinstance(entries, Entries):
            return
        begin = 0
        for index, entry in enumerate(entries):
            if type(entry) is Fields and "group" in entry:
                yield file, self._rows(entries, file, reading, range(begin, index)), reading.named
                yield from self._group(file, entry, reading)
                begin = index + 1
        yield file, self._rows(entries, file, reading, range(begin, len(entries))), reading.named

    def _rows(self, entries: Entries, file: str, reading: "_Reading", which: range) -> Iterator[Row]:
        written, plain = entries.written, reading.seat({})
        for index in which:
            entry = entries[index]
            if type(entry) is str:
                yield entry, plain, written[index]
            elif type(entry) is not Fields:
                self._no_entry(entry, place(file, written[index]))
            elif "group" in entry:  # only while judging: in batches it is a stretch of its own
                self._judged_group(file, entry, reading)
            else:
                seat = self._seat(entry, reading, file)
                if seat is not None:
                    yield entry["person"], seat, entry.position("person")

    def _group(self, file: str, entry: Fields, reading: "_Reading") -> Iterator[Batch]:
        name = self._judged_group(file, entry, reading)
        if name is None or name in reading.inside:
            return
        at = place(file, entry.position("group"))
        if len(reading.inside) >= DEEPEST:
            what = f"`{name}` is a group within {DEEPEST} others."
            self.found.add("too-large", what, "Name the groups where they are needed.", at)
            return
        inner = reading.within(name, entry, file)
        asks, (known, first) = (inner.role, inner.defaults), reading.seen.get(name, (None, at))
        if known is None:
            reading.seen[name] = asks, at
            group = self.groups[name]
            yield from self._batches(group.value, group.file, inner)
        elif known != asks:
            what = f"Everybody in `{name}` has a place by it already, in another role or with other fields."
            self.found.add("duplicate-person", what, "Keep one of the two.", at, (first,))

    def _judged_group(self, file: str, entry: Fields, reading: "_Reading") -> str | None:
        """The group that an entry names, or None, which was told."""
        if self._problems(entry, group_check(), file, reading.role):
            return None
        name: str = entry["group"]
        if name in self.groups:
            return name
        near = nearest(name, self.groups)
        remedy = f"Did you mean `{near}`?" if near else "Declare it under groups:, or remove it."
        self.found.add("unknown-group", f"`{name}` is not declared.", remedy, place(file, entry.position("group")))
        return None

    def _seat(self, entry: Fields, reading: "_Reading", file: str) -> Seat | None:
        """The seat an entry asks for; made and judged once for all entries that say the same."""
        said = {k: v for k, v in entry.items() if k != "person"}
        try:
            asked = (reading.role, tuple(reading.defaults.items()), tuple(said.items()), type(said.get("reinvite")))
            known = self._seats.get(asked)
        except TypeError:  # a list or mapping where a text belongs, which is told below
            asked, known = None, None
        if known is not None and type(entry.get("person")) is str:
            return known
        if self._problems(entry, person_check(), file, reading.role):
            return None
        seat = reading.seat(said)
        if seat.role.value == said.get("role", seat.role):
            self._seats[asked] = seat  # what contradicts its list is told for each entry
        return seat

    def _problems(self, entry: Fields, check: RowCheck, file: str, role: Role) -> bool:
        if self.found.full(file) and not check.fits(entry):
            self.found.skip(file)
            return True
        problems = check.problems(entry)
        for field, said in problems:
            self.found.add(*said, place(file, entry.key_position(field) if field else entry.start))
        if role is Role.ADMIN and entry.get("role") == "member":
            what = "`role` is member in a list of admins."
            self.found.add("bad-value", what, "Move the entry to members:.", place(file, entry.position("role")))
        return bool(problems)

    def _no_entry(self, entry: Any, at: Place) -> None:
        if entry is None:
            self.found.add("declares-nothing", "This entry is empty.", "Write an address, or remove the line.", at)
        else:
            what = "An entry is an address, a person or a group."
            self.found.add("wrong-type", what, "Write ADDRESS or {person: ADDRESS, until: DATE}.", at)


def _are_addresses(entries: Any) -> bool:
    return type(entries) is Entries and {*map(type, entries)} == {str}


@cache
def person_check() -> RowCheck:
    root = schemas.schema("customer")
    return RowCheck(root["$defs"]["person_entry"], root, "a person's entry")


@cache
def group_check() -> RowCheck:
    root = schemas.schema("customer")
    return RowCheck(root["$defs"]["group_entry"], root, "a group's entry")
