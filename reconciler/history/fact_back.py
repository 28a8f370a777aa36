"""What takes back one change of a fact, as the fact is today: the swap, where today's values are still those that the
change left. What was changed again since is a conflict, field by field."""

from collections.abc import Mapping
from typing import Any

from reconciler.history.merge_back import merge_back
from reconciler.kinds.address import PersonKey
from reconciler.kinds.contract import ContractId
from reconciler.kinds.estate import Estate
from reconciler.kinds.person import Person
from reconciler.kinds.plain import holds, plain
from reconciler.kinds.tombstone import is_nobody
from reconciler.kinds.workspace import WorkspaceId
from reconciler.planning.changes import Action, Change

RULE = "undo"
Back = Change | str | None
"""A change, why there is none, or None where nothing is to be taken back."""


def fact_back(done: Change, at: str, today: Estate) -> Back:
    """``at`` is what the workspace, person or contract is called today."""
    match done.do:
        case Action.RENAME_WORKSPACE:
            return _name_back(done, at, "id")
        case Action.RENAME_PERSON:
            return _name_back(done, at, "key")
        case Action.CREATE_WORKSPACE:
            return Change(Action.DELETE_WORKSPACE, at, plain(today.workspaces[WorkspaceId(at)]), None, RULE)
        case Action.DELETE_WORKSPACE:
            taken = WorkspaceId(done.at) in today.workspaces
            return "its name is another workspace's now" if taken else _swapped(done, Action.CREATE_WORKSPACE)
        case Action.ACTIVATE_CONTRACT | Action.RENEW_CONTRACT | Action.DEACTIVATE_CONTRACT:
            return _contract_back(done, today)
        case Action.ADD_BENEFIT | Action.CHANGE_BENEFIT | Action.REMOVE_BENEFIT:
            return _benefit_back(done, at, today)
        case Action.SET_POLICY:
            policy = today.workspaces[WorkspaceId(at)].policy if at else today.policy
            held = None if policy is None else plain(policy)
            return _if_unchanged(held, done, Change(Action.SET_POLICY, at, done.now, done.was, RULE))
        case Action.MERGE_PERSON:
            return merge_back(done, at, RULE)
        case _:
            return _fields_back(done, at, today)


def _swapped(done: Change, do: Action) -> Change:
    return Change(do, done.at, done.now, done.was, RULE)


def _if_unchanged(held: Any, done: Change, back: Change) -> Back:
    if held == done.was:
        return None
    return back if held == done.now else "changed again since"


def _name_back(done: Change, at: str, name: str) -> Back:
    was, now = _facts(done.was), _facts(done.now)
    if at != now[name]:
        return f"is called {at} since"
    return Change(done.do, was[name], now, was, RULE)


def _contract_back(done: Change, today: Estate) -> Back:
    contract = today.contracts.get(ContractId(done.at))
    held = None if contract is None else plain(contract)
    if done.do is not Action.DEACTIVATE_CONTRACT:
        return _if_unchanged(held, done, _swapped(done, Action.DEACTIVATE_CONTRACT))
    do = Action.RENEW_CONTRACT if "renews" in _facts(done.was) else Action.ACTIVATE_CONTRACT
    return _if_unchanged(held, done, _swapped(done, do))


def _benefit_back(done: Change, at: str, today: Estate) -> Back:
    name = _facts(done.now if done.now is not None else done.was)["benefit"]
    added = today.workspaces[WorkspaceId(at)].benefits
    held = {"benefit": name, "quantity": added[name]} if name in added else None
    do = Action.REMOVE_BENEFIT if done.was is None else Action.CHANGE_BENEFIT
    do = Action.ADD_BENEFIT if done.now is None else do
    return _if_unchanged(held, done, Change(do, at, done.now, done.was, RULE))


def _fields_back(done: Change, at: str, today: Estate) -> Back:
    was, now = _facts(done.was), _facts(done.now)
    held = _held(done.do, at, today)
    if held is None:
        return "is not there any more"
    changed = [name for name in now if not holds(held, {name: was.get(name)})]
    if others := [name for name in changed if not holds(held, {name: now[name]})]:
        return f"{', '.join(others)} changed again since"
    if not changed:
        return None
    before, after = ({name: side[name] for name in changed} for side in (now, was))
    if done.do is Action.UPDATE_PERSON and any(map(is_nobody, (after.get("name") or "", *(after.get("also") or ())))):
        return "names somebody who was erased since"
    return Change(_status_action(before, after) or done.do, at, before, after, RULE)


def _held(do: Action, at: str, today: Estate) -> object | None:
    if do is Action.UPDATE_CONTRACT:
        return today.contracts.get(ContractId(at))
    if do is Action.UPDATE_PERSON:
        return today.people.get(PersonKey(at)) or Person(at)
    if do is Action.SET_LIMITS and not at:
        return today.limits
    return today.workspaces.get(WorkspaceId(at))


def _status_action(before: Mapping[str, Any], after: Mapping[str, Any]) -> Action | None:
    if "status" not in after:
        return None
    if after["status"] == "archived":
        return Action.ARCHIVE_WORKSPACE
    if before["status"] == "archived":
        return Action.RESTORE_WORKSPACE
    return Action.SUSPEND_WORKSPACE if after["status"] == "suspended" else Action.RESUME_WORKSPACE


def _facts(side: Any) -> Mapping[str, Any]:
    assert isinstance(side, Mapping)
    return side
