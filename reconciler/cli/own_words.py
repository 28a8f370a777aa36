"""The words of this programme: what programs look for in its data, whatever somebody has written as a reason."""

from enum import StrEnum

from reconciler.applying.receipt import Result
from reconciler.findings import Severity
from reconciler.history.differences import Thing
from reconciler.kinds.account_policy import AccountKind
from reconciler.kinds.contract import Support
from reconciler.kinds.seat import Role, SeatState
from reconciler.kinds.vendor import VendorRole
from reconciler.kinds.workspace import Manage, WorkspaceStatus
from reconciler.planning.changes import Action, Authority
from reconciler.planning.guards.book import GUARDS
from reconciler.planning.plan import Listing

_ENUMS: tuple[type[StrEnum], ...] = (
    Action, Authority, AccountKind, Listing, Manage, Result, Role, SeatState, Severity, Support, Thing, VendorRole,
    WorkspaceStatus,
)  # fmt: skip
_OTHERS = ("access", "null", "person", "plan", "private", "receipt", "reconciler", "state", "true", "false", "why")


def own_words() -> frozenset[str]:
    """Single words, as they stand in a text."""
    words = {word for each in _ENUMS for member in each for word in member.value.split("_")}
    return frozenset({*words, *(word for guard in GUARDS for word in guard.split("_")), *_OTHERS})
