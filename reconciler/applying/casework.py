"""What opening, closing and reopening a case is: to an estate, and to the state.

A change has ``at`` as its workspace and says the number of the case, ``{"case": 3, ...}``, in ``was`` and ``now``.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from reconciler.applying.ledger import Ledger, concealed
from reconciler.kinds.case import Case
from reconciler.kinds.estate import Cases, Estate
from reconciler.kinds.plain import difference, holds, patched, plain, revive
from reconciler.kinds.seat import SeatState
from reconciler.kinds.workspace import WorkspaceId
from reconciler.planning.changes import Action, Change
from reconciler.ports import CaseWrite

CasesInTheMaking = dict[WorkspaceId, Mapping[int, Case]]


def opening(workspace: WorkspaceId, case: Case, known: Cases) -> Change:
    """The change that opens ``case`` under the next number of its workspace; ``known`` are all cases there are."""
    number = max(known.get(workspace, ()), default=0) + 1
    return Change(Action.OPEN_CASE, workspace, None, {"case": number, **plain(case)}, "S-03")


def closing(
    workspace: WorkspaceId, number: int, case: Case, on: date, by: int, benefit: str | None, used: int
) -> Change:
    """``used`` counts hundredths of the benefit."""
    was, now = difference(case, replace(case, closed=on, closed_by=by, benefit=benefit, used=used))
    return Change(Action.CLOSE_CASE, workspace, {"case": number, **was}, {"case": number, **now}, "S-03")


def reopening(workspace: WorkspaceId, number: int, case: Case, on: date, by: int) -> Change:
    """It was closed by mistake: what it used is free again, the benefit that it draws on stays."""
    again = replace(case, closed=None, closed_by=None, used=0, reopened=on, reopened_by=by)
    was, now = difference(case, again)
    was, now = {"reopened_by": case.reopened_by, **was}, {"reopened_by": by, **now}
    return Change(Action.REOPEN_CASE, workspace, {"case": number, **was}, {"case": number, **now}, "S-03")


def correcting(workspace: WorkspaceId, number: int, case: Case, by: int, benefit: str | None, used: int) -> Change:
    """Another figure for a case that stays closed, on the day on which it was: whoever gives it stands for it."""
    was, now = difference(case, replace(case, benefit=benefit, used=used))
    was, now = {"closed_by": case.closed_by, **was}, {"closed_by": by, **now}
    return Change(Action.CORRECT_CASE, workspace, {"case": number, **was}, {"case": number, **now}, "S-03")


def obeyed(change: Change, cases: CasesInTheMaking) -> str:
    """Does it; or says what did not hold any more."""
    at = WorkspaceId(change.at)
    number, was, now = _sides(change)
    here = cases.get(at, {})
    if change.do is Action.OPEN_CASE:
        if number != max(here, default=0) + 1:
            return f"case {number} of {at} is there already"
        cases[at] = {**here, number: revive(Case, now)}
        return ""
    if number not in here or not holds(here[number], was):
        return f"case {number} of {at} is not as it was"
    cases[at] = {**here, number: patched(here[number], now)}
    return ""


def written(change: Change, ledger: Ledger, workspaces: Mapping[str, int]) -> CaseWrite:
    """In numbers. Only what is new: a title that was erased meanwhile stays so."""
    number, _, now = _sides(change)
    return CaseWrite(workspaces[change.at], number, concealed(now, ledger))


def broken_by_cases(before: Estate, changes: Iterable[Change]) -> Iterator[str]:
    """S-13: cases are of members alone, whoever opens or closes them."""
    keys = {number: person for person, number in before.numbers.items()}
    for change in changes:
        _, _, now = _sides(change)
        by = now.get("opened_by") or now.get("closed_by") or now.get("reopened_by", 0)
        person = keys.get(by)
        seat = before.seats_in(WorkspaceId(change.at)).get(person) if person is not None else None
        if seat is None or seat.state is not SeatState.MEMBER:
            yield f"S-13: a case of {change.at} would be {change.do.value} by somebody who is no member of it"


def _sides(change: Change) -> tuple[int, dict[str, Any], dict[str, Any]]:
    """The number of the case, and the fields of both sides."""
    was, now = (dict(side) if isinstance(side, dict) else {} for side in (change.was, change.now))
    number = now.pop("case")
    was.pop("case", None)
    return number, was, now
