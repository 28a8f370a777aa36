"""A journal replayed: the estate after each of its entries, every step obeyed and checked as it was the first time."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from reconciler.applying.ledger import erased_person, revealed
from reconciler.applying.merging import numbers_of, side_in_names
from reconciler.applying.obey import obey
from reconciler.applying.record import seat_in_names
from reconciler.history.told import understood
from reconciler.kinds.address import PersonKey, key_of, usual_keys
from reconciler.kinds.estate import CustomerId, Estate
from reconciler.kinds.person import Person
from reconciler.kinds.plain import revive
from reconciler.planning import canonical
from reconciler.planning.changes import ON_PEOPLE, ON_SEATS, Action, Change
from reconciler.ports import Holding


@dataclass(frozen=True, slots=True)
class Replayed:
    """``entry`` as it was written, its changes in today's names, the estate it led to, and what did not hold."""

    entry: Mapping[str, Any]
    changes: tuple[Change, ...]
    estate: Estate
    broken: tuple[str, ...]


class Replay:
    """The estate of a customer as one entry after the other leaves it, from nothing on. ``holding`` lends the private
    values."""

    def __init__(self, customer: CustomerId, holding: Holding) -> None:
        self.estate = Estate(customer)
        self._names = _Names(holding)

    def step(self, entry: Mapping[str, Any]) -> Replayed:
        """StateBroken where the entry cannot be understood: there it ends."""
        with understood(self.estate.customer):
            return self._step(entry)

    def _step(self, entry: Mapping[str, Any]) -> Replayed:
        names = self._names
        known = names.became_known(entry)
        before = replace(self.estate, numbers={**self.estate.numbers, **known}, serial=entry["seq"])
        changes = tuple(map(names.change, entry["changes"]))
        people = names.as_spelled(known)
        people |= {names.people[int(n)]: person for n, f in entry["people"].items() if (person := names.person(n, f))}
        done = obey(before, changes, people)
        self.estate = done.estate
        return Replayed(entry, changes, self.estate, tuple(done.broken))


def replayed(customer: CustomerId, entries: Iterable[bytes], holding: Holding) -> Iterator[Replayed]:
    """From nothing to the last entry. StateBroken where an entry cannot be understood."""
    replay = Replay(customer, holding)
    for body in entries:
        with understood(customer):
            entry = canonical.read(body)
        yield replay.step(entry)


class _Names:
    """Numbers back to names, as they are after each change: read the changes in their order."""

    def __init__(self, holding: Holding) -> None:
        self.people: dict[int, PersonKey] = {}
        self._workspaces: dict[int, str] = {}
        self._erased = frozenset(holding.record.get("tombstones", {}).get("people", ()))
        self._addresses = {**holding.people, **{number: erased_person(number) for number in self._erased}}
        self._texts = holding.texts

    def became_known(self, entry: Mapping[str, Any]) -> dict[PersonKey, int]:
        """The people whose first address came with an entry."""
        fresh = [n for n in canonical.numbers_in(entry["private"][0]) if n in self._addresses]
        addresses = [self._addresses[number] for number in fresh]
        keys = usual_keys(addresses) or list(map(key_of, addresses))
        self.people |= zip(fresh, keys, strict=True)
        return dict(zip(keys, fresh, strict=True))

    def as_spelled(self, known: Mapping[PersonKey, int]) -> dict[PersonKey, Person]:
        """D-11: of whom nothing is known but an address, with capitals in it."""
        addresses = {key: self._addresses[number] for key, number in known.items()}
        return {key: Person(address) for key, address in addresses.items() if address != key}

    def person(self, number: str, facts: Mapping[str, Any]) -> Person | None:
        """None for whom the facts were erased."""
        if int(number) in self._erased:
            return None
        return revive(Person, revealed(facts, self._texts, of_person=True))

    def change(self, line: Mapping[str, Any]) -> Change:
        do = Action(line["do"])
        if do is Action.MERGE_PERSON:
            return self._merge(line)
        was, now = self._side(do, line["was"]), self._side(do, line["now"])
        if do in ON_PEOPLE:
            number = int(line["who"])
            if number in self._erased and do is not Action.ERASE_PERSON:
                return Change(Action.UPDATE_PERSON, self.people[number], {}, {}, line["rule"])
            if do is Action.RENAME_PERSON:
                self.people[number] = PersonKey(now["key"])
            return Change(do, self.people[number], was, now, line["rule"])
        if do is Action.CREATE_WORKSPACE:
            self._workspaces[line["at"]] = now.pop("id")
        elif do is Action.RENAME_WORKSPACE:
            self._workspaces[line["at"]] = now["id"]
        at = line.get("at", "")
        who = tuple(self.people[number] for number in canonical.numbers_in(line.get("who", "")))
        since = datetime.fromisoformat(line["since"]) if "since" in line else None
        where = self._workspaces[at] if isinstance(at, int) else at
        return Change(do, where, was, now, line["rule"], who, since=since)

    def _merge(self, line: Mapping[str, Any]) -> Change:
        sides = (line["was"], line["now"])
        was, now = (side_in_names(side, self._texts, self._workspaces, self._erased) for side in sides)
        self.people |= {number: key for key, number in numbers_of(now).items()}
        return Change(Action.MERGE_PERSON, self.people[int(line["who"])], was, now, line["rule"])

    def _side(self, do: Action, side: Any) -> Any:
        if side is None:
            return None
        return seat_in_names(side, self._texts) if do in ON_SEATS else revealed(side, self._texts, do in ON_PEOPLE)
