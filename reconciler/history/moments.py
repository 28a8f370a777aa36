"""Which entries of a journal a moment is after: a time, or the end of an apply."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from reconciler.applying.apply_id import apply_id
from reconciler.history.told import told
from reconciler.kinds.estate import CustomerId


@dataclass(frozen=True, slots=True)
class Applied:
    """Where an apply stands in the journal of one customer."""

    apply: str
    customer: CustomerId
    serial: int
    at: datetime


def applied(customer: CustomerId, entries: Iterable[bytes], first_letters: str) -> Iterator[Applied]:
    """The applies whose name begins so; each is in one entry of a journal."""
    for serial, body in enumerate(entries, 1):
        entry = told(customer, body)
        if entry.plan and (name := apply_id(entry.plan)).startswith(first_letters):
            yield Applied(name, customer, serial, entry.at)


def until(customer: CustomerId, entries: Iterable[bytes], moment: datetime) -> Iterator[bytes]:
    """What had happened by a moment, that moment included."""
    for body in entries:
        if told(customer, body).at > moment:
            return
        yield body
