"""What a journal entry says of itself: when, and by which plan; and what is said where an entry makes no sense."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple

from reconciler.applying.record import MALFORMED
from reconciler.errors import StateBroken
from reconciler.kinds.customer import CustomerId
from reconciler.planning import canonical


class ToldEntry(NamedTuple):
    """``plan`` is the digest of the plan it came of, None for answers."""

    at: datetime
    plan: str | None


def told(customer: CustomerId, body: bytes) -> ToldEntry:
    """StateBroken where the entry cannot be understood."""
    with understood(customer):
        entry = canonical.load(body)
        return ToldEntry(datetime.fromisoformat(entry["at"]), entry["plan"])


@contextmanager
def understood(customer: CustomerId) -> Iterator[None]:
    """Around the reading of a journal: what is not as it was written becomes StateBroken."""
    try:
        yield
    except MALFORMED as fault:
        raise StateBroken(
            f"the journal of {customer} cannot be understood ({fault!r})",
            "run `reconciler verify`; restore the state from a backup if it says the same",
        ) from fault
