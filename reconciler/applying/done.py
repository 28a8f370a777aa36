"""Whether a change is done already: what stands is what it leads to, whoever brought that about."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from reconciler.kinds.address import PersonKey
from reconciler.kinds.contract import ContractId
from reconciler.kinds.estate import Estate
from reconciler.kinds.person import Person
from reconciler.kinds.plain import holds, plain
from reconciler.kinds.seat import Seat
from reconciler.kinds.workspace import WorkspaceId
from reconciler.planning.changes import ON_CONTRACTS, ON_SEATS, Action, Change
from reconciler.planning.effects import effects, effects_of
from reconciler.planning.units import units


def units_done(change: Change, estate: Estate) -> Iterator[tuple[str, bool]]:
    """Each thing that the change counts as (``planning.units``), and whether it stands in the estate."""
    if change.do in ON_SEATS:
        for person, unit, effect in zip(change.who, units(change), effects(change), strict=True):
            have = estate.seats_in(WorkspaceId(change.at)).get(person)
            side = {"state": have.state.value, "role": have.role.value} if isinstance(have, Seat) else None
            yield unit, next(effects_of(change.do, change.at, side, (person,))) == effect
    else:
        yield from ((unit, _stands(change, estate)) for unit in units(change))


def _stands(change: Change, estate: Estate) -> bool:
    now: Mapping[str, Any] = change.now if isinstance(change.now, dict) else {}
    if change.do in ON_CONTRACTS:
        have = estate.contracts.get(ContractId(change.at))
        return have is None if change.now is None else have is not None and holds(have, now)
    return _STANDS.get(change.do, _on_a_workspace)(change, now, estate)


def _on_a_workspace(change: Change, now: Mapping[str, Any], estate: Estate) -> bool:
    have = estate.workspaces.get(WorkspaceId(change.at))
    return have is None if change.now is None else have is not None and holds(have, now)


def _named(change: Change, _: Mapping[str, Any], estate: Estate) -> bool:
    return change.at in estate.workspaces or PersonKey(change.at) in estate.numbers


def _person(change: Change, now: Mapping[str, Any], estate: Estate) -> bool:
    key = PersonKey(change.at)
    return key in estate.numbers and holds(estate.people.get(key) or Person(key), now)


def _policy(change: Change, _: Mapping[str, Any], estate: Estate) -> bool:
    workspace = estate.workspaces.get(WorkspaceId(change.at))
    policy = (workspace.policy if workspace else None) if change.at else estate.policy
    return (None if policy is None else plain(policy)) == change.now


def _limits(change: Change, now: Mapping[str, Any], estate: Estate) -> bool:
    return _on_a_workspace(change, now, estate) if change.at else holds(estate.limits, now)


def _benefit(change: Change, now: Mapping[str, Any], estate: Estate) -> bool:
    workspace = estate.workspaces.get(WorkspaceId(change.at))
    was = change.was if isinstance(change.was, dict) else {}
    name = now.get("benefit") or was.get("benefit")
    return workspace is not None and workspace.benefits.get(str(name)) == now.get("quantity")


_STANDS: Mapping[Action, Callable[[Change, Mapping[str, Any], Estate], bool]] = {
    Action.RENAME_WORKSPACE: _named,
    Action.RENAME_PERSON: _named,
    Action.MERGE_PERSON: _named,
    Action.UPDATE_PERSON: _person,
    Action.SET_POLICY: _policy,
    Action.SET_LIMITS: _limits,
    Action.ADD_BENEFIT: _benefit,
    Action.CHANGE_BENEFIT: _benefit,
    Action.REMOVE_BENEFIT: _benefit,
}
