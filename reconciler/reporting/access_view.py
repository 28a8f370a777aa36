"""Who sees what, as a value: as it is, and what would be otherwise where something was supposed."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from reconciler.kinds.estate import CustomerId
from reconciler.kinds.seat import Seat
from reconciler.kinds.workspace import WorkspaceId, WorkspaceStatus


class AccessRow(NamedTuple):
    """One person in one workspace, a member or invited. ``cases`` are those that the workspace has, in sight where the
    person ``sees`` it; ``blocked`` says that they cannot sign in with the account that they probably have."""

    customer: CustomerId
    workspace: WorkspaceId
    status: WorkspaceStatus
    person: str
    seat: Seat
    sees: bool
    cases: int
    open_cases: int
    blocked: bool

    @property
    def place(self) -> str:
        return f"{self.customer}/{self.workspace}"


class AccessChange(NamedTuple):
    """What would be otherwise: a row as it is and as it would be, None where there is none; one of them is there."""

    was: AccessRow | None
    now: AccessRow | None

    @property
    def person(self) -> str:
        return self._row.person

    @property
    def place(self) -> str:
        return self._row.place

    @property
    def _row(self) -> AccessRow:
        row = self.now or self.was
        assert row is not None
        return row


@dataclass(frozen=True, slots=True)
class Supposed:
    """What a supposition comes to: what would change of what is shown, how many people of these customers would lose or
    gain sight of something, and what would be held, stopped or refused."""

    texts: tuple[str, ...]
    changes: tuple[AccessChange, ...]
    losing: int
    gaining: int
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Access:
    """``of`` is the person, or the workspace where it is ``of_workspace``."""

    of: str
    of_workspace: bool
    on: date
    rows: tuple[AccessRow, ...]
    supposed: Supposed | None = None
