"""Who is who among the people of a customer: keys, aliases, spellings, and what is said of each (D-11, D-12)."""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import NamedTuple, cast

from reconciler.errors import BadAddress
from reconciler.findings import Finding, Place, Severity
from reconciler.kinds.address import PersonKey, key_of
from reconciler.kinds.person import Person
from reconciler.kinds.plain import revive
from reconciler.loading import schemas
from reconciler.loading.codes import finding
from reconciler.loading.fragments import Fragments, Part
from reconciler.loading.gathered import Gathered
from reconciler.loading.nodes import Entries, Fields, Position, place
from reconciler.loading.rows import RowCheck
from reconciler.loading.wording import no_address


class Named(NamedTuple):
    name: str
    place: Place


Names = Mapping[str, str]
"""By address, as a roster writes it."""


class RosterNames(StrEnum):
    """Whether the names in rosters are taken in: of each a person is made, which nobody needs who only judges."""

    TAKEN = "taken"
    LEFT = "left"


class People:
    """Filled from ``people:`` first; then asked for the key behind every address."""

    def __init__(self, found: Gathered, roster_names: RosterNames = RosterNames.TAKEN) -> None:
        self.found = found
        self._roster_names = roster_names
        self.aliases: dict[PersonKey, PersonKey] = {}
        self._facts: dict[PersonKey, tuple[str, Part]] = {}
        self._aliases_of: dict[PersonKey, tuple[PersonKey, ...]] = {}
        self._alias_places: dict[PersonKey, Place] = {}
        self._spellings: dict[PersonKey, set[str]] = {}
        self._names: dict[PersonKey, str] = {}
        self._named_in: list[tuple[Names, Place]] = []
        """Rosters of which every address is a key already and named nobody before: their names go over at once."""
        self._named_at: dict[PersonKey, Place] = {}

    def declare(self, fragments: Fragments) -> None:
        """Takes in every ``people:`` section."""
        for address, part in fragments.people():
            key = self.own_key(address, part.file, part.key_at)
            if key is None:
                continue
            if key in self._facts:
                fragments.twice(f"`{address}` in people", self._facts[key][1], part)
            elif self._fits(part):
                self._facts[key] = (address, part)
                fragments.marks.mark(("people", key), part.file, part.key_at)
                if "status" in part.value:  # of the few who leave, not of all
                    fragments.marks.mark(("people", key, "status"), part.file, part.value.key_position("status"))
        for key, (_, part) in self._facts.items():
            self._declare_aliases(key, part)

    def own_key(self, text: str, file: str, at: Position) -> PersonKey | None:
        """The key of the address as written; None, and a finding, where it is no address."""
        try:
            return key_of(text)
        except BadAddress as fault:
            if self.found.wants("bad-address", file):
                self.found.keep(bad_address(text, fault, place(file, at)))
            return None

    def key(self, text: str, file: str, at: Position) -> PersonKey | None:
        """The key of the person whom the address belongs to, by whichever of their addresses."""
        own = self.own_key(text, file, at)
        if own is not None and own not in self.aliases and text != own:
            self.spelled(own, text)
        return own if own is None else self.aliases.get(own, own)

    def spelled(self, key: PersonKey, spelling: str) -> None:
        self._spellings.setdefault(key, set()).add(spelling)

    def named(self, names: Names, keys: Mapping[PersonKey, object], where: Place) -> None:
        """Names from a roster, by address as written there; ``keys`` are the people it brought."""
        if self._roster_names is RosterNames.LEFT:
            return
        if not self.aliases and names.keys() <= keys.keys() and self._names.keys().isdisjoint(names):
            self._names.update(cast(Mapping[PersonKey, str], names))
            self._named_in.append((names, where))
            return
        for address, name in names.items():
            key = self._key_in(address, keys)
            if key is not None:
                self._name(key, address, Named(name, where))

    def _name(self, key: PersonKey, address: str, told: Named) -> None:
        whose = self.aliases.get(key, key)
        known = self._known_name(whose) or told
        if known.name != told.name:
            what = f"{address} is called {known.name} and {told.name}."
            remedy = f"Write the name in people: {{{address}: {{name: NAME}}}}"
            if key not in self._facts:
                self.found.add("declared-twice", what, remedy, told.place, (known.place,), Severity.WARNING)
        self._names[whose], self._named_at[whose] = min(known, told) if known.name != told.name else known

    def _known_name(self, key: PersonKey) -> Named | None:
        if key not in self._names:
            return None
        at = self._named_at.get(key) or next(where for names, where in self._named_in if key in names)
        return Named(self._names[key], at)

    @staticmethod
    def _key_in(address: str, keys: Mapping[PersonKey, object]) -> PersonKey | None:
        if address in keys:
            return PersonKey(address)
        try:
            return key_of(address)
        except BadAddress:  # found already, where the person was seated
            return None

    def known(self) -> dict[PersonKey, Person]:
        """Everybody of whom more is known than the key, by key."""
        keys = {*self._facts, *self._names, *self._spellings}
        more = self._facts.keys() | self._spellings.keys()
        return {key: self._person(key) if key in more else Person(key, self._names[key]) for key in sorted(keys)}

    def _person(self, key: PersonKey) -> Person:
        name = self._names.get(key)
        if key not in self._facts:
            return Person(min(self._spellings.get(key, {key})), name)
        address, part = self._facts[key]
        said = {field: value for field, value in part.value.items() if value is not None and field != "also"}
        also = self._aliases_of.get(key, ())
        return revive(Person, {"name": name, **said, "address": address, "also": sorted(also)})

    def _fits(self, part: Part) -> bool:
        facts = part.value
        if not isinstance(facts, Fields) or not facts:
            what = "Nothing is said of this person." if not facts else "A mapping of facts belongs here."
            code = "wrong-type" if facts else "declares-nothing"
            self.found.add(code, what, "Write {name: NAME}, or remove the line.", place(part.file, part.key_at))
            return False
        problems = person_check().problems(facts)
        for field, said in problems:
            self.found.add(*said, place(part.file, facts.key_position(field)))
            facts[field] = None
        return True

    def _declare_aliases(self, key: PersonKey, part: Part) -> None:
        written: Entries | None = part.value.get("also")
        for number, text in enumerate(written or ()):
            at = written.position(number) if written else 0
            alias = self.own_key(text, part.file, at)
            if alias is None:
                continue
            here = place(part.file, at)
            if alias == key:
                self._claimed(f"{text} is the person's own address.", here, place(part.file, part.key_at))
            elif alias in self._facts:
                other = self._facts[alias][1]
                self._claimed(self._why_not(alias, key, text), here, place(other.file, other.key_at))
            elif alias in self.aliases:
                self._claimed(
                    f"{text} is another address of {self.aliases[alias]} too.", here, self._alias_places[alias]
                )
            else:
                self.aliases[alias], self._alias_places[alias] = key, here
                self._aliases_of[key] = (*self._aliases_of.get(key, ()), alias)

    def _why_not(self, alias: PersonKey, key: PersonKey, text: str) -> str:
        """Of two who are each other's other address, nobody can say which of them is meant."""
        theirs = self._facts[alias][1].value.get("also") or ()
        if any(isinstance(also, str) and _is_key(also, key) for also in theirs):
            return f"Each of {text} and {self._facts[key][0]} is declared to be another address of the other."
        return f"{text} has an entry of its own in people."

    def _claimed(self, what: str, here: Place, there: Place) -> None:
        self.found.add("declared-twice", what, "An address belongs to one person; keep one of the two.", here, (there,))


def _is_key(text: str, key: PersonKey) -> bool:
    try:
        return key_of(text) == key
    except BadAddress:  # found already, where it stands
        return False


def bad_address(text: str, fault: BadAddress, where: Place) -> Finding:
    return finding(*no_address(text, fault), where)


@cache
def person_check() -> RowCheck:
    root = schemas.schema("customer")
    return RowCheck(root["$defs"]["person"], root, "a person")
