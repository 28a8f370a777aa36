"""Where each change comes from in the configuration."""

from dataclasses import replace

from reconciler.findings import Places, Run, Subject
from reconciler.planning.changes import ON_CONTRACTS, ON_PEOPLE, Action, Change


def placed(change: Change, places: Places) -> Change:
    """The change with the place of each of its people, or its one place; nothing for what a rule alone asks for."""
    if change.who:
        found = places.seats(change.at, change.who)
        return replace(change, places=found) if any(run.file for run in found) else change
    place = places.of(_subject(change))
    return replace(change, places=(Run(*place),)) if place else change


def _subject(change: Change) -> Subject:
    if change.do in ON_CONTRACTS:
        return ("contracts", change.at)
    if change.do in ON_PEOPLE:
        return ("people", change.at)
    policy = ("account_policy",) if change.do is Action.SET_POLICY else ()
    limits = (_limits(change),) if change.do is Action.SET_LIMITS and not change.at else ()
    benefit = _benefit(change)
    return (*(("workspaces", change.at) if change.at else ()), *policy, *limits, *benefit)


def _limits(change: Change) -> str:
    return "assertions" if isinstance(change.now, dict) and "assertions" in change.now else "limits"


def _benefit(change: Change) -> Subject:
    sides = [s for s in (change.now, change.was) if isinstance(s, dict) and "benefit" in s]
    return ("benefits", str(sides[0]["benefit"])) if sides else ()
