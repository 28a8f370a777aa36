"""Invitations without an answer, and those that were answered with no, for people and for other tools."""

from collections.abc import Iterable, Iterator
from datetime import date

from reconciler.kinds.address import PersonKey
from reconciler.kinds.estate import CustomerId, Estate
from reconciler.kinds.seat import SeatState
from reconciler.kinds.workspace import WorkspaceId
from reconciler.reporting.invitations_view import InvitationRow
from reconciler.workflows.as_of import AsOf
from reconciler.workflows.undecided import undecided

_LISTED = frozenset({SeatState.INVITED, SeatState.DECLINED, SeatState.LEFT, SeatState.BOUNCED})


def invitations(then: AsOf, needs_decision: bool = False) -> Iterator[InvitationRow]:
    """By customer, workspace and person. ``needs_decision``: only those who are not asked again by themselves."""
    for customer in then.customers():
        estate = then.estate(customer)
        asked = undecided(estate, then.on, then.terms) if needs_decision else _all(estate)
        yield from _rows(customer, estate, asked, then.on)


def _all(estate: Estate) -> Iterator[tuple[WorkspaceId, PersonKey]]:
    for workspace in sorted(estate.seats):
        seats = estate.seats[workspace]
        yield from ((workspace, person) for person in sorted(seats) if seats[person].state in _LISTED)


def _rows(
    customer: CustomerId, estate: Estate, asked: Iterable[tuple[WorkspaceId, PersonKey]], on: date
) -> Iterator[InvitationRow]:
    live = estate.live_contract(on) is not None
    for workspace, person in asked:
        seat = estate.seats[workspace][person]
        yield InvitationRow(
            customer,
            workspace,
            estate.spelling(person),
            seat.role.value,
            seat.said(on, live),
            seat.attempt or None,
            seat.generation,
            seat.ends,
            seat.answer_by,
        )
