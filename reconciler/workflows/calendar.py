"""What the calendar asks for: a reminder of an invitation that nobody answered, a notice of a last day that comes near.

Each is owed once: what is in the queue or left already is not asked for again. So an admin hears of a last day once,
also where somebody else gets the same one later. Nothing of it is in a journal. People are read in pages, so that it
costs no more memory where there are many.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from reconciler.applying.record import estate_of
from reconciler.kinds.days import days_after
from reconciler.kinds.estate import CustomerId
from reconciler.kinds.letter import About, Delivery, MessageKind, Owed, SentLetter, generation_of_ending
from reconciler.kinds.seat import SeatState
from reconciler.loading.settings import Reminders
from reconciler.ports import StateStore
from reconciler.workflows.addressees import is_accepted_admin
from reconciler.workflows.sound import refuse_unsound

AT_ONCE = 1_000
"""People of one page."""


def owe_what_the_calendar_asks(store: StateStore, customer: CustomerId, wanted: Reminders, on: date) -> None:
    """Under the lock."""
    if wanted == Reminders():
        return
    refuse_unsound(store, customer)
    if wanted.remind_after is not None:
        last = 0
        while people := store.reached(customer, last, AT_ONCE):
            last = people[-1]
            marks = [*store.sent(customer, people)]
            _keep(store, customer, _reminders(store, customer, marks, wanted.remind_after, on))
    if wanted.announce_ends is not None:
        _keep(store, customer, _endings(store, customer, days_after(on, wanted.announce_ends), on))


def _keep(store: StateStore, customer: CustomerId, asked: Iterable[Owed]) -> None:
    if owed := [*asked]:
        store.keep_delivery([Delivery(customer, owed=owed)])


def _reminders(
    store: StateStore, customer: CustomerId, marks: list[SentLetter], after: int, on: date
) -> Iterator[Owed]:
    """Of some people, by the marks of all letters that left to them."""
    sent = {(letter.person, about): letter for letter in marks for about in letter.about}
    old = {
        (person, about): About(about.workspace, about.generation, MessageKind.REMINDER)
        for (person, about), letter in sorted(sent.items(), key=lambda item: item[0])
        if about.kind is MessageKind.INVITATION and not letter.refused and days_after(letter.at.date(), after) <= on
    }
    unreminded = [(person, about) for (person, about), again in old.items() if (person, again) not in sent]
    if not unreminded:
        return
    holding = store.some(customer, {person for person, _ in unreminded}, {about.workspace for _, about in unreminded})
    assert holding is not None
    estate = estate_of(holding)
    workspaces = {number: w for w, number in estate.workspace_numbers.items()}
    names = {number: key for key, number in estate.numbers.items()}
    for person, about in unreminded:
        known = person in names and about.workspace in workspaces
        seat = estate.seats_in(workspaces[about.workspace]).get(names[person]) if known else None
        if seat is not None and seat.generation == about.generation and seat.open(on):
            yield Owed(about.workspace, about.generation, on, [person], MessageKind.REMINDER)


def _endings(store: StateStore, customer: CustomerId, horizon: date, on: date) -> Iterator[Owed]:
    holding = store.some(customer, (), ())
    assert holding is not None
    workspaces = sorted(map(int, holding.record["workspaces"]))
    for workspace, seats in sorted(store.tallies(customer, workspaces).items()):
        days = sorted({day for seat, _ in seats if (day := _last_day(seat)) is not None and on <= day <= horizon})
        admins = store.seated(customer, [workspace], is_accepted_admin).get(workspace, ()) if days else ()
        told = {(mark.person, about) for mark in store.sent(customer, admins) for about in mark.about} if admins else {}
        for day in days:
            about = About(workspace, generation_of_ending(day), MessageKind.ENDING)
            if who := [admin for admin in admins if (admin, about) not in told]:
                yield Owed(workspace, about.generation, on, who, MessageKind.ENDING)


def _last_day(seat: Any) -> date | None:
    """Of a member, by a seat in its plain form."""
    until = seat.get("until") if seat.get("state") == SeatState.MEMBER else None
    return None if until is None else date.fromisoformat(until)
