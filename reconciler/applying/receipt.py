"""What an apply, or a record, did: one line a customer, and the exit code that tells the truth."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from reconciler.errors import ExitCode
from reconciler.kinds.estate import CustomerId
from reconciler.planning.changes import Action
from reconciler.planning.request import Asked


class Result(StrEnum):
    APPLIED = "applied"
    NOTHING = "nothing"
    STALE = "stale"  # something no longer holds
    BLOCKED = "blocked"  # a guard, or an invariant of the result
    FAILED = "failed"  # the input of this customer is invalid
    HANDED_OFF = "handed_off"  # nothing of it was one's own to apply; others were asked


@dataclass(frozen=True, slots=True)
class HandedOff:
    """What others were asked for: how many changes of each action, and the files to send. It stays planned."""

    to: Asked
    summary: Mapping[str, int]
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CustomerResult:
    """``serial`` is the one after; ``why`` are sentences, for what was not applied."""

    customer: CustomerId
    serial: int
    result: Result
    why: tuple[str, ...] = ()
    remedy: str = ""
    handed_off: tuple[HandedOff, ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """``apply`` is empty for answers. ``created`` is the lineage of a state that was made for this."""

    plan: str
    apply: str
    customers: tuple[CustomerResult, ...] = ()
    summary: Mapping[str, int] = field(default_factory=dict)
    created: str = ""

    @property
    def asks(self) -> bool:
        """Whether anybody was invited."""
        return any(self.summary.get(action) for action in (Action.INVITE, Action.REINVITE))

    @property
    def exit_code(self) -> ExitCode:
        """6 where at least one was applied and another was not; if none was, 3, 4 or 5, in this order."""
        results = {c.result for c in self.customers}
        missed = [code for result, code in _CODES.items() if result in results]
        if not missed:
            return ExitCode.DONE
        return ExitCode.PARTLY if Result.APPLIED in results else missed[0]


_CODES = {Result.FAILED: ExitCode.INVALID, Result.BLOCKED: ExitCode.STOPPED, Result.STALE: ExitCode.STALE}
