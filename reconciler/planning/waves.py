"""``invitations_per_day``: one plan, one apply, and mails that go out day by day.

All of it is committed at once; each invitation has its day (``send_on``) and is open from that day on for as long as
any. Admins go before members. What earlier applies put on the days ahead counts: it can be told from the seats, whose
end is so many days after the day of the mail.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from reconciler.findings import Finding, Severity
from reconciler.kinds.days import days_after
from reconciler.kinds.estate import Estate
from reconciler.kinds.limits import Terms
from reconciler.kinds.seat import Seat, SeatState, shared
from reconciler.planning.changes import Action, Change

_ASKING = (Action.INVITE, Action.REINVITE)


def in_waves(changes: tuple[Change, ...], current: Estate, terms: Terms, on: date) -> tuple[Change, ...]:
    """The changes in their order, those that invite people in as many pieces as it takes days."""
    if terms.invitations_per_day is None or not any(change.do in _ASKING for change in changes):
        return changes
    days = _Days(_taken(current, terms, on), terms.invitations_per_day, on)
    return tuple(piece for change in changes for piece in _in_pieces(change, days, terms, on))


def told_of_waves(changes: tuple[Change, ...], desired: Estate) -> list[Finding]:
    """A finding where invitations go out on several days; a warning where the contract ends before the last of them."""
    last = max((change.send_on for change in changes if change.send_on is not None), default=None)
    if last is None:
        return []
    explained = f"{desired.terms.invitations_per_day:,} a day by invitations_per_day, the last on {last}"
    if desired.live_contract(last) is None:
        why = f"{explained}, when no contract is live: those wait for a renewal"
        remedy = "Renew the contract (`renews:`), or let more go out a day (`invitations_per_day`)."
        return [Finding("D-05", Severity.WARNING, "invitations would go out after the contract", why, remedy)]
    return [Finding("D-05", Severity.INFO, "invitations go out day by day", explained)]


class _Days:
    """Where there is room, day after day."""

    def __init__(self, taken: Counter[date], most: int, on: date) -> None:
        self._taken, self._most, self._day = taken, most, on

    def room_for(self, count: int) -> tuple[date, int]:
        """The next day with room, and for how many of so many."""
        while self._taken[self._day] >= self._most and self._day < date.max:
            self._day = days_after(self._day)
        some = min(count, max(self._most - self._taken[self._day], 1))
        self._taken[self._day] += some
        return self._day, some


def _in_pieces(change: Change, days: _Days, terms: Terms, on: date) -> Iterator[Change]:
    if change.do not in _ASKING or not isinstance(change.now, Seat):
        yield change
        return
    first = 0
    while first < len(change.who):
        day, some = days.room_for(len(change.who) - first)
        who = change.who[first : first + some]
        now = shared(replace(change.now, expires=days_after(day, terms.invitation_days)))
        yield (
            change
            if who == change.who and day == on
            else change._replace(who=who, now=now, send_on=None if day == on else day)
        )
        first += some


def _taken(current: Estate, terms: Terms, on: date) -> Counter[date]:
    taken: Counter[date] = Counter()
    for seats in current.seats.values():
        alike = Counter(map(id, seats.values()))
        for seat in {id(seat): seat for seat in seats.values()}.values():
            if seat.state is SeatState.INVITED and seat.expires is not None:
                taken[days_after(seat.expires, -terms.invitation_days)] += alike[id(seat)]
    return Counter({day: count for day, count in taken.items() if day >= on})
