"""Changes of facts: contracts, policies, limits, workspaces, benefits and what is known of people.

As in the decision table, *have* is what stands in the state; *wanted* is what is desired.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from reconciler.kinds.address import PersonKey
from reconciler.kinds.benefit import amount
from reconciler.kinds.desired import Desired
from reconciler.kinds.estate import Estate
from reconciler.kinds.limits import LIMIT_NAMES, Limits
from reconciler.kinds.person import Person, PersonStatus
from reconciler.kinds.plain import difference, plain, revive, to_json
from reconciler.kinds.workspace import (
    DECLARED_FACTS,
    GUARDED_FACTS,
    WISHES,
    Benefits,
    Manage,
    Workspace,
    WorkspaceId,
    WorkspaceStatus,
    manage_in_force,
    observed,
)
from reconciler.planning.changes import ON_BENEFITS, Action, Change, facts_of
from reconciler.planning.diff import Draft
from reconciler.planning.identities import people_of
from reconciler.planning.plan import Listed, Listing
from reconciler.planning.reasons import OF_A_STATUS, only_observed


def fact_changes(desired: Desired, current: Estate, draft: Draft) -> None:
    """Adds what happens to everything but seats."""
    draft.changes.extend(_contracts(desired, current))
    draft.changes.extend(_customer_policy(desired, current))
    draft.changes.extend(_limits(desired.estate.limits, current.limits))
    draft.changes.extend(_people(desired.estate, current))
    in_use = WorkspaceStatus.ACTIVE if desired.live else WorkspaceStatus.SUSPENDED
    for workspace, wanted in desired.estate.workspaces.items():
        have = current.workspaces.get(workspace)
        if (have == wanted and wanted.status is in_use) or workspace in desired.waits:
            continue
        changes = list(_workspace(workspace, wanted, have, desired))
        if observed(wanted, have):
            draft.listed.extend(_would(c, desired.estate, current) for c in changes if c.do is not Action.SET_LIMITS)
            changes = [c for c in changes if c.do is Action.SET_LIMITS]
        draft.changes.extend(changes)
    _list_waits(desired, draft)


def _contracts(desired: Desired, current: Estate) -> Iterator[Change]:
    """D-02: activation happens once; that a contract stands in the state says that it has happened. D-03: a successor
    of a contract that stands there takes over, and activates nothing."""
    for contract in desired.withdrawn:
        yield Change(Action.DEACTIVATE_CONTRACT, contract, plain(current.contracts[contract]), None, "D-03")
    for contract, wanted in desired.estate.contracts.items():
        have = current.contracts.get(contract)
        if have is None and contract not in desired.contract_waits and not desired.estate.closed:
            renewal = contract in desired.renewals
            action, rule = (Action.RENEW_CONTRACT, "D-03") if renewal else (Action.ACTIVATE_CONTRACT, "S-01")
            yield Change(action, contract, None, plain(wanted), rule)
        elif have is not None and have != wanted:
            yield Change(Action.UPDATE_CONTRACT, contract, *difference(have, wanted), "D-03")


def _customer_policy(desired: Desired, current: Estate) -> Iterator[Change]:
    known = current.serial > 0 or desired.live
    if known and desired.estate.policy != current.policy:
        yield _policy_change("", desired.estate.policy, current.policy)


def _policy_change(at: str, wanted: object, have: object) -> Change:
    was = None if have is None else plain(have)
    now = None if wanted is None else plain(wanted)
    return Change(Action.SET_POLICY, at, was, now, "S-12")


def _limits(wanted: Limits, have: Limits) -> Iterator[Change]:
    """D-21: what tightens and what loosens are changes apart, since they stand at two ends of the order; so are
    numbers and assertions, since they are written in two places."""
    if wanted == have:
        return
    tighter = wanted.tighter(have)
    for now in (tighter, wanted):
        was = have if now is tighter else tighter
        for told in (replace(now, assertions=was.assertions), replace(was, assertions=now.assertions)):
            if told != was:
                yield Change(Action.SET_LIMITS, "", *difference(was, told), "D-21")


def loosens(change: Change) -> bool:
    """Whether a ``set_limits`` takes protection away."""
    was, now = change.was, change.now
    if not isinstance(was, dict) or not isinstance(now, dict):
        return False
    if set(now) <= set(LIMIT_NAMES):
        before, after = revive(Limits, was), revive(Limits, now)
        return after.tighter(before) != after
    tight = [Manage(now[n]).tightness >= Manage(was[n]).tightness for n in now if n != "protect"]
    return not all(tight) or (now.get("protect") is False and was.get("protect") is True)


def _people(wanted: Estate, current: Estate) -> Iterator[Change]:
    """Only of people whom the state knows; what is declared of others goes with their first invitation."""
    others = _others(wanted, current)
    for key, person in wanted.people.items():
        if key not in current.numbers:
            continue
        have = current.people.get(key)
        known = have or Person(key)
        declared = replace(person, status=PersonStatus.ACTIVE, signed_in=known.signed_in, identity=known.identity)
        if have is None and declared.described:
            have = replace(declared, address=key, name=None, also=(), account=None, language=None)
        if declared.described and have is not None and have != declared:
            yield Change(Action.UPDATE_PERSON, key, *difference(have, declared), "D-12")
        elif not declared.described and have is not None:
            yield from _without_others(key, have, others)
    silent = current.people.keys() - wanted.people.keys()
    for key in silent:
        yield from _without_others(key, current.people[key], others)


def _others(wanted: Estate, current: Estate) -> frozenset[str]:
    """Addresses that the state knows as somebody's other one, and that are people of their own in the files, or
    another one's there: also those that a third person has just been renamed to."""
    known = {PersonKey(also) for person in current.people.values() for also in person.also}
    return frozenset(known & (people_of(wanted) | wanted.aliases().keys())) if known else frozenset()


