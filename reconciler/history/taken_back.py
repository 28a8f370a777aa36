"""What undoings took back of the last thing that files asked for, and what they have done since.

The journal is read from its end to the last apply of all that files ask for: what that one did, and later undoings did
not take back, stands in the state. So a plan can only repeat what is found here, and no entry before it need be read.
An apply of a part (some workspaces, no removals, what one person may do) did not ask again for what it left out.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from reconciler.applying.ledger import revealed
from reconciler.applying.record import estate_of
from reconciler.history.fact_back import RULE
from reconciler.history.in_full import is_in_full, is_of_files
from reconciler.history.told import understood
from reconciler.kinds.customer import CustomerId
from reconciler.planning import canonical
from reconciler.planning.changes import ON_CONTRACTS, ON_PEOPLE, ON_SEATS, Action
from reconciler.planning.effects import Effect, effects_of
from reconciler.ports import Holding, StateStore

_UNDOES = f'"rule":"{RULE}"'.encode()
"""An entry is canonical JSON, in which no text can look like this; one of a million changes need not be parsed."""


def taken_back(store: StateStore, customer: CustomerId) -> frozenset[Effect]:
    """By the names of today; these are read only where something was undone. StateBroken where an entry cannot be
    understood."""
    found: list[bytes] = []
    for body in store.backwards(customer):
        if is_of_files(body) or _UNDOES in body:
            found.append(body)
        if is_in_full(body):
            break
    holding = store.holding(customer) if any(_UNDOES in body for body in found) else None
    if holding is None:
        return frozenset()
    with understood(customer):
        entries = [canonical.load(body) for body in reversed(found)]
        return frozenset(_left_of(entries, _Names(holding, entries)))


def _left_of(entries: Iterable[Mapping[str, Any]], names: "_Names") -> set[Effect]:
    """In the order of writing. An undo of an undo does again what files asked for, and takes back what none
    of them did."""
    taken: set[Effect] = set()
    given: set[Effect] = set()
    for entry in entries:
        undoes = any(line["rule"] == RULE for line in entry["changes"])
        for line in entry["changes"]:
            anew = {*names.effects(line, line["now"])}
            back = {*names.effects(line, line["was"])} if undoes else set()
            if anew == back:  # as where only a last day is another
                taken ^= back
            elif undoes:
                taken, given = taken | back - given, given - back
                taken, given = taken - anew, given | anew - taken
            else:
                taken, given = taken - anew, given - anew
    return taken


class _Names:
    """Numbers to the names of today; a workspace that is not there any more has the one that it had."""

    def __init__(self, holding: Holding, entries: Iterable[Mapping[str, Any]]) -> None:
        estate = estate_of(holding)
        self._people = {number: key for key, number in estate.numbers.items()}
        self._workspaces: dict[int, str] = {}
        for entry in entries:
            for line in entry["changes"]:
                if line["do"] == Action.CREATE_WORKSPACE.value:
                    self._workspaces.setdefault(line["at"], line["now"]["id"])
        self._workspaces |= {number: name for name, number in estate.workspace_numbers.items()}
        self._texts = holding.texts

    def effects(self, line: Mapping[str, Any], side: Mapping[str, Any] | None) -> Iterator[Effect]:
        do = Action(line["do"])
        if do is Action.MERGE_PERSON:
            return
        if do in ON_PEOPLE:
            at: str | None = self._people.get(int(line["who"]))
            people: tuple[str, ...] = ("",)
        else:
            at = line.get("at", "") if do in ON_CONTRACTS else self._workspaces.get(line.get("at", 0), "")
            numbers = canonical.numbers_in(line.get("who", ""))
            people = tuple(self._people[n] for n in numbers if n in self._people) if numbers else ("",)
        told = side if do in ON_SEATS else revealed(side, self._texts, do in ON_PEOPLE)
        yield from effects_of(do, at or "", told, people)
