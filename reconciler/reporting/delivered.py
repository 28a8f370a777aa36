"""What a run of ``deliver`` did, and what it left to be done."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime

from reconciler.errors import ExitCode, ReconcilerError
from reconciler.kinds.estate import CustomerId


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who could not be reached yet, or never will be: ``said`` is what the other side said."""

    customer: CustomerId
    person: str
    said: str


@dataclass(slots=True)
class Delivered:
    """``messages`` counts by kind what left in ``mails``. ``put_off`` are tried again, ``bounced`` never;
    messages ``on_hold`` ask people in while no contract is live; ``lapsed``
    invitations ended before they were sent, and are owed no more; ``later`` messages wait for their day, the next being
    ``next_day``."""

    place: str
    tried: bool = False
    mails: int = 0
    messages: Counter[str] = field(default_factory=Counter)
    put_off: list[Waiting] = field(default_factory=list)
    on_hold: Counter[CustomerId] = field(default_factory=Counter)
    bounced: list[Waiting] = field(default_factory=list)
    lapsed: int = 0
    later: int = 0
    next_day: date | None = None
    again: datetime | None = None
    """When the first of those who were put off may be tried again."""
    key: str = ""
    damaged: dict[CustomerId, ReconcilerError] = field(default_factory=dict)
    """Whose state is not as reconciler wrote it: nothing was sent to their people."""
    down: ReconcilerError | None = None
    """Why it stopped, where it did before the end."""

    @property
    def exit_code(self) -> ExitCode:
        """6 where something that is due is still owed; 7 where that is all there was to do, since it is damaged."""
        if self.damaged:
            return ExitCode.PARTLY if self.mails else ExitCode.UNSOUND
        return ExitCode.PARTLY if self.put_off or self.on_hold or self.down is not None else ExitCode.DONE

    def has_put_off(self, somebody: Waiting, until: datetime | None) -> None:
        self.put_off.append(somebody)
        self.again = min(filter(None, (self.again, until)), default=None)
