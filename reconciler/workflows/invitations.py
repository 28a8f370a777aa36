"""Invitations without an answer, and those that were answered with no, for people and for other tools."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from reconciler.kinds.estate import CustomerId, Estate
from reconciler.kinds.seat import SeatState
from reconciler.workflows.as_of import AsOf
from reconciler.workflows.status import SAID_NO


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """``state``: open, past_end (no answer in time), void (no contract is live), declined, left, bounced."""

    customer: str
    workspace: str
    person: str
    role: str
    state: str
    attempt: int
    generation: int
    expires: date | None
    answer_by: date | None
    """The last day before that."""


def invitations(then: AsOf, needs_decision: bool = False) -> Iterator[InvitationRow]:
    """By customer, workspace and person. ``needs_decision``: only those who are not asked again by themselves."""
    for customer in then.customers():
        for row in _of_customer(customer, then.estate(customer), then.on):
            if not needs_decision or row.state not in ("open", "void"):
                yield row


def _of_customer(customer: CustomerId, estate: Estate, on: date) -> Iterator[InvitationRow]:
    live = estate.live_contract(on) is not None
    for workspace in sorted(estate.seats):
        for person, seat in sorted(estate.seats[workspace].items()):
            if seat.state is SeatState.INVITED or seat.state in SAID_NO:
                yield InvitationRow(
                    customer,
                    workspace,
                    estate.spelling(person),
                    seat.role.value,
                    seat.said(on, live),
                    seat.attempt,
                    seat.generation,
                    seat.ends,
                    seat.answer_by,
                )
