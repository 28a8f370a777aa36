"""What a guard judges: one customer's ordered changes, with everything they were made from."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from reconciler.findings import Nowhere, Places
from reconciler.kinds.desired import Desired
from reconciler.kinds.estate import Estate
from reconciler.kinds.limits import Limits
from reconciler.planning.changes import Change
from reconciler.planning.effects import TakenBack, nothing_taken_back
from reconciler.planning.shrunken import Shrunken
from reconciler.planning.succession import Handover


class Proposal(NamedTuple):
    """``files`` are all files of the configuration; ``said_archived`` the workspaces that a file itself says are
    archived or closed."""

    changes: Collection[Change]
    desired: Desired
    current: Estate
    on: date
    handovers: Collection[Handover] = ()
    files: Collection[str] = ()
    said_archived: Collection[str] = ()
    places: Places = Nowhere()
    shrunken: Collection[Shrunken] = ()
    before: Estate | None = None
    """The state as it is, without the new names that ``current`` has already."""
    taken_back: TakenBack = nothing_taken_back

    @property
    def limits(self) -> Limits:
        """D-21: those in the state, and tighter ones that come with the plan."""
        return self.desired.estate.limits.tighter(self.current.limits)
