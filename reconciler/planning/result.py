"""What a plan comes to, as far as it is asked who would be where: cheap, and before anybody may obey it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from reconciler.kinds.address import PersonKey
from reconciler.kinds.estate import Estate
from reconciler.kinds.plain import patched, revive
from reconciler.kinds.seat import Seat
from reconciler.kinds.workspace import Workspace, WorkspaceId
from reconciler.planning.changes import ON_SEATS, ON_STATUS, Action, Change


def seats_after(current: Estate, changes: Iterable[Change]) -> Estate:
    """The current estate with the changes' seats and statuses in it; all other facts are as they were. Only the
    workspaces that are changed are copied."""
    seats: dict[WorkspaceId, Mapping[PersonKey, Seat]] = dict(current.seats)
    workspaces = dict(current.workspaces)
    copied: dict[WorkspaceId, dict[PersonKey, Seat]] = {}
    for change in changes:
        at = WorkspaceId(change.at)
        if change.do is Action.CREATE_WORKSPACE and isinstance(change.now, dict):
            workspaces[at] = revive(Workspace, change.now)
        elif change.do in ON_STATUS and isinstance(change.now, dict):
            workspaces[at] = patched(workspaces[at], change.now)
        elif change.do in ON_SEATS and isinstance(change.now, Seat):
            if at not in copied:
                copied[at] = dict(seats.get(at, {}))
            copied[at].update(dict.fromkeys(change.who, change.now))
    return replace(current, seats={**seats, **copied}, workspaces=workspaces)
