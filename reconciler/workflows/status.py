"""One line a customer: what a coordinator looks at in the morning."""

from collections.abc import Callable
from datetime import date, datetime

from reconciler.history.told import told
from reconciler.kinds.days import days_after
from reconciler.kinds.estate import CustomerId, Estate
from reconciler.kinds.renewal import counting
from reconciler.kinds.seat import Seat, SeatState
from reconciler.kinds.seating import distinct
from reconciler.kinds.workspace import WorkspaceStatus
from reconciler.planning.succession import vacancies
from reconciler.reporting.status_view import Soon, StatusRow
from reconciler.rules.benefit_use import overdrawn
from reconciler.workflows.as_of import AsOf
from reconciler.workflows.undecided import undecided

EXPIRING, ENDING = 7, 14
"""Days."""


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
        expiring_people=_soon(estate, lambda seat: _expiring(seat, on)),
        ending_people=_soon(estate, lambda seat: _ending(seat, on)),
        open_cases=sum(case.open for cases in estate.cases.values() for case in cases.values()),
        overdrawn=tuple(overdrawn(estate, on)),
        suspended=WorkspaceStatus.SUSPENDED in statuses,
        no_admin=vacancies(estate, on).unfilled,
    )


def _soon(estate: Estate, last_day: Callable[[Seat], date | None]) -> tuple[Soon, ...]:
    """The first to come first. Thousands share a few seats, so people are looked at only where one of these ends."""
    found: list[Soon] = []
    for workspace, seats in estate.seats.items():
        days = {id(seat): day for seat in distinct(seats) if (day := last_day(seat)) is not None}
        theirs = ((p, days[id(seat)]) for p, seat in seats.items() if id(seat) in days) if days else ()
        found += (Soon(workspace, estate.spelling(person), day) for person, day in theirs)
    return tuple(sorted(found, key=lambda soon: (soon.last_day, soon.workspace, soon.person)))


def _expiring(seat: Seat, on: date) -> date | None:
    soon = seat.open(on) and seat.ends is not None and seat.ends <= days_after(on, EXPIRING)
    return seat.answer_by if soon else None


def _ending(seat: Seat, on: date) -> date | None:
    until = seat.until if seat.state is SeatState.MEMBER else None
    return until if until is not None and on <= until <= days_after(on, ENDING) else None


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
