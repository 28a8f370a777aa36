"""What a plan comes to for support cases, where it takes away what they are in or draw on.

D-17: "open cases in it are pointed out". Cases hold nothing up, and nothing of them but their number is said.
"""

from collections.abc import Iterable
from datetime import date

from reconciler.kinds.case import Case, quantity_said, used_of
from reconciler.kinds.estate import Estate
from reconciler.kinds.renewal import begins, speaking
from reconciler.kinds.workspace import WorkspaceId, WorkspaceStatus
from reconciler.planning.changes import Action, Change

_ON_BENEFITS = frozenset({Action.CHANGE_BENEFIT, Action.REMOVE_BENEFIT})


def told_of_cases(changes: Iterable[Change], current: Estate, on: date) -> tuple[Change, ...]:
    """``current`` has the workspaces' new names in it already, as the changes do."""
    if not current.cases:
        return tuple(changes)
    return tuple(_told(change, current, on) if change.at in current.cases else change for change in changes)


def _told(change: Change, current: Estate, on: date) -> Change:
    cases = current.cases[WorkspaceId(change.at)].values()
    if change.do is Action.ARCHIVE_WORKSPACE:
        return change._replace(meaning=f"they lose sight of {_counted(list(cases))}")
    if change.do is Action.REMOVE and _in_sight(change, current):
        each = "each loses" if len(change.who) > 1 else "loses"
        lost = f"{each} sight of {_counted(list(cases))}"
        return change._replace(meaning="; ".join(filter(None, (change.meaning, lost))))
    if change.do in _ON_BENEFITS and isinstance(change.was, dict):
        speaks = speaking(current.contracts, on)
        since = begins(current.contracts, speaks) if speaks is not None else None
        used = used_of(cases, str(change.was["benefit"]), since)
        return change._replace(meaning=f"{quantity_said(used)} of it used") if used else change
    return change


def _in_sight(change: Change, current: Estate) -> bool:
    return current.workspaces[WorkspaceId(change.at)].status is not WorkspaceStatus.ARCHIVED


def _counted(cases: list[Case]) -> str:
    still = sum(case.open for case in cases)
    are = f", {still:,} of them open" if still else ""
    return f"{len(cases):,} case{'' if len(cases) == 1 else 's'}{are}"
