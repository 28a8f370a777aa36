"""One line a customer: what a coordinator looks at in the morning."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from reconciler.applying.record import estate_of
from reconciler.history.told import told
from reconciler.kinds.days import days_after
from reconciler.kinds.estate import CustomerId, Estate
from reconciler.kinds.renewal import counting
from reconciler.kinds.seat import Seat, SeatState
from reconciler.kinds.workspace import WorkspaceId, WorkspaceStatus
from reconciler.planning.succession import vacancies
from reconciler.ports import StateStore
from reconciler.workflows.state import StateChoice, located_here, reading_existing

EXPIRING, ENDING = 7, 14
"""Days."""
SAID_NO = frozenset({SeatState.DECLINED, SeatState.LEFT, SeatState.BOUNCED})


@dataclass(frozen=True, slots=True)
class StatusRow:
    """``open`` and ``past_end`` are invitations without an answer; ``owed`` are messages not sent yet; ``expiring`` are
    open invitations that end soon, ``ending`` memberships whose last day comes near; ``no_admin`` are the workspaces in
    use that nobody administers, and nobody is invited to."""

    customer: CustomerId
    serial: int
    workspaces: int
    members: int
    open: int
    past_end: int
    needs_decision: int
    owed: int
    last_apply: datetime | None
    contract: str
    expiring: int
    ending: int
    suspended: bool
    no_admin: tuple[WorkspaceId, ...]


def status(state: StateChoice, on: date, path: Path | None = None) -> list[StatusRow]:
    """``path`` is where the configuration is that names the state; None for this directory."""
    with reading_existing(located_here(state, path)) as store:
        return [_row(store, customer, on) for customer in store.customers()]


def _row(store: StateStore, customer: CustomerId, on: date) -> StatusRow:
    holding = store.holding(customer)
    assert holding is not None
    estate = estate_of(holding)
    seats = [seat for _, _, seat in estate.memberships()]
    statuses = [w.status for w in estate.workspaces.values()]
    return StatusRow(
        customer=customer,
        serial=estate.serial,
        workspaces=sum(s is not WorkspaceStatus.ARCHIVED for s in statuses),
        members=sum(s.state is SeatState.MEMBER for s in seats),
        open=sum(s.open(on) for s in seats),
        past_end=sum(_past_end(s, on) for s in seats),
        needs_decision=sum(s.state in SAID_NO for s in seats),
        owed=sum(1 for _ in store.owed(customer)),
        last_apply=_last_apply(store, customer),
        contract=_contract(estate, on),
        expiring=sum(s.open(on) and s.expires is not None and s.expires <= days_after(on, EXPIRING) for s in seats),
        ending=sum(_ending(s, on) for s in seats),
        suspended=WorkspaceStatus.SUSPENDED in statuses,
        no_admin=vacancies(estate, on).unfilled,
    )


def _ending(seat: Seat, on: date) -> bool:
    return seat.state is SeatState.MEMBER and seat.until is not None and seat.until <= days_after(on, ENDING)


def _past_end(seat: Seat, on: date) -> bool:
    return seat.state is SeatState.INVITED and not seat.open(on)


def _last_apply(store: StateStore, customer: CustomerId) -> datetime | None:
    last = None
    for body in store.journal(customer):
        entry = told(customer, body)
        last = entry.at if entry.plan else last
    return last


def _contract(estate: Estate, on: date) -> str:
    return counting(estate.contracts, on) or ""
