"""When something about a customer may be otherwise by itself."""

from collections.abc import Iterator
from datetime import date

from reconciler.kinds.days import days_after
from reconciler.kinds.estate import Estate
from reconciler.kinds.seating import distinct


def next_turn(on: date, *estates: Estate) -> date | None:
    """The first day after ``on`` on which the day alone may change what is said of a customer, whose declared and
    current estates these are. Every day that stands in them and the one after it: rather a day too early than too late.
    """
    days = {each for estate in estates for day in _days(estate) for each in (day, days_after(day))}
    return min((day for day in days if day > on), default=None)


def _days(estate: Estate) -> Iterator[date]:
    for contract in estate.contracts.values():
        yield from (contract.starts, contract.ends)
    for policy in (estate.policy, *(workspace.policy for workspace in estate.workspaces.values())):
        if policy is not None and policy.until is not None:
            yield policy.until
    few = {id(seat): seat for seats in estate.seats.values() for seat in distinct(seats)}
    for seat in few.values():
        yield from (day for day in (seat.until, seat.expires) if day is not None)
