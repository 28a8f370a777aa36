"""An estate in the making, which changes are done to (see ``obey``)."""

from collections.abc import Mapping
from dataclasses import fields
from operator import attrgetter
from typing import Any

from reconciler.applying.casework import CasesInTheMaking
from reconciler.kinds.address import PersonKey
from reconciler.kinds.estate import CustomerId, Estate, Seats
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
        return self._with(self.seats)

    def finished(self) -> Estate:
        """The same as a value: its seats are written to no more."""
        before, here = self._before.seats, self.seats.items()
        return self._with({w: s if (was := before.get(w, NOBODY)) is s else finished(s, was) for w, s in here})

    def _with(self, seats: Seats) -> Estate:
        """``replace`` asks for each of two dozen fields."""
        kept = zip(_KEPT, attrgetter(*_KEPT)(self._before), strict=True)
        written = zip(_WRITTEN, attrgetter(*_WRITTEN)(self), strict=True)
        fields: dict[str, Any] = {**dict(kept), **dict(written), "seats": seats}
        return Estate(**fields)

    def seats_to_write(self, workspace: WorkspaceId) -> dict[PersonKey, Seat]:
        """The seats of one workspace, ours by now; those of all others stay the objects that they were."""
        here, ours = self.seats.get(workspace, NOBODY), self._ours.get(workspace)
        if ours is None or here is not ours:
            ours = self.seats[workspace] = self._ours[workspace] = dict(here)
        return ours


_FIELDS = [f.name for f in fields(Estate)]
_WRITTEN = [name for name in _FIELDS if hasattr(Working(Estate(CustomerId(""))), name)]
_KEPT = [name for name in _FIELDS if name not in _WRITTEN]
