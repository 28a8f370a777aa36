"""Workspaces that are given another id.

D-12: "a workspace that changes its id (``was: old``) is renamed in place: no invitation, no removal."

One step gives each workspace one new id that is free: the old one must be declared nowhere else, and nobody else may
claim it. What ``was`` names wrongly by itself is an error (D-22); what only this state does not bear is a warning,
since then the workspace is planned as a new one.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from reconciler.findings import Finding, Severity, near_to
from reconciler.kinds.desired import Desired
from reconciler.kinds.estate import Estate
from reconciler.kinds.workspace import WorkspaceId, WorkspaceStatus

Wishes = Mapping[WorkspaceId, WorkspaceId]
"""New id to old id."""


def _wishes(declared: Estate) -> Wishes:
    wishes = ((w, x.was) for w, x in declared.workspaces.items() if x.was is not None)
    return {new: WorkspaceId(old) for new, old in sorted(wishes)}


def check(declared: Estate, _current: Estate | None) -> Iterator[Finding]:
    wishes = _wishes(declared)
    first: dict[WorkspaceId, WorkspaceId] = {}
    for new, old in wishes.items():
        if old in first:
            yield _claimed_twice(new, old, first[old])
        first.setdefault(old, new)
    told: set[WorkspaceId] = set()
    for new, old in wishes.items():
        circle = _circle(new, wishes)
        if circle and not told & set(circle):
            yield _circular(circle)
        elif not circle and old in declared.workspaces:
            yield _still_declared(new, old)
        told |= set(circle)


def _circle(start: WorkspaceId, wishes: Wishes) -> tuple[WorkspaceId, ...]:
    """The workspaces of a circle, from ``start`` back to it; empty where ``start`` is in none."""
    path = [start]
    while (old := wishes.get(path[-1])) is not None and old not in path:
        path.append(old)
    return tuple(path) if wishes.get(path[-1]) == start else ()


def _subject(workspace: WorkspaceId) -> tuple[str, ...]:
    return ("workspaces", workspace, "was")


def _claimed_twice(new: WorkspaceId, old: WorkspaceId, other: WorkspaceId) -> Finding:
    return Finding(
        "D-12",
        Severity.ERROR,
        "two workspaces that were one",
        f"{other} and {new} both say that they were {old}, and only one can go on with its members",
        f"Leave `was: {old}` on one of them; the other one is a new workspace.",
        subject=_subject(new),
        also_subjects=(_subject(other),),
    )


def _circular(circle: tuple[WorkspaceId, ...]) -> Finding:
    if len(circle) == 1:
        return Finding(
            "D-12",
            Severity.ERROR,
            "workspace that was itself",
            f"{circle[0]} says that it was {circle[0]}",
            "Take `was:` away, or write the id that it had before.",
            subject=_subject(circle[0]),
        )
    chain = ", which was ".join([*circle, circle[0]])
    return Finding(
        "D-12",
        Severity.ERROR,
        "circular renames",
        f"{chain}; no workspace can take an id that another one still has",
        f"Rename {circle[0]} to an id that nobody has, apply that, then give the others theirs.",
        subject=_subject(circle[0]),
        also_subjects=tuple(_subject(w) for w in circle[1:]),
    )


def _still_declared(new: WorkspaceId, old: WorkspaceId) -> Finding:
    return Finding(
        "D-12",
        Severity.ERROR,
        "renamed workspace that is still declared",
        f"{new} says that it was {old}, and {old} is declared too, so it cannot have become {new}",
        f"Take {old} out of the files; or take `was: {old}` away, which counts once, if {old} is another one now.",
        subject=_subject(new),
        also_subjects=(("workspaces", old),),
    )


def complete(desired: Desired, current: Estate, _on: date) -> Desired:
    """``current`` has the new names in it already: an old one that still stands in it could not be renamed."""
    found = []
    for new, old in _wishes(desired.estate).items():
        if old in current.workspaces and current.workspaces[old].status is not WorkspaceStatus.ARCHIVED:
            found.append(_taken(new, old))
        elif current.workspaces and new not in current.workspaces:
            found.append(_unknown(new, old, current))
    return desired._replace(findings=(*desired.findings, *found)) if found else desired


def _taken(new: WorkspaceId, old: WorkspaceId) -> Finding:
    return Finding(
        "D-12",
        Severity.WARNING,
        "workspace that cannot be renamed",
        f"{new} has a history of its own, so {old} cannot become {new}; it is treated like any other workspace",
        f"To bring the people of {old} to {new}, declare them there; then take `was: {old}` away.",
        subject=_subject(new),
    )


def _unknown(new: WorkspaceId, old: WorkspaceId, current: Estate) -> Finding:
    near = near_to(old, current.workspaces)
    return Finding(
        "D-12",
        Severity.WARNING,
        "renamed workspace that nobody knows",
        f"{new} says that it was {old}, which the state does not know, so {new} is planned as a new workspace",
        f"Did you mean `was: {near}`?" if near else "Correct the id, or take `was:` away.",
        subject=_subject(new),
    )