def _without_others(key: PersonKey, have: Person, others: frozenset[str]) -> Iterator[Change]:
    """Or the answers of one would count for the other."""
    if not others.isdisjoint(have.also):
        own = replace(have, also=tuple(a for a in have.also if a not in others))
        yield Change(Action.UPDATE_PERSON, key, *difference(have, own), "D-12")


def _would(change: Change, *estates: Estate) -> Listed:
    """D-14: ``observe`` changes nothing, except that how far a workspace is managed can itself be changed."""
    cause = OF_A_STATUS.get(change.do, "") or _amount(change, *estates)
    return Listed(Listing.WOULD, change.at, "D-14", only_observed(cause), action=change.do.value)


def _amount(change: Change, *estates: Estate) -> str:
    """Which benefit, and how much of it; empty for what is about none."""
    side = change.now if change.now is not None else change.was
    if not isinstance(side, Mapping) or "benefit" not in side:
        return ""
    return amount(side["benefit"], side["quantity"], units([change], *estates).get(side["benefit"]))


def units(changes: Iterable[Change], *estates: Estate) -> dict[str, str]:
    """What the benefits of these changes are counted in, where a contract of the estates says so; the first says it."""
    benefits = {facts_of(c.was or c.now)["benefit"] for c in changes if c.do in ON_BENEFITS}
    if not benefits:
        return {}
    bought = [contract.benefits for estate in estates for contract in estate.contracts.values()]
    said = {b: next((x[b].unit for x in bought if b in x and x[b].unit), None) for b in sorted(benefits)}
    return {benefit: unit for benefit, unit in said.items() if unit}


def _workspace(at: WorkspaceId, wanted: Workspace, have: Workspace | None, desired: Desired) -> Iterator[Change]:
    if have is None:
        yield from _new_workspace(at, wanted)
        return
    if have.status is WorkspaceStatus.ARCHIVED and (wanted.status is WorkspaceStatus.ARCHIVED or not wanted.restore):
        return
    if wanted.status is WorkspaceStatus.ARCHIVED:
        yield from _benefits(at, {}, have.benefits)
        yield _status(Action.ARCHIVE_WORKSPACE, at, have, WorkspaceStatus.ARCHIVED, "D-17")
        return
    yield from _status_changes(at, have, desired)
    yield from _differences(at, wanted, have)
    if wanted.policy != have.policy:
        yield _policy_change(at, wanted.policy, have.policy)
    yield from _benefits(at, wanted.benefits, have.benefits)


_SAID_APART = frozenset({"benefits", *WISHES})


