"""An estate in the making, which changes are done to (see ``obey``)."""

from collections.abc import Mapping
from dataclasses import fields, replace
from operator import attrgetter
from typing import Any

from reconciler.applying.casework import CasesInTheMaking
from reconciler.kinds.address import PersonKey
from reconciler.kinds.estate import CustomerId, Estate
from reconciler.kinds.seat import Seat
from reconciler.kinds.seating import NOBODY, finished
from reconciler.kinds.workspace import WorkspaceId


class Working:
    """Each mapping is copied once, however many changes there are. ``broken`` are sentences about what did not hold."""

    def __init__(self, estate: Estate) -> None:
        self._before, self.serial = estate, estate.serial
        self.contracts = dict(estate.contracts)
        self.policy, self.limits = estate.policy, estate.limits
        self.people = dict(estate.people)
        self.workspaces = dict(estate.workspaces)
        self.numbers = dict(estate.numbers)
        self.merged = dict(estate.merged)
        self.workspace_numbers = dict(estate.workspace_numbers)
        self.last_workspace = estate.last_workspace
        self.seats: dict[WorkspaceId, Mapping[PersonKey, Seat]] = dict(estate.seats)
        self.tombstones = estate.tombstones
        self.cases: CasesInTheMaking = dict(estate.cases)
        self.broken: list[str] = []
        self._ours: dict[WorkspaceId, dict[PersonKey, Seat]] = {}

    @property
    def estate(self) -> Estate:
        """Once all is done: what is done afterwards would be done to it, too."""
        return replace(self._before, **self._written())

    def finished(self) -> Estate:
        """The same as a value: its seats are written to no more."""
        before, here = self._before.seats, self.seats.items()
        seats = {w: s if before.get(w) is s else finished(s, self._before.seats_in(w)) for w, s in here}
        return replace(self._before, **{**self._written(), "seats": seats})

    def _written(self) -> dict[str, Any]:
        return dict(zip(_WRITTEN, attrgetter(*_WRITTEN)(self), strict=True))

    def seats_to_write(self, workspace: WorkspaceId) -> dict[PersonKey, Seat]:
        """The seats of one workspace, ours by now; those of all others stay the objects that they were."""
        here, ours = self.seats.get(workspace, NOBODY), self._ours.get(workspace)
        if ours is None or here is not ours:
            ours = self.seats[workspace] = self._ours[workspace] = dict(here)
        return ours


_WRITTEN = tuple(f.name for f in fields(Estate) if hasattr(Working(Estate(CustomerId(""))), f.name))
