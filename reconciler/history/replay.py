"""A journal replayed: the estate after each of its entries, every step obeyed and checked as it was the first time."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reconciler.applying.ledger import erased_person, revealed
from reconciler.applying.merging import numbers_of, side_in_names
from reconciler.applying.obey import obeyed_in
from reconciler.applying.record import seat_in_names
from reconciler.applying.working import Working
from reconciler.history.told import understood
from reconciler.kinds.address import PersonKey, key_of, usual_keys
from reconciler.kinds.estate import CustomerId, Estate
from reconciler.kinds.person import Person
from reconciler.kinds.plain import revive
from reconciler.kinds.seat import Seat
from reconciler.planning import canonical
from reconciler.planning.changes import ON_PEOPLE, ON_SEATS, Action, Change
from reconciler.ports import Holding

_ACTIONS = {action.value: action for action in Action}


@dataclass(frozen=True, slots=True)
class Replayed:
    """``entry`` as it was written, its changes in today's names, and what did not hold."""

    entry: Mapping[str, Any]
    changes: tuple[Change, ...]
    broken: tuple[str, ...]


class Replay:
    """One entry after the other is obeyed, from nothing on. ``holding`` lends the private values.

    All of them go on with one estate in the making: a copy for each would be of a million people in each of a
    thousand entries.
    """

    def __init__(self, customer: CustomerId, holding: Holding) -> None:
        self._customer, self._names = customer, _Names(holding)
        self._working = Working(Estate(customer))

    @property
    def estate(self) -> Estate:
        """What the entries so far lead to."""
        estate = self._working.estate
        self._working = Working(estate)
        return estate

    def read(self, body: bytes) -> Replayed:
        """The next entry. StateBroken where it cannot be understood: there it ends."""
        with understood(self._customer):
            return self._step(canonical.read(body))

    def step(self, entry: Mapping[str, Any]) -> Replayed:
        """The same of one that was decoded already."""
        with understood(self._customer):
            return self._step(entry)

    def _step(self, entry: Mapping[str, Any]) -> Replayed:
        names = self._names
        known, people = names.became_known(entry)
        changes = tuple(map(names.change, entry["changes"]))
        people |= {names.people[int(n)]: person for n, f in entry["people"].items() if (person := names.person(n, f))}
        self._working.numbers |= known
        self._working.serial = entry["seq"]
        return Replayed(entry, changes, tuple(obeyed_in(self._working, changes, people)))


def replayed(customer: CustomerId, entries: Iterable[bytes], holding: Holding) -> Iterator[Replayed]:
    """From nothing to the last entry. StateBroken where an entry cannot be understood."""
    return map(Replay(customer, holding).read, entries)


class _Names:
    """Numbers back to names, as they are after each change: read the changes in their order."""

    def __init__(self, holding: Holding) -> None:
        self.people: dict[int, PersonKey] = {}
        self._workspaces: dict[int, str] = {}
        self._erased = frozenset(holding.record.get("tombstones", {}).get("people", ()))
        self._addresses = {**holding.people, **{number: erased_person(number) for number in self._erased}}
        self._texts = holding.texts
        self._whom: dict[str, tuple[PersonKey, ...]] = {}

    def became_known(self, entry: Mapping[str, Any]) -> tuple[dict[PersonKey, int], dict[PersonKey, Person]]:
        """The people whose first address came with an entry; and, D-11, those of whom nothing is known but an address,
        with capitals in it."""
        fresh = [n for n in canonical.numbers_in(entry["private"][0]) if n in self._addresses]
        addresses = [self._addresses[number] for number in fresh]
        keys = usual_keys(addresses) or list(map(key_of, addresses))
        self._called(dict(zip(fresh, keys, strict=True)))
        spelled = zip(keys, addresses, strict=True) if keys is not addresses else ()
        return dict(zip(keys, fresh, strict=True)), {key: Person(a) for key, a in spelled if key != a}

    def person(self, number: str, facts: Mapping[str, Any]) -> Person | None:
        """None for whom the facts were erased."""
        if int(number) in self._erased:
            return None
        return revive(Person, revealed(facts, self._texts, of_person=True))

    def change(self, line: Mapping[str, Any]) -> Change:
        do = _ACTIONS[line["do"]]
        if do in ON_SEATS:
            since = datetime.fromisoformat(line["since"]) if "since" in line else None
            was, now = self._seat(line["was"]), self._seat(line["now"])
            return Change(
                do, self._workspaces[line["at"]], was, now, line["rule"], self._who(line.get("who", "")), since=since
            )
        if do is Action.MERGE_PERSON:
            return self._merge(line)
        was, now = (self._facts(line[side], do in ON_PEOPLE) for side in ("was", "now"))
        if do in ON_PEOPLE:
            return self._on_person(do, line, was, now)
        if do is Action.CREATE_WORKSPACE:
            self._workspaces[line["at"]] = now.pop("id")
        elif do is Action.RENAME_WORKSPACE:
            self._workspaces[line["at"]] = now["id"]
        at = line.get("at", "")
        return Change(do, self._workspaces[at] if isinstance(at, int) else at, was, now, line["rule"])

    def _seat(self, side: Any) -> Seat | None:
        return None if side is None else seat_in_names(side, self._texts)

    def _facts(self, side: Any, of_person: bool) -> Any:
        return None if side is None else revealed(side, self._texts, of_person)

    def _on_person(self, do: Action, line: Mapping[str, Any], was: Any, now: Any) -> Change:
        number = int(line["who"])
        if number in self._erased and do is not Action.ERASE_PERSON:
            return Change(Action.UPDATE_PERSON, self.people[number], {}, {}, line["rule"])
        if do is Action.RENAME_PERSON:
            self._called({number: PersonKey(now["key"])})
        return Change(do, self.people[number], was, now, line["rule"])

    def _merge(self, line: Mapping[str, Any]) -> Change:
        sides = (line["was"], line["now"])
        was, now = (side_in_names(side, self._texts, self._workspaces, self._erased) for side in sides)
        self._called({number: key for key, number in numbers_of(now).items()})
        return Change(Action.MERGE_PERSON, self.people[int(line["who"])], was, now, line["rule"])

    def _called(self, names: Mapping[int, PersonKey]) -> None:
        self.people.update(names)
        self._whom.clear()

    def _who(self, numbers: str) -> tuple[PersonKey, ...]:
        """The same few ranges stand in the changes of many workspaces."""
        found = self._whom.get(numbers)
        if found is None:
            found = self._whom[numbers] = tuple(map(self.people.__getitem__, canonical.numbers_in(numbers)))
        return found
