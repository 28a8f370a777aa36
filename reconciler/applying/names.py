"""No name means two people, or two workspaces, within one step.

A journal tells changes by number, and finds the numbers by the names. A planner gives new names first, and an undo
gives the old ones back last: who uses a name before it is given, or after it is gone, means somebody else by it.
"""

from collections import Counter
from collections.abc import Collection, Iterator

from reconciler.kinds.address import PersonKey
from reconciler.planning.changes import Action, Change, facts_of

_OF_WORKSPACES = frozenset({Action.CREATE_WORKSPACE, Action.RENAME_WORKSPACE, Action.DELETE_WORKSPACE})
_OF_PEOPLE = frozenset({Action.RENAME_PERSON, Action.MERGE_PERSON})
NAMING = _OF_WORKSPACES | _OF_PEOPLE
"""What gives a name, or takes one."""


def broken_by_names(changes: Collection[Change]) -> Iterator[str]:
    named = [c for c in changes if c.do in _OF_WORKSPACES]
    ids = Counter([c.at for c in named] + [facts_of(c.was)["id"] for c in named if c.do is Action.RENAME_WORKSPACE])
    yield from (f"{workspace} would be the name of two workspaces" for workspace, times in ids.items() if times > 1)
    if any(c.do in _OF_PEOPLE for c in changes):
        yield from _called_too_early_or_late(changes)


def _called_too_early_or_late(changes: Collection[Change]) -> Iterator[str]:
    comes: dict[PersonKey, int] = {}
    goes: dict[PersonKey, int] = {}
    for number, change in enumerate(changes):
        if change.do in _OF_PEOPLE:
            was, now = _keys(change)
            comes |= dict.fromkeys(now - was, number)
            goes |= dict.fromkeys(was - now, number)
    for number, change in enumerate(changes):
        wrong = [p for p in change.who if comes.get(p, number) > number or goes.get(p, number) < number]
        yield from (f"{person} would be the name of two people" for person in wrong)


def _keys(change: Change) -> tuple[set[PersonKey], set[PersonKey]]:
    was, now = facts_of(change.was), facts_of(change.now)
    if change.do is Action.MERGE_PERSON:
        return {*was["people"]}, {*now["people"]}
    return {was["key"]}, {now["key"]}
