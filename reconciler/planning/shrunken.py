"""Rosters that lost rows, and what is not done on their word.

D-18: "A roster that lost more than max(10 rows, 10 %) of what it had when last fully applied, or became empty, has its
removals held; additions go on."

Terminology. A roster is *fully applied* by a plan that leaves nothing out of what it asks for: neither by ``--target``
or ``--no-removals``, nor because the workspace is not managed in full, nor because removals are held here. What such a
plan found in it is remembered with the workspace. After any other plan the larger number stays: additions have been
made, removals have not.

Premise. The state does not know who came from which roster. So a roster is judged by its number of rows, and all
removals of people who are no longer declared are held in the workspaces that name it. A roster that was renamed, split
or merged is judged by all that came in its place; one that a workspace simply names no more was taken out by somebody
who edited the YAML, and that is intent, as ``members: []`` is.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from reconciler.kinds.address import PersonKey
from reconciler.kinds.estate import Estate
from reconciler.kinds.limits import Limits
from reconciler.kinds.source import Source
from reconciler.kinds.workspace import WorkspaceId
from reconciler.planning.changes import Action, Change
from reconciler.planning.diff import Draft
from reconciler.planning.permits import NONE, Granted, covering
from reconciler.planning.plan import Listed, Listing, Permitted
from reconciler.planning.units import units

ID = "shrunken_source"
"""The guard that says what is held."""
Sources = Mapping[WorkspaceId, Source]


class Shrunken(NamedTuple):
    """``limit`` rows may go; ``held`` removals of the workspace wait because more did: ``units``. They do not wait
    where there are ``permits`` that name them."""

    workspace: WorkspaceId
    rosters: tuple[str, ...]
    had: int
    has: int
    limit: int
    held: int = 0
    units: tuple[str, ...] = ()
    permits: tuple[Permitted, ...] = ()

    @property
    def lost(self) -> int:
        return self.had - self.has

    def __str__(self) -> str:
        return f"{' and '.join(self.rosters)} has {self.has:,} rows and had {self.had:,} when last applied"


def hold_removals(
    declared: Sources, current: Estate, limits: Limits, draft: Draft, given: Granted = NONE
) -> list[Shrunken]:
    """Takes the removals that D-18 holds out of the draft and lists them; those rosters on whose word something is
    held, or would be without a permit."""
    found = []
    for workspace in sorted(declared.keys() & current.sources.keys()):
        for roster in _shrunken(workspace, declared[workspace].rosters, current.sources[workspace].rosters, limits):
            those = (unit for change in draft.changes for unit in units(change, _whom(roster, change)))
            counted = tuple(sorted(those))  # D-20: the people of a draft are in no order yet
            if not counted:
                continue
            mine = [permit for permit in given.valid if permit.guard == ID]
            permits = covering(counted, current.customer, mine)
            held = 0 if permits else _hold(roster, draft)
            found.append(roster._replace(held=held, units=counted, permits=permits))
            if held:
                break
    return found


def _shrunken(
    workspace: WorkspaceId, now: Mapping[str, int], before: Mapping[str, int], limits: Limits
) -> Iterator[Shrunken]:
    for names, had, has in _pairs(now, before) if now != before else ():
        limit = limits.rows_lost_allowed(had) if has else 0
        if had - has > limit:
            yield Shrunken(workspace, names, had, has, limit)


def _pairs(now: Mapping[str, int], before: Mapping[str, int]) -> Iterator[tuple[tuple[str, ...], int, int]]:
    """Each roster with its rows before and now; those that are gone with those that came in their place."""
    for name in sorted(now.keys() & before.keys()):
        yield (name,), before[name], now[name]
    gone, fresh = before.keys() - now.keys(), now.keys() - before.keys()
    if gone and fresh:
        yield tuple(sorted(fresh)), sum(before[n] for n in gone), sum(now[n] for n in fresh)


def _whom(roster: Shrunken, change: Change) -> Collection[PersonKey]:
    undeclared = change.do in (Action.REMOVE, Action.REVOKE) and change.rule == "D-14"
    return change.who if undeclared and change.at == roster.workspace else ()


def _hold(roster: Shrunken, draft: Draft) -> int:
    def said(change: Change, who: tuple[PersonKey, ...]) -> list[Listed]:
        role = getattr(change.was, "role", None)
        why = f"{roster}; write back what is missing, or say that it is meant"
        return [Listed(Listing.HELD, roster.workspace, "D-18", why, who, role, change.do.value)]

    return draft.hold(lambda change: _whom(roster, change), said)


def remembered(declared: Sources, current: Estate, partly: frozenset[WorkspaceId]) -> dict[WorkspaceId, Source]:
    """What the state is to remember once the plan is applied. ``partly`` are workspaces of which it leaves something
    undone; those that are no longer declared and stay are remembered as they were."""
    kept = {w: s for w, s in current.sources.items() if w in partly}
    for workspace, source in declared.items():
        before = current.sources.get(workspace)
        if workspace in partly and before is not None and before.rosters:
            larger = {name: max(rows, source.rosters.get(name, 0)) for name, rows in before.rosters.items()}
            kept[workspace] = replace(source, rosters=larger)
        else:
            kept[workspace] = source
    return dict(sorted(kept.items()))
