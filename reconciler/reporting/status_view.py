"""What a coordinator looks at in the morning, as a value: a row for each customer."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from reconciler.kinds.estate import CustomerId
from reconciler.kinds.workspace import WorkspaceId


class Soon(NamedTuple):
    """Whose invitation or membership comes to its end; ``last_day`` is the last on which an answer, or they, count."""

    workspace: WorkspaceId
    person: str
    last_day: date


@dataclass(frozen=True, slots=True)
class StatusRow:
    """``open`` and ``past_end`` are invitations without an answer; ``owed`` are messages not sent yet, None
    where it is asked for the past, which no journal says; ``expiring_people`` have
    open invitations that end soon, ``ending_people`` memberships whose last day comes near; ``overdrawn`` are
    benefits of which cases used more than there is; ``no_admin`` are the workspaces in use that nobody administers, and
    nobody is invited to."""

    customer: CustomerId
    serial: int
    workspaces: int
    members: int
    open: int
    past_end: int
    needs_decision: int
    owed: int | None
    last_apply: datetime | None
    contract: str
    expiring_people: tuple[Soon, ...]
    ending_people: tuple[Soon, ...]
    open_cases: int
    overdrawn: tuple[str, ...]
    suspended: bool
    no_admin: tuple[WorkspaceId, ...]

    @property
    def expiring(self) -> int:
        return len(self.expiring_people)

    @property
    def ending(self) -> int:
        return len(self.ending_people)
