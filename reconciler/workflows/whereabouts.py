"""What brings a person into a workspace, in the files of their customer: a line that can be edited, or something else
that has to be changed by somebody who knows what else it does."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from reconciler.editing.people_lists import PeopleList
from reconciler.editing.tidy_roster import roster_lines, said_by
from reconciler.errors import BadAddress
from reconciler.findings import Place
from reconciler.kinds.address import PersonKey, key_of
from reconciler.kinds.estate import BY_RULE
from reconciler.loading import yaml
from reconciler.loading.gathered import Gathered
from reconciler.loading.nodes import Entries, Fields, place

LISTS = ("admins", "members")


@dataclass(frozen=True, slots=True)
class InList:
    """An entry of a list. ``said`` has every field as it stands, ``person`` included."""

    file: str
    people: PeopleList
    number: int
    said: Mapping[str, Any]
    at: Place


@dataclass(frozen=True, slots=True)
class InRoster:
    file: str
    key: PersonKey
    said: Mapping[str, Any]
    at: Place


@dataclass(frozen=True, slots=True)
class Through:
    """``what``: group sre, contract contoso-u26."""

    what: str
    at: Place


@dataclass(frozen=True, slots=True)
class KnownIn:
    """A document whose ``people:`` say more of somebody, and how they are spelled there."""

    file: str
    document: int
    spelling: str


@dataclass(slots=True)
class Declared:
    """A workspace as one document declares it."""

    file: str
    document: int
    fields: Fields


@dataclass(slots=True)
class Files:
    """The files of a customer, read for editing."""

    customer: str
    workspaces: dict[str, Declared] = field(default_factory=dict)
    groups: dict[str, tuple[str, Any]] = field(default_factory=dict)
    contracts: dict[str, tuple[str, Fields]] = field(default_factory=dict)
    people: dict[PersonKey, KnownIn] = field(default_factory=dict)
    of_people: list[tuple[str, int]] = field(default_factory=list)
    """Every document with ``people:`` in it."""
    aliases: dict[PersonKey, PersonKey] = field(default_factory=dict)
    rosters: dict[str, bytes] = field(default_factory=dict)

    def take(self, file: str, content: bytes) -> None:
        for number, document in enumerate(yaml.read(content, file, Gathered())):
            said = document.content
            if not isinstance(said, Fields) or said.get("customer") != self.customer:
                continue
            for name, fields in (said.get("workspaces") or {}).items():
                self.workspaces[name] = Declared(file, number, fields)
            self.groups |= {name: (file, entries) for name, entries in (said.get("groups") or {}).items()}
            self.contracts |= {name: (file, facts) for name, facts in (said.get("contracts") or {}).items()}
            self.of_people += [(file, number)] if said.get("people") else []
            for address, facts in (said.get("people") or {}).items():
                self.people[key_of(address)] = KnownIn(file, number, address)
                self.aliases |= {key_of(also): key_of(address) for also in facts.get("also") or ()}

    def key(self, address: str) -> PersonKey:
        own = key_of(address)
        return self.aliases.get(own, own)

    def bringing(self, workspace: str, person: PersonKey) -> Iterator[InList | InRoster | Through]:
        """Everything that brings a person into a workspace, lines that can be edited first."""
        declared = self.workspaces[workspace]
        for name in LISTS:
            entries = declared.fields.get(name)
            if entries is not None:
                people = PeopleList(declared.document, workspace, name)
                yield from self._in_list(declared.file, people, entries, person)
        for roster in self.rosters_of(workspace):
            yield from self._in_roster(roster, person)
        for name in LISTS:
            for group in _groups_in(declared.fields.get(name)):
                yield from self._in_group(group, person, frozenset())
        if declared.fields.get("default") is True or workspace == BY_RULE:
            yield from self._in_contracts(person)

    def rosters_of(self, workspace: str) -> list[str]:
        declared = self.workspaces[workspace]
        folder = declared.file.rpartition("/")[0]
        return [f"{folder}/{name}" if folder else name for name in declared.fields.get("members_from") or ()]

    def place_of_facts(self, person: str, workspace: str) -> KnownIn:
        """Where more of a person is said, or would be: beside what is said of others, the workspace's file first."""
        known = self.people.get(self.key(person))
        if known is not None:
            return known
        declared = self.workspaces[workspace]
        own = declared.file, declared.document
        return KnownIn(*(own if own in self.of_people or not self.of_people else self.of_people[0]), person)

    def everybody(self) -> Iterator[str]:
        """Whoever is named anywhere, as written: to find the one who was meant."""
        lists = [entries for declared in self.workspaces.values() for entries in map(declared.fields.get, LISTS)]
        for entries in [*lists, *(entries for _, entries in self.groups.values())]:
            yield from (said["person"] for _, said in _people_in(entries))
        for file, content in self.rosters.items():
            read = roster_lines(content, file, Gathered())
            yield from (row.person for row in (read[1] if read else ()))

    def _in_list(self, file: str, people: PeopleList, entries: Any, person: PersonKey) -> Iterator[InList]:
        for number, said in _people_in(entries):
            if self._is(said["person"], person):
                yield InList(file, people, number, said, place(file, entries.position(number)))

    def _in_roster(self, file: str, person: PersonKey) -> Iterator[InRoster]:
        read = roster_lines(self.rosters.get(file, b""), file, Gathered())
        for row in read[1] if read else ():
            if read and self.aliases.get(row.key, row.key) == person:
                yield InRoster(file, row.key, said_by(read[0], row), Place(file, row.line))

    def _in_group(self, group: str, person: PersonKey, inside: frozenset[str]) -> Iterator[Through]:
        if group not in self.groups or group in inside:
            return
        file, entries = self.groups[group]
        for number, said in _people_in(entries):
            if self._is(said["person"], person):
                yield Through(f"group {group}", place(file, entries.position(number)))
        for inner in _groups_in(entries):
            yield from self._in_group(inner, person, inside | {group})

    def _in_contracts(self, person: PersonKey) -> Iterator[Through]:
        for name, (file, facts) in self.contracts.items():
            for role in ("services_admins", "support_contacts"):
                for number, address in enumerate(facts.get(role) or ()):
                    if self._is(address, person):
                        yield Through(f"{role} of contract {name}", place(file, facts[role].position(number)))

    def _is(self, address: str, person: PersonKey) -> bool:
        try:
            return self.key(address) == person
        except BadAddress:
            return False


def _people_in(entries: Any) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for number, entry in enumerate(entries if isinstance(entries, Entries) else ()):
        if isinstance(entry, str):
            yield number, {"person": entry}
        elif isinstance(entry, Fields) and isinstance(entry.get("person"), str):
            yield number, entry


def _groups_in(entries: Any) -> Iterator[str]:
    for entry in entries if isinstance(entries, Entries) else ():
        if isinstance(entry, Fields) and isinstance(entry.get("group"), str):
            yield entry["group"]
