"""Forgetting a person: what of a customer's personal values is theirs, and what becomes of an estate without them.

Theirs are the addresses under which they were known, what is said of them and of nobody else, and every other text in
which one of their addresses stands: as the one who did something, as a sponsor, in the title of a case. Numbers and
proofs stay, so that the journal and its chain are what they were. Where somebody else was called so too, before or
after them, it stays in what that other was called: without it nobody could tell what became of whom.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from reconciler.applying.entry import Occasion
from reconciler.applying.ledger import personal_ids
from reconciler.applying.passage import passage
from reconciler.applying.step import Step, step
from reconciler.kinds.address import PersonKey
from reconciler.kinds.estate import Estate, numbers_of
from reconciler.kinds.person import Person
from reconciler.kinds.tombstone import Tombstones
from reconciler.planning import canonical
from reconciler.planning.changes import ON_PEOPLE, ON_SEATS, Action, Change
from reconciler.ports import Holding, Private, PrivateKind, Randomness

RULE = "erase"
_KEY_BYTES = 32
_CALLED = ("address", "key")


@dataclass(frozen=True, slots=True)
class Theirs:
    """``addresses`` of theirs, now and before, as compared; ``values`` are the ids of what is theirs, and ``others`` of
    what other people are or were called. Of ``taken`` addresses, somebody else has one today."""

    addresses: frozenset[str]
    values: frozenset[int]
    others: frozenset[int] = frozenset()
    taken: frozenset[str] = frozenset()

    @property
    def left(self) -> frozenset[str]:
        """The addresses that mean nobody but them."""
        return self.addresses - self.taken

    def erased(self, private: Iterable[Private]) -> Iterator[Private]:
        """What is theirs of these, with text and salt taken away."""
        named = naming(self.addresses)
        for value in private:
            if value.text is None or value.id in self.others:
                continue
            if value.id in self.values or named.search(value.text):
                yield value._replace(text=None, salt=None, erased=value.proof)

    def kept(self, private: Iterable[Private]) -> Iterator[Private]:
        """In which of these an address of theirs stays, as what somebody else is or was called."""
        return (v for v in private if v.id in self.others and v.text is not None and v.text.lower() in self.addresses)


def naming(addresses: Collection[str]) -> re.Pattern[str]:
    """Finds one of these addresses in a text, and not a longer one that it is a part of."""
    any_of_them = "|".join(map(re.escape, sorted(addresses)))
    return re.compile(rf"(?<![\w.+-])(?:{any_of_them})(?![\w-]|\.\w)", re.IGNORECASE)


def theirs(estate: Estate, person: PersonKey, private: Iterable[Private], entries: Iterable[bytes]) -> Theirs:
    """What is of one person, in everything that ever happened."""
    mine = numbers_of(estate.numbers[person], estate.merged)
    uses = _Uses(mine, frozenset(estate.tombstones.people))
    for body in entries:
        uses.note(canonical.read(body))
    values = {v.id: v for v in private}
    ids = {*mine, *(uses.mine - uses.others)}
    known = estate.people.get(person, Person(person))
    addresses = {str(person), known.address, *known.also}
    addresses |= {t for n in mine | uses.mine if n in values and (t := values[n].text) and _is_address(values[n])}
    addresses = {address.lower() for address in addresses}
    others = uses.called | {v.id for v in values.values() if v.kind is PrivateKind.PERSON and v.id not in mine}
    taken = {a for a in addresses if estate.numbers.get(PersonKey(a), estate.numbers[person]) not in mine}
    return Theirs(frozenset(addresses), frozenset(ids), frozenset(others), frozenset(taken))


def _is_address(value: Private) -> bool:
    """Not a note, which is an object; not a name."""
    text = value.text or ""
    return value.kind is PrivateKind.PERSON or (text.count("@") == 1 and not text.startswith("{") and " " not in text)


@dataclass(slots=True)
class _Uses:
    """Which values are said of these people, and which of anybody else; and what anybody else was ``called``. Whoever
    is ``gone``, erased before, uses nothing."""

    people: frozenset[int]
    gone: frozenset[int]
    mine: set[int] = field(default_factory=set)
    others: set[int] = field(default_factory=set)
    called: set[int] = field(default_factory=set)

    def note(self, entry: Mapping[str, Any]) -> None:
        for number, facts in entry["people"].items():
            self._facts(int(number), facts)
        for line in entry["changes"]:
            do = Action(line["do"])
            for side in filter(None, (line["was"], line["now"])):
                if do is Action.MERGE_PERSON:
                    self._merge(side)
                elif do in ON_PEOPLE:
                    self._facts(int(line["who"]), side)
                elif do in ON_SEATS and "note" in side:
                    self._note(side["note"], line["who"])

    def _merge(self, side: Mapping[str, Any]) -> None:
        for number, facts in side["people"].items():
            self._facts(int(number), facts)
        for seats in side["seats"].values():
            for number, seat in seats.items():
                if "note" in seat:
                    self._note(seat["note"], number)

    def _facts(self, number: int, facts: Mapping[str, Any]) -> None:
        said = personal_ids(facts, of_person=True)
        if number in self.people:
            self.mine |= said
        elif number not in self.gone:
            self.others |= said
            self.called.update(facts[name] for name in _CALLED if name in facts)

    def _note(self, note: int, who: str) -> None:
        if canonical.any_in(who, self.people):
            self.mine.add(note)
        if not (self.people | self.gone).issuperset(canonical.numbers_in(who)):
            self.others.add(note)


def erasing_step(
    holding: Holding,
    estate: Estate,
    person: PersonKey,
    found: Theirs,
    private: Iterable[Private],
    occasion: Occasion,
    randomness: Randomness,
) -> Step:
    """One entry that says which number was erased; its commit takes the texts, the seats and what is owed away."""
    key = estate.tombstones.key or randomness(f"tombstones {estate.customer}", _KEY_BYTES).hex()
    before = replace(estate, tombstones=replace(estate.tombstones, key=key))
    stones = sorted(map(Tombstones(key).hashed, found.left))
    change = Change(Action.ERASE_PERSON, person, None, {"tombstones": stones}, RULE)
    taken = step(passage(before, [change]), holding, occasion, randomness)
    if taken.commit is None:
        return taken
    gone = {value.id: value for value in found.erased((*private, *taken.commit.private))}
    fresh = [gone.pop(value.id, value) for value in taken.commit.private]
    return Step(replace(taken.commit, private=[*fresh, *gone.values()]), taken.result)


def returning_step(holding: Holding, estate: Estate, address: str, occasion: Occasion, randomness: Randomness) -> Step:
    """One entry by which an address that was erased may be taken in again, as somebody new."""
    stones = [estate.tombstones.hashed(address)]
    change = Change(Action.LET_RETURN, "", {"tombstones": stones}, None, RULE)
    return step(passage(estate, [change]), holding, occasion, randomness)
