"""Where somebody's access comes from, as a value: the lines that ask for it, and what happened, step by step."""

from dataclasses import dataclass
from datetime import date, datetime

from reconciler.findings import Origin, Place
from reconciler.history.seat_steps import SeatStep
from reconciler.kinds.estate import CustomerId
from reconciler.kinds.seat import Seat
from reconciler.kinds.workspace import WorkspaceId, WorkspaceStatus


@dataclass(frozen=True, slots=True)
class Line:
    """A line that brings somebody to a workspace, and who wrote it, where Git knows."""

    place: Place
    origin: Origin | None


@dataclass(frozen=True, slots=True)
class Told:
    """One step, with names instead of numbers."""

    step: SeatStep
    was: Seat | None
    now: Seat | None
    actor: str
    confirmed_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody is, or is not, in one workspace. ``seat`` is None where nothing ever stood there; ``lines`` are of
    the files as they are now. ``barred`` says why nobody can open cases there."""

    customer: CustomerId
    workspace: WorkspaceId
    person: str
    seat: Seat | None
    sees: bool
    status: WorkspaceStatus | None
    barred: str
    since: datetime | None
    lines: tuple[Line, ...]
    steps: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Why:
    """``lines`` says that files were looked at; ``problem`` is why they were not, where they should have been, or that
    the person was erased."""

    person: str
    on: date
    reasons: tuple[Reason, ...]
    problem: str = ""
    lines: bool = True
