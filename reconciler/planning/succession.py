"""Admin handover by holding (D-08).

D-08: "No planned step takes a workspace from ``min_admins`` (1) or more accepted admins to fewer: the removal or
demotion is held and planned by itself once a successor has accepted." Stronger than this rule: leaving by oneself,
leavers, a last day, ``registered_personal: remove``; there access ends at once.
"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

from reconciler.findings import Finding, Severity, some_of
from reconciler.kinds.address import PersonKey
from reconciler.kinds.desired import Desired
from reconciler.kinds.estate import Estate
from reconciler.kinds.seat import Role, Seat
from reconciler.kinds.seating import accepted_admins, distinct, summary
from reconciler.kinds.workspace import WorkspaceId, WorkspaceStatus
from reconciler.planning.changes import Action, Change
from reconciler.planning.diff import NOBODY, Draft
from reconciler.planning.plan import Listed, Listing

STRONGER_RULES = frozenset({"D-10", "D-15", "D-16"})


class Handover(NamedTuple):
    """How one workspace's accepted admins would change. ``left`` counts them after everything that is not held;
    ``least`` is the ``min_admins`` in force."""

    workspace: WorkspaceId
    accepted: int
    left: int
    least: int = 1
    held: tuple[PersonKey, ...] = ()
    successors: tuple[PersonKey, ...] = ()


def hand_over(desired: Desired, current: Estate, on: date, draft: Draft) -> list[Handover]:
    """Takes what D-08 holds out of the draft and lists it; where nobody is to follow, it stays and a guard stops."""
    concerned = {WorkspaceId(c.at) for c in draft.changes if c.was is not None and (lowers(c) or promotes(c))}
    if not concerned:
        return []
    least, handovers = desired.estate.limits.tighter(current.limits).min_admins, []
    for workspace in sorted(concerned):
        handover = _handover(workspace, least, desired, current, on, draft)
        handovers.append(handover)
        if handover.held and handover.successors:
            _hold(handover, desired, current, on, draft)
    return handovers


def lowers(change: Change) -> bool:
    """Whether the people of a change stop being accepted admins."""
    if not isinstance(change.was, Seat) or not isinstance(change.now, Seat):
        return False
    return change.was.is_accepted_admin and not change.now.is_accepted_admin


def holdable(change: Change) -> bool:
    """Whether it is one of those that the rule holds: they lower an admin, and nothing stronger asks for it."""
    return lowers(change) and change.rule not in STRONGER_RULES


def promotes(change: Change) -> bool:
    """Whether somebody who is a member already becomes an admin."""
    return change.do is Action.SET_ROLE and isinstance(change.now, Seat) and change.now.role is Role.ADMIN


def _handover(
    workspace: WorkspaceId, least: int, desired: Desired, current: Estate, on: date, draft: Draft
) -> Handover:
    mine = [c for c in draft.changes if c.at == workspace]
    accepted = accepted_admins(current.seats_in(workspace))
    strong = sum(c.size for c in mine if lowers(c) and not holdable(c))
    weak = sorted(p for c in mine if holdable(c) for p in c.who)
    promoted = {p for c in mine if promotes(c) for p in c.who}
    base = accepted - strong + len(promoted)
    short = min(least, base) - (base - len(weak))
    held = tuple(weak[: max(0, short)])
    successors = tuple(p for p in _successors(workspace, desired, current, on) if p not in promoted)
    return Handover(workspace, accepted, base - len(weak) + len(held), least, held, successors)


def _successors(workspace: WorkspaceId, desired: Desired, current: Estate, on: date) -> tuple[PersonKey, ...]:
    """Declared admins who have not accepted yet, whether their invitation is open, to come, or waits for a decision.
    Nobody follows whose last day is over (D-15) or whose account is blocked (S-11)."""
    here = current.seats.get(workspace, NOBODY)
    wanted = desired.estate.seats.get(workspace, NOBODY)
    out = {*desired.leavers, *desired.sign_in.get(workspace, {})}
    admins = (p for p, seat in wanted.items() if seat.role is Role.ADMIN and not seat.past(on) and p not in out)
    return tuple(sorted(p for p in admins if (have := here.get(p)) is None or not have.is_accepted_admin))


def _hold(handover: Handover, desired: Desired, current: Estate, on: date, draft: Draft) -> None:
    why = _waits_for(handover, desired, current, on, draft)

    def whom(change: Change) -> Collection[PersonKey]:
        return handover.held if change.at == handover.workspace and holdable(change) else ()

    def said(change: Change, who: tuple[PersonKey, ...]) -> list[Listed]:
        return [Listed(Listing.HELD, handover.workspace, "D-08", why, who, Role.ADMIN, change.do.value)]

    draft.hold(whom, said)


def _waits_for(handover: Handover, desired: Desired, current: Estate, on: date, draft: Draft) -> str:
    """ "waits for a successor: kai@contoso.com is invited until 2026-07-01" """
    asked = {
        p: c.now
        for c in draft.changes
        if c.at == handover.workspace and isinstance(c.now, Seat) and c.now.open(on)
        for p in c.who
    }
    seats = {**current.seats.get(handover.workspace, NOBODY), **asked}
    first = handover.successors[0]
    seat = seats.get(first)
    state = f"is invited until {seat.answer_by}" if seat is not None and seat.open(on) else "has not accepted"
    more = f", and {len(handover.successors) - 1} more" if len(handover.successors) > 1 else ""
    known = first in current.people
    return f"waits for a successor: {(current if known else desired.estate).spelling(first)} {state}{more}"


def with_meaning(changes: list[Change], handovers: list[Handover]) -> list[Change]:
    """Says of every removed or demoted admin how many are left."""
    if not handovers:
        return changes
    left = {h.workspace: h.left if h.successors or not h.held else h.left - len(h.held) for h in handovers}
    return [c._replace(meaning=_leaves(c.at, left[WorkspaceId(c.at)])) if lowers(c) else c for c in changes]


def _leaves(workspace: str, admins: int) -> str:
    return f"leaves {workspace} with {admins or 'no'} admin{'' if admins == 1 else 's'}"


class Vacancies(NamedTuple):
    """Workspaces in use that nobody administers: those where somebody is invited to, and those that have no admin."""

    awaited: tuple[WorkspaceId, ...]
    unfilled: tuple[WorkspaceId, ...]


def vacancies(estate: Estate, on: date) -> Vacancies:
    """D-08: of an estate, on a day."""
    active = {w for w, x in estate.workspaces.items() if x.status is WorkspaceStatus.ACTIVE}
    led = {w for w, seats in estate.seats.items() if summary(seats).admins}
    vacant = sorted(active - led)
    awaited = {w for w in vacant if any(_offered_to_administer(seat, on) for seat in distinct(estate.seats_in(w)))}
    return Vacancies(tuple(w for w in vacant if w in awaited), tuple(w for w in vacant if w not in awaited))


def _offered_to_administer(seat: Seat, on: date) -> bool:
    return seat.role is Role.ADMIN and seat.open(on)


def listed_vacancies(current: Estate, after: Estate, on: date) -> tuple[list[Listed], list[Finding]]:
    """D-08: what is listed of workspaces that are there before a plan and nobody administers after it."""
    found = vacancies(after, on)
    why = "nobody is invited as one; name somebody under `admins:`"
    lines = [Listed(Listing.NO_ADMIN, w, "D-08", why) for w in found.unfilled if w in current.workspaces]
    awaited = [w for w in found.awaited if w in current.workspaces]
    return lines, [_awaited(awaited)] if awaited else []


def _awaited(workspaces: Sequence[WorkspaceId]) -> Finding:
    return Finding(
        "D-08",
        Severity.WARNING,
        "workspace without an accepted admin",
        f"nobody administers {some_of(workspaces, 5)} until an invited admin accepts",
        "Remind the invited admins, or name another one.",
        subject=("workspaces", workspaces[0]),
    )
