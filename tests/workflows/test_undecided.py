"""Whom a state says to wait for a decision: those whom a plan of unchanged files lists so, in every state of a seat."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest
from estates import CONTOSO, DAY_ONE, ENDS, contract

from reconciler.kinds.account_policy import AccountKind
from reconciler.kinds.address import PersonKey, key_of
from reconciler.kinds.contract import ContractId
from reconciler.kinds.estate import Estate
from reconciler.kinds.limits import Terms
from reconciler.kinds.person import Person
from reconciler.kinds.seat import Role, Seat, SeatState, shared
from reconciler.kinds.workspace import Workspace, WorkspaceId, WorkspaceStatus
from reconciler.planning.plan import CustomerPlan, Listing
from reconciler.planning.planner import Circumstances, plan_customer
from reconciler.planning.renames import renamed
from reconciler.rules import book
from reconciler.workflows.undecided import undecided

FINANCE = WorkspaceId("finance")
TERMS = Terms(attempts=2)
_STORED = [state for state in SeatState if state is not SeatState.WANTED]
_DAYS = (None, DAY_ONE - timedelta(days=1), DAY_ONE, DAY_ONE + timedelta(days=9))


def every_seat() -> Iterator[tuple[PersonKey, Seat]]:
    """Each at somebody of their own; every second of them has a personal account."""
    every = product(_STORED, Role, (1, 2, 3), (1, 2), _DAYS, _DAYS[1:])
    for number, (state, role, attempt, round_, until, expires) in enumerate(every):
        invited = state is SeatState.INVITED
        seat = Seat(state, role, until, 1, attempt if invited else 0, expires if invited else None, round_)
        at = "mail.example" if number % 2 else "contoso.com"
        yield key_of(f"p{number:04}@{at}"), shared(seat)


def held(status: WorkspaceStatus = WorkspaceStatus.ACTIVE) -> Estate:
    """What a state holds: somebody in every seat."""
    seats = dict(every_seat())
    known = {FINANCE: Workspace(status=status), WorkspaceId("default"): Workspace(default=True)}
    return Estate(
        CONTOSO,
        contracts={ContractId("u26"): contract(services_admins=())},
        people={p: Person(p, account=AccountKind.PERSONAL if "mail" in p else None) for p in seats},
        workspaces=known,
        seats={FINANCE: seats},
        numbers={person: number for number, person in enumerate(seats, 1)},
        workspace_numbers={workspace: number for number, workspace in enumerate(known, 1)},
    )


def planned(current: Estate, on: date) -> CustomerPlan:
    """By files that say of everybody what they said."""
    wanted = {person: seat.wanted_as_it_is() for person, seat in current.seats_in(FINANCE).items()}
    files = replace(current, seats={FINANCE: wanted}, terms=TERMS, numbers={}, workspace_numbers={})
    names = renamed(files, current, on)
    return plan_customer(book.complete(names.declared, names.current, on), names, (), Circumstances(on))


def listed(plan: CustomerPlan) -> set[tuple[str, PersonKey]]:
    return {(x.at, who) for x in plan.listed if x.listing is Listing.NEEDS_DECISION for who in x.who}


@pytest.mark.parametrize("on", [DAY_ONE, DAY_ONE + timedelta(days=30), ENDS + timedelta(days=1)])
def test_d_06_a_state_and_a_plan_agree_on_who_waits_for_a_decision(on: date) -> None:
    current = held()

    waiting = listed(planned(current, on))

    assert set(undecided(current, on, TERMS)) == waiting
    assert bool(waiting) == (on <= ENDS)


def test_nobody_waits_for_a_decision_about_an_archived_workspace() -> None:
    assert list(undecided(held(WorkspaceStatus.ARCHIVED), DAY_ONE, TERMS)) == []
