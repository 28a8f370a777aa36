"""What undoings took back of the last thing that files asked for, and what they have done since.

The journal is read from its end to the last apply of all that files ask for: what that one did, and later undoings did
not take back, stands in the state. So a plan can only repeat what is found here, and no entry before it need be read.
An apply of a part (some workspaces, no removals, what one person may do) did not ask again for what it left out.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from reconciler.applying.ledger import revealed
from reconciler.applying.record import estate_of
from reconciler.history.fact_back import RULE
from reconciler.history.told import understood
from reconciler.planning import canonical
from reconciler.planning.changes import ON_CONTRACTS, ON_PEOPLE, ON_SEATS, Action
from reconciler.planning.effects import Effect, effects_of
from reconciler.ports import Holding

_FROM_FILES = re.compile(rb'"config":"[^"]')
_OF_A_PART = b'"part":true'
"""An entry is canonical JSON, in which no text can look like these; one of a million changes need not be parsed."""


def taken_back(holding: Holding, backwards: Iterable[bytes]) -> frozenset[Effect]:
    """By the names of today. StateBroken where an entry cannot be understood."""
    undoings: list[Mapping[str, Any]] = []
    applied: list[bytes] = []
    for body in backwards:
        if _FROM_FILES.search(body):
            applied.append(body)
            if _OF_A_PART not in body:
                break
            continue
        with understood(holding.customer):
            entry = canonical.load(body)
            if any(line["rule"] == RULE for line in entry["changes"]):
                undoings.append(entry)
    if not undoings:
        return frozenset()
    with understood(holding.customer):
        names = _Names(holding, [*undoings, *map(canonical.load, applied)])
        return frozenset(effect for entry in undoings for line in entry["changes"] for effect in names.effects(line))


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

    def effects(self, line: Mapping[str, Any]) -> Iterator[Effect]:
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
        side = line["was"] if do in ON_SEATS else revealed(line["was"], self._texts, do in ON_PEOPLE)
        yield from effects_of(do, at or "", side, people)
