"""A state as rows: who is a member of what, and what was asked and not yet answered with yes."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import NamedTuple, Protocol

from reconciler.kinds.address import PersonKey
from reconciler.kinds.estate import Estate
from reconciler.kinds.seat import Role, Seat, SeatState
from reconciler.kinds.workspace import WorkspaceId

Since = Mapping[WorkspaceId, Mapping[PersonKey, datetime]]

_NOT_SHOWN = frozenset({SeatState.REMOVED, SeatState.REVOKED, SeatState.MEMBER, SeatState.WANTED})


class ShownCustomer(Protocol):
    """``since`` is when each membership began, as the journal says; it may lack some."""

    @property
    def estate(self) -> Estate: ...
    @property
    def since(self) -> Since: ...


class MemberRow(NamedTuple):
    person: str
    seat: Seat
    since: datetime | None


class InvitationRow(NamedTuple):
    """``state``: open, past_end, void (no contract is live), declined, left or bounced."""

    person: str
    seat: Seat
    state: str


def members_of(customer: ShownCustomer, workspace: WorkspaceId) -> Iterator[MemberRow]:
    """Admins first, then by address."""
    since = customer.since.get(workspace, {})
    for person, seat in _sorted(customer.estate.seats_in(workspace).items()):
        if seat.state is SeatState.MEMBER:
            yield MemberRow(customer.estate.spelling(person), seat, since.get(person))


def invitations_of(estate: Estate, workspace: WorkspaceId, on: date) -> Iterator[InvitationRow]:
    live = estate.live_contract(on) is not None
    for person, seat in _sorted(estate.seats_in(workspace).items()):
        if seat.state not in _NOT_SHOWN:
            yield InvitationRow(estate.spelling(person), seat, seat.said(on, live))


def _sorted(seats: Iterable[tuple[PersonKey, Seat]]) -> list[tuple[PersonKey, Seat]]:
    return sorted(seats, key=lambda pair: (pair[1].role is not Role.ADMIN, pair[0]))
