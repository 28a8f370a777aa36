"""An estate after some changes: every ``was`` is checked, everything is done in the order given, nothing else.

This is the whole meaning of a plan. It reads no configuration and compares nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from reconciler.applying import casework
from reconciler.applying.forgotten import forgotten
from reconciler.applying.working import Working
from reconciler.kinds.account_policy import AccountPolicy
from reconciler.kinds.address import PersonKey
from reconciler.kinds.contract import Contract, ContractId
from reconciler.kinds.estate import Estate
from reconciler.kinds.limits import LIMIT_NAMES
from reconciler.kinds.person import Person
from reconciler.kinds.plain import holds, patched, plain, revive
from reconciler.kinds.seat import Seat, SeatState
from reconciler.kinds.workspace import Workspace, WorkspaceId
from reconciler.planning.changes import ON_BENEFITS, ON_CASES, ON_SEATS, ON_STATUS, Action, Change, Facts, facts_of
from reconciler.planning.merges import exchange, new_keys

_WITH_SOMEBODY = frozenset({SeatState.MEMBER, SeatState.INVITED})


@dataclass(slots=True)
class Obeyed:
    """The estate that came out, and a sentence for every part of a change that did not hold any more."""

    estate: Estate
    broken: list[str] = field(default_factory=list)


def obey(estate: Estate, changes: Iterable[Change], introduced: Mapping[PersonKey, Person] | None = None) -> Obeyed:
    """Does the changes. ``introduced`` are facts of people whom the changes make known; of who is known already there
    are changes of their own."""
    working = Working(estate)
    unknown = {key: person for key, person in introduced.items() if key not in estate.numbers} if introduced else {}
    broken = obeyed_in(working, changes, unknown)
    return Obeyed(working.finished(), broken)


def obeyed_in(working: Working, changes: Iterable[Change], introduced: Mapping[PersonKey, Person]) -> list[str]:
    """The same to an estate that goes on being worked on; gives what did not hold."""
    held = len(working.broken)
    for change in changes:
        if change.do in ON_SEATS:
            _on_seats(working, change)
        else:
            _ON_FACTS[change.do](working, change)
    for key, person in introduced.items():
        working.people.setdefault(key, person)
    return working.broken[held:]


def _on_seats(working: Working, change: Change) -> None:
    at = WorkspaceId(change.at)
    if at not in working.workspaces:
        working.broken.append(f"workspace {at} is not there")
        return
    seats, was, now = working.seats_to_write(at), change.was, change.now
    assert isinstance(now, Seat)
    if was is None and change.do is Action.RESTORE_INVITATION:  # who never was asked gets nothing back
        working.broken += [f"{person} is not there" for person in change.who if person not in working.numbers]
    fresh = dict.fromkeys(change.who, now)
    alike = seats.keys().isdisjoint(fresh) if was is None else {*map(id, map(seats.get, fresh))} == {id(was)}
    if alike and len(fresh) == len(change.who):  # all of them, at once
        seats.update(fresh)
        return
    if len(fresh) != len(change.who):
        working.broken.append(f"somebody is named twice in {at}")
    for person in change.who:
        have = seats.get(person)
        if have is was or have == was:
            seats[person] = now
        else:
            working.broken.append(_differs(at, person, have))


def _differs(workspace: str, person: PersonKey, have: Seat | None) -> str:
    is_now = "is not there" if have is None else f"is {have.state.value} as {have.role.value} now"
    return f"{person} in {workspace} {is_now}"


def _activate(working: Working, change: Change) -> None:
    if change.at in working.contracts:
        working.broken.append(f"contract {change.at} is activated already")
    else:
        working.contracts[ContractId(change.at)] = revive(Contract, facts_of(change.now))


def _renew(working: Working, change: Change) -> None:
    """What a renewal takes over is where it was: only the contract itself is new."""
    renewed = facts_of(change.now).get("renews")
    if renewed not in working.contracts:
        working.broken.append(f"contract {renewed}, which {change.at} renews, is not there")
    else:
        _activate(working, change)


def _deactivate(working: Working, change: Change) -> None:
    at = ContractId(change.at)
    have = working.contracts.get(at)
    if have is None or plain(have) != change.was:
        working.broken.append(f"contract {at} is not as it was")
    elif any(other.renews == at for other in working.contracts.values()):
        working.broken.append(f"contract {at} is renewed by another one")
    else:
        del working.contracts[at]


def _update_contract(working: Working, change: Change) -> None:
    have = working.contracts.get(ContractId(change.at))
    if have is None or not holds(have, facts_of(change.was)):
        working.broken.append(f"contract {change.at} is not as it was")
    else:
        working.contracts[ContractId(change.at)] = patched(have, facts_of(change.now))


def _create_workspace(working: Working, change: Change) -> None:
    at = WorkspaceId(change.at)
    if at in working.workspaces:
        working.broken.append(f"workspace {at} is there already")
        return
    working.workspaces[at] = revive(Workspace, facts_of(change.now))
    working.last_workspace = _highest(working) + 1
    working.workspace_numbers[at] = working.last_workspace


def _highest(working: Working) -> int:
    return max(working.last_workspace, *working.workspace_numbers.values(), 0)


def _delete_workspace(working: Working, change: Change) -> None:
    """Its number is never given again, or an invitation to another workspace would have the id of an earlier one."""
    at = WorkspaceId(change.at)
    have = working.workspaces.get(at)
    if have is None or plain(have) != change.was:
        working.broken.append(f"workspace {at} is not as it was")
    elif working.cases.get(at) or any(seat.state in _WITH_SOMEBODY for seat in working.seats.get(at, {}).values()):
        working.broken.append(f"workspace {at} is not empty")
    else:
        working.last_workspace = _highest(working)
        del working.workspaces[at], working.workspace_numbers[at]
        working.seats.pop(at, None)
        working.cases.pop(at, None)


def _patch_workspace(working: Working, change: Change) -> None:
    at = WorkspaceId(change.at)
    have = working.workspaces.get(at)
    if have is None or not holds(have, facts_of(change.was)):
        working.broken.append(f"workspace {at} is not as it was")
    else:
        working.workspaces[at] = patched(have, facts_of(change.now))


def _set_policy(working: Working, change: Change) -> None:
    now = None if change.now is None else revive(AccountPolicy, facts_of(change.now))
    at = WorkspaceId(change.at)
    have = working.workspaces[at].policy if at in working.workspaces else working.policy if not at else None
    if (at and at not in working.workspaces) or (None if have is None else plain(have)) != change.was:
        working.broken.append(f"the account policy of {at or 'the customer'} is not as it was")
    elif at:
        working.workspaces[at] = replace(working.workspaces[at], policy=now)
    else:
        working.policy = now


def _set_limits(working: Working, change: Change) -> None:
    if change.at:
        _patch_workspace(working, change)
    elif not set(facts_of(change.now)) <= set(LIMIT_NAMES) or not holds(working.limits, facts_of(change.was)):
        working.broken.append("the limits are not as they were")
    else:
        working.limits = patched(working.limits, facts_of(change.now))


def _benefit(working: Working, change: Change) -> None:
    at = WorkspaceId(change.at)
    name = facts_of(change.now or change.was)["benefit"]
    have = working.workspaces.get(at)
    stands = have is not None and name in have.benefits
    if (
        have is None
        or stands is (change.was is None)
        or (stands and have.benefits[name] != facts_of(change.was)["quantity"])
    ):
        working.broken.append(f"{name} in {at} is not as it was")
        return
    benefits = {b: q for b, q in have.benefits.items() if b != name}
    if change.now is not None:
        benefits[name] = facts_of(change.now)["quantity"]
    working.workspaces[at] = replace(have, benefits=dict(sorted(benefits.items())))


def _rename_workspace(working: Working, change: Change) -> None:
    old, new = WorkspaceId(facts_of(change.was)["id"]), WorkspaceId(change.at)
    if old not in working.workspaces or new in working.workspaces:
        working.broken.append(f"workspace {old} cannot become {new} any more")
        return
    _move(working.workspaces, old, new)
    _move(working.workspace_numbers, old, new)
    _move(working.seats, old, new)
    _move(working.cases, old, new)
    working.limits = working.limits.renamed(old, new)


def _rename_person(working: Working, change: Change) -> None:
    old, new = PersonKey(facts_of(change.was)["key"]), PersonKey(change.at)
    if old not in working.numbers or new in working.numbers:
        working.broken.append(f"{old} cannot become {new} any more")
        return
    _patch_person(working, old, _without_key(change.was), _without_key(change.now))
    _move(working.people, old, new)
    _move(working.numbers, old, new)
    for workspace in [w for w, seats in working.seats.items() if old in seats]:
        _move(working.seats_to_write(workspace), old, new)
    working.limits = working.limits.readdressed({old: new})


def _merge_person(working: Working, change: Change) -> None:
    seats = {workspace: working.seats_to_write(workspace) for workspace in working.seats}
    broken = exchange(change, working.people, working.numbers, working.merged, seats)
    if broken:
        working.broken.append(broken)
    working.limits = working.limits.readdressed(new_keys(change))


def _update_person(working: Working, change: Change) -> None:
    _patch_person(working, PersonKey(change.at), facts_of(change.was), facts_of(change.now))


def _patch_person(working: Working, key: PersonKey, was: Facts, now: Facts) -> None:
    have = working.people.get(key) or Person(address=key)
    if key not in working.numbers or not holds(have, was):
        working.broken.append(f"{key} is not as they were")
    else:
        working.people[key] = patched(have, now)


def _erase_person(working: Working, change: Change) -> None:
    gone = forgotten(change, working.people, working.numbers, working.merged, working.seats)
    working.broken += [] if gone else [f"{change.at} is not there"]
    working.tombstones = working.tombstones.joined_by(facts_of(change.now)["tombstones"], gone)


def _let_return(working: Working, change: Change) -> None:
    before, working.tombstones = working.tombstones, working.tombstones.without(facts_of(change.was)["tombstones"])
    working.broken += [] if before != working.tombstones else ["nobody was erased under it"]


def _case(working: Working, change: Change) -> None:
    gone = WorkspaceId(change.at) not in working.workspaces
    broken = f"workspace {change.at} is not there" if gone else casework.obeyed(change, working.cases)
    working.broken += [broken] if broken else []


def _without_key(side: Any) -> dict[str, Any]:
    return {name: value for name, value in facts_of(side).items() if name != "key"}


def _move(mapping: dict[Any, Any], old: str, new: str) -> None:
    if old in mapping:
        mapping[new] = mapping.pop(old)


_ON_FACTS = {
    Action.ACTIVATE_CONTRACT: _activate,
    Action.UPDATE_CONTRACT: _update_contract,
    Action.RENEW_CONTRACT: _renew,
    Action.DEACTIVATE_CONTRACT: _deactivate,
    Action.CREATE_WORKSPACE: _create_workspace,
    Action.DELETE_WORKSPACE: _delete_workspace,
    Action.UPDATE_WORKSPACE: _patch_workspace,
    **dict.fromkeys(ON_STATUS, _patch_workspace),
    Action.RENAME_WORKSPACE: _rename_workspace,
    Action.RENAME_PERSON: _rename_person,
    Action.MERGE_PERSON: _merge_person,
    Action.UPDATE_PERSON: _update_person,
    Action.ERASE_PERSON: _erase_person,
    Action.LET_RETURN: _let_return,
    Action.SET_POLICY: _set_policy,
    Action.SET_LIMITS: _set_limits,
    **dict.fromkeys(ON_BENEFITS, _benefit),
    **dict.fromkeys(ON_CASES, _case),
}
