"""A moment in the journals of a state, and a customer as it was then: the journal replayed, as far as that."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from reconciler.applying.apply_id import apply_id
from reconciler.errors import StateBroken
from reconciler.history.replay import Replay
from reconciler.history.told import told
from reconciler.kinds.estate import CustomerId, Estate
from reconciler.ports import Holding, head_of


@dataclass(frozen=True, slots=True)
class Applied:
    """Where an apply stands in the journal of one customer."""

    apply: str
    customer: CustomerId
    serial: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Moment:
    """A time, that moment included. ``serials`` say it to the entry for the customers of an apply, of which another
    entry may be of the same second."""

    at: datetime
    serials: Mapping[CustomerId, int] = field(default_factory=dict)
    said: str = ""
    """For a reader: ``at the end of 2026-06-01``."""

    def entries(self, customer: CustomerId, entries: Iterable[bytes]) -> Iterator[bytes]:
        """What had happened to a customer by then."""
        serial = self.serials.get(customer)
        for number, body in enumerate(entries, 1):
            if number > serial if serial is not None else told(customer, body).at > self.at:
                return
            yield body


def applied(customer: CustomerId, entries: Iterable[bytes], first_letters: str) -> Iterator[Applied]:
    """The applies whose name begins so; each is in one entry of a journal."""
    for serial, body in enumerate(entries, 1):
        entry = told(customer, body)
        if entry.plan and (name := apply_id(entry.plan)).startswith(first_letters):
            yield Applied(name, customer, serial, entry.at)


def after_apply(found: Iterable[Applied]) -> Moment:
    """When an apply was done: right after it in the customers that it touched, at its last time in the others."""
    those = list(found)
    at = max(each.at for each in those)
    said = f"after apply {those[0].apply} ({at:%Y-%m-%d %H:%M} UTC)"
    return Moment(at, {each.customer: each.serial for each in those}, said)


def estate_after(customer: CustomerId, entries: Iterable[bytes], holding: Holding) -> Estate:
    """What these first entries of a journal lead to. ``holding`` lends the private values. StateBroken where one of
    them does not follow from what was there."""
    replay, last = Replay(customer, holding), b""
    for last in entries:
        step = replay.read(last)
        if step.broken:
            raise StateBroken(
                f"entry {step.entry['seq']} of the journal of {customer} does not follow from what was there: "
                f"{step.broken[0]}",
                "reconciler verify says all that is wrong; restore the state from a backup",
            )
    return replace(replay.estate, head=head_of(last)) if last else replay.estate
