"""Support cases, as the person sees them who asks: a row each."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from reconciler.kinds.case import CaseSeverity
from reconciler.rules.benefit_use import Use


class Which(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class CaseRow:
    """``case`` is what commands take: ``contoso/finance/3``. ``used`` is known once it is closed; ``age`` are days.
    ``use`` is what all cases of the workspace took of the benefit; None where there is none by now."""

    case: str
    severity: CaseSeverity
    state: Which
    title: str
    benefit: str | None
    used: float | None
    age: int
    opened: date
    opened_by: str
    closed: date | None
    closed_by: str | None
    reopened: date | None
    reopened_by: str | None
    use: Use | None


@dataclass(frozen=True, slots=True)
class CaseList:
    """``left_out`` are cases of these workspaces in another state than the one asked for."""

    rows: tuple[CaseRow, ...]
    left_out: int
