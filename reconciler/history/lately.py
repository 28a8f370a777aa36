"""What happened lately in some workspaces, as the journal says; read from its end, and no further than needed.

Only what is of a workspace itself, and of the contract that all share: people are counted, and nobody is named.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from reconciler.history.told import understood
from reconciler.kinds.days import days_after
from reconciler.kinds.estate import CustomerId
from reconciler.kinds.workspace import WorkspaceId
from reconciler.planning import canonical
from reconciler.planning.changes import ON_CASES, ON_CONTRACTS, Action

_DAYS = 30
_ENTRIES = 1_000


@dataclass(frozen=True, slots=True)
class Happened:
    """One moment in one workspace: how many times which action, and which cases by their number."""

    at: datetime
    actions: Mapping[str, int]
    cases: tuple[int, ...] = ()


def lately(
    customer: CustomerId, latest_first: Iterable[bytes], workspaces: Mapping[int, WorkspaceId], on: date
) -> Mapping[WorkspaceId, list[Happened]]:
    """The moments of each workspace (by number), the latest first: of the month before a day, and that day, as far as
    they are among the last thousand entries."""
    found: dict[WorkspaceId, list[Happened]] = {w: [] for w in workspaces.values()}
    with understood(customer):
        for body in islice(latest_first, _ENTRIES):
            entry = canonical.read(body)
            at = datetime.fromisoformat(entry["at"])
            if at.date() < days_after(on, -_DAYS):
                break
            if at.date() > on:
                continue
            for workspace, happened in _in_workspaces(entry["changes"], at, workspaces).items():
                found[workspace].append(happened)
    return found


def _in_workspaces(
    changes: Iterable[Mapping[str, Any]], at: datetime, workspaces: Mapping[int, WorkspaceId]
) -> dict[WorkspaceId, Happened]:
    actions: dict[WorkspaceId, Counter[str]] = {}
    cases: dict[WorkspaceId, list[int]] = {}
    for line in changes:
        do = Action(line["do"])
        count = canonical.count_in(line["who"]) if "who" in line else 1
        concerned = [*workspaces.values()] if do in ON_CONTRACTS else [workspaces.get(line.get("at", 0))]
        for workspace in filter(None, concerned):
            actions.setdefault(workspace, Counter())[do.value] += count
            if do in ON_CASES:
                cases.setdefault(workspace, []).append(line["now"]["case"])
    return {w: Happened(at, dict(done), tuple(cases.get(w, ()))) for w, done in actions.items()}
