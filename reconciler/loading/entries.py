"""Entries of people lists: an address, ``{person: ...}`` or ``{group: ...}``, turned into rows for a roll."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from reconciler.findings import Place
from reconciler.kinds.seat import Role, Seat
from reconciler.loading import schemas
from reconciler.loading.fragments import Part
from reconciler.loading.gathered import Gathered
from reconciler.loading.nodes import Entries, Fields, place
from reconciler.loading.rows import RowCheck
from reconciler.loading.seats import Row, wanted
from reconciler.loading.wording import nearest

Defaults = Mapping[str, Any]
"""What the ``{group: ...}`` entry says, for those of whom the group does not say otherwise."""


class EntryReader:
    """Reads people lists of one customer. ``groups`` are its groups, by id."""

    def __init__(self, groups: Mapping[str, Part], found: Gathered) -> None:
        self.groups = groups
        self.found = found
        self._seats: dict[Any, Seat | None] = {}

    def batches(
        self, part: Part, role: Role, defaults: Defaults | None = None, inside: tuple[str, ...] = ()
    ) -> Iterator[tuple[str, Iterator[Row]]]:
        """The rows of a list, in stretches of one file each: a group's people stand where the group does."""
        entries = part.value
        if not isinstance(entries, Entries):
            return
        begin = 0
        for index, entry in enumerate(entries):
            if type(entry) is Fields and "group" in entry:
                yield part.file, self._rows(part, role, defaults or {}, range(begin, index))
                yield from self._group(part.file, entry, role, defaults or {}, inside)
                begin = index + 1
        yield part.file, self._rows(part, role, defaults or {}, range(begin, len(entries)))

    def judge(self, name: str, part: Part) -> None:
        """Reads a list for its mistakes alone: groups that nobody uses are read whole too."""
        for _, rows in self.batches(part, Role.MEMBER, inside=(name,)):
            for _row in rows:
                pass

    def _rows(self, part: Part, role: Role, defaults: Defaults, which: range) -> Iterator[Row]:
        entries, written = part.value, part.value.written
        plain = self._seat({}, role, defaults, part.file)
        for index in which:
            entry = entries[index]
            if type(entry) is str and plain is not None:
                yield entry, plain, written[index]
            elif type(entry) is Fields:
                seat = self._seat(entry, role, defaults, part.file)
                if seat is not None:
                    yield entry["person"], seat, entry.position("person")
            else:
                self._no_entry(entry, part, index)

    def _group(
        self, file: str, entry: Fields, role: Role, defaults: Defaults, inside: tuple[str, ...]
    ) -> Iterator[tuple[str, Iterator[Row]]]:
        if self._problems(entry, group_check(), file, role):
            return
        name = entry["group"]
        if name in inside or name not in self.groups:
            near = nearest(name, self.groups)
            what = f"`{name}` contains itself." if name in inside else f"`{name}` is not declared."
            remedy = (
                f"Did you mean `{near}`?" if near and name not in inside else "Declare it under groups:, or remove it."
            )
            self.found.add("unknown-group", what, remedy, place(file, entry.position("group")))
            return
        said = {**defaults, **{k: v for k, v in entry.items() if k != "group"}}
        yield from self.batches(self.groups[name], role, said, (*inside, name))

    def _unresolved(self, name: str, inside: tuple[str, ...], where: Place) -> None:
        if name in inside:
            what = f"`{name}` contains itself: {' > '.join((*inside, name))}."
            self.found.add("unknown-group", what, "Take one of them out.", where)
            return
        near = nearest(name, self.groups)
        remedy = f"Did you mean `{near}`?" if near else "Declare it under groups:, or remove it."
        self.found.add("unknown-group", f"`{name}` is not declared.", remedy, where)

    def _seat(self, entry: Mapping[str, Any], role: Role, defaults: Defaults, file: str) -> Seat | None:
        """The seat an entry asks for; made and judged once for all entries that say the same."""
        said = {k: v for k, v in entry.items() if k != "person"}
        try:
            asked = (role, tuple(defaults.items()), tuple(said.items()), type(said.get("reinvite")))
            known = self._seats.get(asked)
        except TypeError:  # a list or mapping where a text belongs
            asked, known = None, None
        if known is not None and type(entry.get("person", "")) is str and (not said or "person" in entry):
            return known
        if isinstance(entry, Fields) and self._problems(entry, person_check(), file, role):
            return None
        seat = wanted({**defaults, **said}, role)
        self._seats[asked] = seat
        return seat

    def _problems(self, entry: Fields, check: RowCheck, file: str, role: Role) -> bool:
        problems = check.problems(entry)
        for field, said in problems:
            self.found.add(*said, place(file, entry.key_position(field) if field else entry.start))
        if role is Role.ADMIN and entry.get("role") == "member":
            problems = problems or [None]  # type: ignore[list-item]
            what = "`role` is member in a list of admins."
            self.found.add("bad-value", what, "Move the entry to members:.", place(file, entry.position("role")))
        return bool(problems)

    def _no_entry(self, entry: Any, part: Part, index: int) -> None:
        at = place(part.file, part.value.position(index))
        if entry is None:
            self.found.add("declares-nothing", "This entry is empty.", "Write an address, or remove the line.", at)
        else:
            what = "An entry is an address, a person or a group."
            self.found.add("wrong-type", what, "Write ana@contoso.com or {person: ana@contoso.com, until: ...}.", at)


@cache
def person_check() -> RowCheck:
    root = schemas.schema("customer")
    return RowCheck(root["$defs"]["person_entry"], root, "a person's entry")


@cache
def group_check() -> RowCheck:
    root = schemas.schema("customer")
    return RowCheck(root["$defs"]["group_entry"], root, "a group's entry")
