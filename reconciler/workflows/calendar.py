"""What the calendar asks for: a reminder of an invitation that nobody answered, a notice of a last day that comes near.

Each is owed once: what is in the queue or left already is not asked for again. Nothing of it is in a journal.
"""

from collections.abc import Iterator
from datetime import date

from reconciler.kinds.days import days_after
from reconciler.kinds.estate import CustomerId, Estate
from reconciler.kinds.letter import About, MessageKind, Owed
from reconciler.kinds.seat import SeatState
from reconciler.loading.settings import Reminders
from reconciler.ports import StateStore


def asked_for(store: StateStore, customer: CustomerId, estate: Estate, wanted: Reminders, on: date) -> Iterator[Owed]:
    """Under the lock. ``estate`` is the customer's as the store has it."""
    if wanted == Reminders():
        return
    sent = {(letter.person, about): letter for letter in store.sent(customer) for about in letter.about}
    if wanted.remind_after is not None:
        workspaces = {number: w for w, number in estate.workspace_numbers.items()}
        names = {number: key for key, number in estate.numbers.items()}
        for (person, about), letter in sorted(sent.items(), key=lambda item: item[0]):
            again = About(about.workspace, about.generation, MessageKind.REMINDER)
            if about.kind is not MessageKind.INVITATION or letter.refused or (person, again) in sent:
                continue
            known = person in names and about.workspace in workspaces
            seat = estate.seats_in(workspaces[about.workspace]).get(names[person]) if known else None
            waits = seat is not None and seat.generation == about.generation and seat.open(on)
            if waits and days_after(letter.at.date(), wanted.remind_after) <= on:
                yield Owed(about.workspace, about.generation, on, [person], MessageKind.REMINDER)
    if wanted.announce_ends is not None:
        told = {key for key in sent if key[1].kind is MessageKind.ENDING}
        yield from _endings(estate, days_after(on, wanted.announce_ends), on, told)


def _endings(estate: Estate, horizon: date, on: date, told: set[tuple[int, About]]) -> Iterator[Owed]:
    for workspace, number in sorted(estate.workspace_numbers.items(), key=lambda item: item[1]):
        seats = estate.seats_in(workspace)
        members = (seat for seat in seats.values() if seat.state is SeatState.MEMBER)
        days = {seat.until for seat in members if seat.until is not None and on <= seat.until <= horizon}
        admins = sorted(estate.numbers[person] for person, seat in seats.items() if seat.is_accepted_admin)
        for day in sorted(days):
            about = About(number, day.toordinal(), MessageKind.ENDING)
            if who := [admin for admin in admins if (admin, about) not in told]:
                yield Owed(number, day.toordinal(), on, who, MessageKind.ENDING)
