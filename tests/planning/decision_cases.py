"""Every combination that the decision table can meet: wanted seats, held seats and situations, as plain values."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product

from reconciler.kinds.desired import SignIn
from reconciler.kinds.limits import Terms
from reconciler.kinds.seat import Note, Role, Seat, SeatState
from reconciler.kinds.workspace import Manage
from reconciler.planning.seats import Situation

TODAY = date(2026, 6, 1)
YESTERDAY = TODAY - timedelta(days=1)
TERMS = Terms(invitation_days=30, attempts=3)
NOTE = Note(reason="audit", ticket="CHG-1")


def wanted_seats() -> list[Seat | None]:
    """Absent, and present in every role, with a last day before, on and after today, in two rounds, with a note."""
    seats: list[Seat | None] = [None]
    for role, until, round_ in product(Role, (None, YESTERDAY, TODAY), (1, 2)):
        seats.append(Seat(SeatState.WANTED, role, until=until, round=round_))
    seats.append(Seat(SeatState.WANTED, Role.MEMBER, note=NOTE))
    return seats


def held_seats() -> list[Seat | None]:
    """Nothing, and every state in every role; invitations open and past their end, with attempts left and without."""
    seats: list[Seat | None] = [None]
    for role in Role:
        for attempt, days, until in product((1, 3), (-1, 0, 1), (None, YESTERDAY, TODAY)):
            ends = TODAY + timedelta(days=days)
            seats.append(Seat(SeatState.INVITED, role, until=until, generation=attempt, attempt=attempt, expires=ends))
        seats += [
            Seat(SeatState.MEMBER, role, until=u, generation=1, note=n) for u in (None, YESTERDAY) for n in (None, NOTE)
        ]
        seats += [
            Seat(state, role, generation=2, round=round_)
            for state in (SeatState.DECLINED, SeatState.LEFT, SeatState.BOUNCED, SeatState.REMOVED, SeatState.REVOKED)
            for round_ in (1, 2)
        ]
        seats.append(Seat(SeatState.REVOKED, role, generation=2, attempt=2))
    return seats


def situations() -> Iterator[Situation]:
    for live, sign_in, leaver, admins, members, remove in product(
        (True, False), SignIn, (False, True), Manage, Manage, (False, True)
    ):
        yield Situation(TODAY, live, sign_in, leaver, admins, members, remove, TERMS)


def everything() -> Iterator[tuple[Seat | None, Seat | None, Situation]]:
    yield from product(wanted_seats(), held_seats(), situations())