def _new_workspace(at: WorkspaceId, wanted: Workspace) -> Iterator[Change]:
    if wanted.status is WorkspaceStatus.ARCHIVED:
        return
    now = {name: fact for name, fact in plain(wanted).items() if name not in _SAID_APART}
    yield Change(Action.CREATE_WORKSPACE, at, None, now, "S-01" if wanted.default else "S-04")
    yield from _benefits(at, wanted.benefits, {})


def _status(action: Action, at: WorkspaceId, have: Workspace, now: WorkspaceStatus, rule: str) -> Change:
    return Change(action, at, {"status": have.status.value}, {"status": now.value}, rule)


def _status_changes(at: WorkspaceId, have: Workspace, desired: Desired) -> Iterator[Change]:
    """D-03: when no contract is live the workspaces are suspended, and nothing is deleted."""
    if have.status is WorkspaceStatus.ARCHIVED:
        now = WorkspaceStatus.ACTIVE if desired.live else WorkspaceStatus.SUSPENDED
        yield _status(Action.RESTORE_WORKSPACE, at, have, now, "D-17")
    elif have.status is WorkspaceStatus.ACTIVE and not desired.live:
        yield _status(Action.SUSPEND_WORKSPACE, at, have, WorkspaceStatus.SUSPENDED, "D-03")
    elif have.status is WorkspaceStatus.SUSPENDED and desired.live:
        yield _status(Action.RESUME_WORKSPACE, at, have, WorkspaceStatus.ACTIVE, "D-03")


def _differences(at: WorkspaceId, wanted: Workspace, have: Workspace) -> Iterator[Change]:
    """Declared facts in one change; what protects (D-21) in one that tightens and one that loosens."""
    if any(getattr(wanted, name) != getattr(have, name) for name in DECLARED_FACTS):
        facts = replace(have, **{name: getattr(wanted, name) for name in DECLARED_FACTS})
        yield Change(Action.UPDATE_WORKSPACE, at, *difference(have, facts), "S-18")
    if all(getattr(wanted, name) == getattr(have, name) for name in GUARDED_FACTS):
        return
    admins, members = manage_in_force(wanted, have)
    tighter = replace(have, protect=have.protect or wanted.protect, manage_admins=admins, manage_members=members)
    loosest = replace(have, **{name: getattr(wanted, name) for name in GUARDED_FACTS})
    for was, now in ((have, tighter), (tighter, loosest)):
        if was != now:
            yield Change(Action.SET_LIMITS, at, *difference(was, now), "D-21")


def _benefits(at: WorkspaceId, wanted: Benefits, have: Benefits) -> Iterator[Change]:
    """D-01: an add-on is only where it was added."""
    for benefit in sorted({*wanted, *have}):
        was = {"benefit": benefit, "quantity": have[benefit]} if benefit in have else None
        now = {"benefit": benefit, "quantity": wanted[benefit]} if benefit in wanted else None
        if was == now:
            continue
        action = Action.ADD_BENEFIT if was is None else Action.REMOVE_BENEFIT if now is None else Action.CHANGE_BENEFIT
        yield Change(action, at, was, now, "D-01")


def _list_waits(desired: Desired, draft: Draft) -> None:
    waits = [*desired.contract_waits.items(), *desired.waits.items(), *desired.held.items(), *desired.benefit_waits]
    for at, wait in waits:
        listing = _unmanaged(desired.estate.workspaces[WorkspaceId(at)]) if wait.rule == "D-14" else Listing.HELD
        draft.listed.append(Listed(listing, at, wait.rule, wait.why, action=wait.action, until=wait.until))
        if wait.until is not None:
            draft.days.add(wait.until)


def _unmanaged(workspace: Workspace) -> Listing:
    """D-14: where a workspace that nobody declares is listed."""
    return Listing.WOULD if observed(workspace, None) else Listing.UNMANAGED


def introduced(changes: tuple[Change, ...], wanted: Estate, current: Estate) -> dict[PersonKey, dict[str, object]]:
    """The facts of the people whom these changes make known, where there are any beyond the address."""
    if not wanted.people:
        return {}
    fresh = {p for c in changes if c.do is Action.INVITE for p in c.who if p not in current.numbers}
    told = sorted(fresh & wanted.people.keys())
    return {key: to_json(replace(wanted.people[key], status=PersonStatus.ACTIVE)) for key in told}
