"""As much of a customer as the letters to some people need: those people, and whom their letters name.

A customer may have a million people: whoever sends two hundred letters reads of two hundred, of the admins of their
workspaces, and of those whom its contracts name.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from reconciler.applying.record import estate_of
from reconciler.delivery.letters import Writer
from reconciler.kinds.address import PersonKey
from reconciler.kinds.estate import CustomerId, Estate
from reconciler.kinds.letter import MessageKind, OwedMessage
from reconciler.kinds.seat import Role, SeatState
from reconciler.ports import Holding, StateStore
from reconciler.workflows.outlet import Outlet
from reconciler.workflows.sound import refuse_unsound


class Addressees:
    """Of one customer, some people at a time, as an apply in between may have left them."""

    def __init__(self, store: StateStore, customer: CustomerId, way: Outlet, on: date) -> None:
        self._store, self._customer, self._way, self._on = store, customer, way, on
        self._of_contracts: tuple[int, Collection[int]] | None = None

    def turned_to(self, people: Sequence[int], owed: Collection[OwedMessage]) -> tuple[Writer, dict[int, PersonKey]]:
        """Who writes to them about what they are owed, and their names by number. StateBroken where the customer is not
        as its journal says."""
        refuse_unsound(self._store, self._customer)
        workspaces = {message.workspace for message in owed}
        named = {*self._admins(workspaces), *self._ending(owed), *self._named_by_contracts()}
        estate = self._read({*people, *named}, workspaces)
        names = {number: key for key, number in estate.numbers.items()}
        return Writer(estate, self._way.templates, self._way.sender, self._on), names

    def _admins(self, workspaces: Collection[int]) -> set[int]:
        return _all_of(self._store.seated(self._customer, workspaces, is_accepted_admin))

    def _ending(self, owed: Collection[OwedMessage]) -> set[int]:
        """Of whose last day somebody is to be told."""
        found: set[int] = set()
        for workspace, day in {(m.workspace, m.about.last_day) for m in owed if m.kind is MessageKind.ENDING}:
            found |= _all_of(self._store.seated(self._customer, [workspace], partial(_ends_on, day.isoformat())))
        return found

    def _named_by_contracts(self) -> Collection[int]:
        """Looked for among all people, so not for each batch anew."""
        serial = self._store.customers()[self._customer]
        if self._of_contracts is None or self._of_contracts[0] != serial:
            contracts = self._read((), ()).contracts.values()
            vendor = [address for c in contracts for address in (c.csam, c.coordinator) if address]
            addresses = {PersonKey(a) for a in (*vendor, *(a for c in contracts for a in c.services_admins))}
            self._of_contracts = serial, self._store.named(self._customer, addresses)
        return self._of_contracts[1]

    def _read(self, people: Collection[int], workspaces: Collection[int]) -> Estate:
        return estate_of(_there(self._store.some(self._customer, people, workspaces)))


def is_accepted_admin(seat: Mapping[str, Any]) -> bool:
    """Of a seat in its plain form."""
    return seat.get("state") == SeatState.MEMBER and seat.get("role") == Role.ADMIN


def _ends_on(day: str, seat: Mapping[str, Any]) -> bool:
    return seat.get("state") == SeatState.MEMBER and seat.get("until") == day


def _all_of(seated: Mapping[int, Sequence[int]]) -> set[int]:
    return {person for people in seated.values() for person in people}


def _there(holding: Holding | None) -> Holding:
    assert holding is not None
    return holding
