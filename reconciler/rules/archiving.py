"""Workspaces that go, and come back.

D-17: "A workspace that leaves the YAML is archived, never deleted: its members lose access, its cases stay.
``protect: true`` forbids it; the default workspace cannot be archived while a contract is live. An archived id
declared again needs ``restore: true``. ``status: closed`` on a customer archives all."
D-14: "``add_only`` never removes, lowers or archives what was not declared."
"""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date

from reconciler.findings import Finding, Severity, near_to
from reconciler.kinds.address import PersonKey
from reconciler.kinds.desired import Desired, Wait
from reconciler.kinds.estate import Estate, default_of
from reconciler.kinds.seat import Seat
from reconciler.kinds.workspace import Manage, Workspace, WorkspaceId, WorkspaceStatus, manage_in_force

ARCHIVE = "archive_workspace"


def check(declared: Estate, current: Estate | None) -> Iterator[Finding]:
    default = default_of(declared)
    for workspace, facts in declared.workspaces.items():
        if facts.status is not WorkspaceStatus.ARCHIVED or declared.closed:
            continue
        if current is not None and not {workspace, facts.was} & current.workspaces.keys():
            yield _unknown(workspace, current.workspaces.keys() - declared.workspaces.keys())
        if facts.restore:
            yield _both_ways(workspace)
        if facts.protect:
            why = f"{workspace} says `protect: true`, which forbids archiving it"
            remedy = "Take `protect: true` away: the next apply ends the protection, the one after it archives."
            yield _refused(workspace, why, remedy, "protect")
        if workspace == default:
            why = f"{workspace} is the default workspace, which a live contract always has"
            yield _refused(workspace, why, "Take `status: archived` away.", "status")


def _unknown(workspace: WorkspaceId, undeclared: Collection[str]) -> Finding:
    near = near_to(workspace, undeclared)
    return Finding(
        "D-17",
        Severity.WARNING,
        "archived workspace that never was",
        f"{workspace} says `status: archived`, and the state knows no such workspace",
        f"Write {near}, if that is meant." if near else "Take it out of the file, or correct its id.",
        subject=("workspaces", workspace, "status"),
    )


def _both_ways(workspace: WorkspaceId) -> Finding:
    return Finding(
        "D-17",
        Severity.ERROR,
        "workspace archived and restored at once",
        f"{workspace} says `status: archived` and `restore: true`",
        "Leave one of the two.",
        subject=("workspaces", workspace, "restore"),
        also_subjects=(("workspaces", workspace, "status"),),
    )


def _refused(workspace: WorkspaceId, why: str, remedy: str, field: str) -> Finding:
    return Finding(
        "D-17",
        Severity.ERROR,
        "workspace that may not be archived",
        why,
        remedy,
        subject=("workspaces", workspace, field),
    )


def complete(desired: Desired, current: Estate, on: date) -> Desired:
    """What is in the state and not declared is archived, kept where it is protected, or as it was if archived."""
    closed, declared = desired.estate.closed, desired.estate.workspaces
    concerned = {w: x for w, x in current.workspaces.items() if closed or not _goes_on(x, declared.get(w))}
    if not (concerned or closed):
        return desired
    workspaces, seats = dict(declared), dict(desired.estate.seats)
    waits, held = dict(desired.waits), dict(desired.held)
    for at, facts in concerned.items():
        wanted = workspaces.get(at)
        goes = wanted is None or wanted.status is WorkspaceStatus.ARCHIVED or closed
        if facts.status is WorkspaceStatus.ARCHIVED:
            if goes:  # what the files say of it counts once it is back
                workspaces[at] = facts
            elif wanted is not None and not wanted.restore:
                waits[at] = Wait("D-17", f"{at} was archived; `restore: true` brings it back", "restore_workspace")
        elif goes and (stay := _protected(at, facts, wanted, closed) or _kept(facts, wanted, desired.estate)):
            workspaces[at], held[at] = stay
            seats[at] = _as_they_are(current, at, on)
        elif goes:
            workspaces[at] = replace(facts, status=WorkspaceStatus.ARCHIVED)
    if closed:
        workspaces = {w: x for w, x in workspaces.items() if w in current.workspaces}
    estate = replace(desired.estate, workspaces=workspaces, seats=seats)
    return desired._replace(estate=estate, waits=waits, held=held)


def _goes_on(facts: Workspace, wanted: Workspace | None) -> bool:
    """In use, and to stay in use: nearly all of them."""
    return wanted is not None and WorkspaceStatus.ARCHIVED not in (facts.status, wanted.status)


Stay = tuple[Workspace, Wait]
"""A workspace that would be archived and is not: what is wanted of it instead, and why."""


def _protected(at: WorkspaceId, facts: Workspace, wanted: Workspace | None, closed: bool) -> Stay | None:
    """D-21: protection ends with an apply of its own, once somebody says so of the workspace, or of all by closing."""
    says_protect = wanted is not None and wanted.protect
    if not facts.protect and not says_protect:
        return None
    if says_protect or (wanted is None and not closed):
        gone = "its customer is closed" if closed else "it is no longer declared"
        way_out = "take `protect: true` away" if says_protect else "declare it with `status: archived`"
        why = f"{at} is protected, and stays though {gone}; to archive it, {way_out}"
        return replace(facts, protect=True), Wait("D-17", why, ARCHIVE)
    why = f"{at} is protected until this is applied; the plan after it archives it"
    return replace(facts, protect=False), Wait("D-17", why, ARCHIVE)


def _kept(facts: Workspace, wanted: Workspace | None, declared: Estate) -> Stay | None:
    """Archiving takes access from admins and members alike: where either may not lose it, the workspace stays.
    ``status: archived`` and ``status: closed`` are somebody's word."""
    if wanted is not None or declared.closed:
        return None
    ours = _tightened(facts, declared.manage)
    if Manage.OBSERVE in (ours.manage_admins, ours.manage_members):
        return ours, Wait("D-14", "not declared, and this workspace is only observed", ARCHIVE)
    if Manage.ADD_ONLY in (ours.manage_admins, ours.manage_members):
        return ours, Wait("D-14", "not declared, and only additions are managed here", "")
    return None


def _tightened(facts: Workspace, manage: tuple[Manage, Manage]) -> Workspace:
    """D-14, D-21: what is not declared says nothing itself, so that the customer's word tightens it; to loosen it
    somebody has to declare it."""
    admins, members = manage_in_force(replace(facts, manage_admins=manage[0], manage_members=manage[1]), facts)
    return replace(facts, manage_admins=admins, manage_members=members)


def _as_they_are(current: Estate, at: WorkspaceId, on: date) -> dict[PersonKey, Seat]:
    """Everybody with a seat is wanted as they are: only what is stronger than the declaration takes them out."""
    return {person: seat.wanted_as_it_is() for person, seat in current.seats_in(at).items() if seat.counts(on)}
