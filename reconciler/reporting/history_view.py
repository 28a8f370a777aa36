"""What happened, as a value: a row for each entry of a journal, with the names that it only numbers."""

from dataclasses import dataclass
from datetime import datetime

from reconciler.kinds.estate import CustomerId
from reconciler.planning.plan import CustomerPlan


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """``config`` is the digest of the files that an apply was planned from, ``commit`` theirs; ``actions`` counts what
    was done."""

    at: datetime
    customer: CustomerId
    serial: int
    apply: str
    actor: str
    via: str
    verified: bool
    config: str
    plan: str
    actions: dict[str, int]
    permits: tuple[str, ...] = ()
    """Those that were used: "permit 7cb221 of mia@contoso.com, because the team moved"."""
    commit: str = ""


@dataclass(frozen=True, slots=True)
class PastApply:
    """``entry`` is how it stands in the history; ``plan`` has the changes as they were made, in the names of then."""

    entry: HistoryRow
    plan: CustomerPlan
