"""When each membership began, as the journal says."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from reconciler.history.replay import replayed
from reconciler.history.told import understood
from reconciler.kinds.address import PersonKey
from reconciler.kinds.estate import CustomerId
from reconciler.kinds.seat import Seat, SeatState
from reconciler.kinds.workspace import WorkspaceId
from reconciler.planning.changes import Action, Change
from reconciler.ports import Holding

Since = dict[WorkspaceId, dict[PersonKey, datetime]]


def memberships_since(customer: CustomerId, entries: Iterable[bytes], holding: Holding) -> Since:
    """The moment at which each person last became a member, or was one already where that was imported; renamed people
    and workspaces keep theirs."""
    with understood(customer):
        return _since(customer, entries, holding)


def _since(customer: CustomerId, entries: Iterable[bytes], holding: Holding) -> Since:
    since: Since = {}
    for step in replayed(customer, entries, holding):
        at = datetime.fromisoformat(step.entry["at"])
        for change in step.changes:
            if change.do is Action.RENAME_WORKSPACE and isinstance(change.was, dict):
                since[WorkspaceId(change.at)] = since.pop(WorkspaceId(change.was["id"]), {})
            elif change.do is Action.RENAME_PERSON and isinstance(change.was, dict):
                _renamed(since, PersonKey(change.was["key"]), PersonKey(change.at))
            elif change.do is Action.MERGE_PERSON and isinstance(change.was, dict) and isinstance(change.now, dict):
                _merged(since, change.was["seats"], change.now["seats"])
            elif becomes_member(change):
                began = change.since or at
                since.setdefault(WorkspaceId(change.at), {}).update(dict.fromkeys(change.who, began))
    return since


def becomes_member(change: Change) -> bool:
    was, now = change.was, change.now
    is_one = isinstance(now, Seat) and now.state is SeatState.MEMBER
    return is_one and not (isinstance(was, Seat) and was.state is SeatState.MEMBER)


def _renamed(since: Since, old: PersonKey, new: PersonKey) -> None:
    for people in since.values():
        if old in people:
            people[new] = people.pop(old)


def _merged(since: Since, was: Mapping[str, Mapping[str, Any]], now: Mapping[str, Mapping[str, Any]]) -> None:
    """Whoever is a member afterwards has been one since the first of those who became one was."""
    for workspace, seats in now.items():
        people = since.setdefault(WorkspaceId(workspace), {})
        began = [people.pop(PersonKey(key)) for key in was[workspace] if key in people]
        members = [PersonKey(key) for key, seat in seats.items() if seat["state"] == SeatState.MEMBER]
        if began:
            people.update(dict.fromkeys(members, min(began)))
