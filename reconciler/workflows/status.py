"""One line a customer: what a coordinator looks at in the morning."""

from dataclasses import dataclass
from datetime import date, datetime

from reconciler.history.told import told
from reconciler.kinds.days import days_after
from reconciler.kinds.estate import CustomerId, Estate
from reconciler.kinds.renewal import counting
from reconciler.kinds.seat import Seat, SeatState
from reconciler.kinds.workspace import WorkspaceId, WorkspaceStatus
from reconciler.planning.succession import vacancies
from reconciler.rules.benefit_use import overdrawn
from reconciler.workflows.as_of import AsOf
from reconciler.workflows.undecided import undecided

EXPIRING, ENDING = 7, 14
"""Days."""


@dataclass(frozen=True, slots=True)
class StatusRow:
    """``open`` and ``past_end`` are invitations without an answer; ``owed`` are messages not sent yet, None
    where it is asked for the past, which no journal says; ``expiring`` are
    open invitations that end soon, ``ending`` memberships whose last day comes near; ``overdrawn`` are
    benefits of which cases used more than there is; ``no_admin`` are the workspaces in use that nobody administers, and
    nobody is invited to."""

    customer: CustomerId
    serial: int
    workspaces: int
    members: int
    open: int
    past_end: int
    needs_decision: int
    owed: int | None
    last_apply: datetime | None
    contract: str
    expiring: int
    ending: int
    open_cases: int
    overdrawn: tuple[str, ...]
    suspended: bool
    no_admin: tuple[WorkspaceId, ...]


def status(then: AsOf) -> list[StatusRow]:
    """One row a customer, as it is or was then."""
    return [_row(then, customer) for customer in then.customers()]


def _row(then: AsOf, customer: CustomerId) -> StatusRow:
    estate, on = then.estate(customer), then.on
    seats = [seat for _, _, seat in estate.memberships()]
    statuses = [w.status for w in estate.workspaces.values()]
    return StatusRow(
        customer=customer,
        serial=estate.serial,
        workspaces=sum(s is not WorkspaceStatus.ARCHIVED for s in statuses),
        members=sum(s.state is SeatState.MEMBER for s in seats),
        open=sum(s.open(on) for s in seats),
        past_end=sum(_past_end(s, on) for s in seats),
        needs_decision=sum(1 for _ in undecided(estate, on, then.terms)),
        owed=sum(1 for _ in then.store.owed(customer)) if then.moment is None else None,
        last_apply=_last_apply(then, customer),
        contract=_contract(estate, on),
        expiring=sum(s.open(on) and s.ends is not None and s.ends <= days_after(on, EXPIRING) for s in seats),
        ending=sum(_ending(s, on) for s in seats),
        open_cases=sum(case.open for cases in estate.cases.values() for case in cases.values()),
        overdrawn=tuple(overdrawn(estate, on)),
        suspended=WorkspaceStatus.SUSPENDED in statuses,
        no_admin=vacancies(estate, on).unfilled,
    )


def _ending(seat: Seat, on: date) -> bool:
    return seat.state is SeatState.MEMBER and seat.until is not None and on <= seat.until <= days_after(on, ENDING)


def _past_end(seat: Seat, on: date) -> bool:
    return seat.state is SeatState.INVITED and not seat.open(on)


def _last_apply(then: AsOf, customer: CustomerId) -> datetime | None:
    last = None
    for body in then.entries(customer):
        entry = told(customer, body)
        last = entry.at if entry.plan else last
    return last


def _contract(estate: Estate, on: date) -> str:
    return counting(estate.contracts, on) or ""
