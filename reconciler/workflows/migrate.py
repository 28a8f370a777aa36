"""A state as another kind of store, or in another place: the same lineage, journal, people, and messages owed.

The new state is told what the old one was told: every journal entry in its order, the last of them with all that they
led to; then how far the mails got. It is read again and compared before it is there for anybody, and the old one stays
as it is. Nobody applies or delivers meanwhile: a mail that left the old state once it was copied would leave the new
one again.

That a customer was found as declared is left behind: the next plan finds it out by itself.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import groupby

from reconciler.errors import ReconcilerError, StateBroken
from reconciler.history.happenings import happenings
from reconciler.kinds.estate import CustomerId
from reconciler.kinds.letter import Delivery, MessageKind, Owed, OwedMessage
from reconciler.ports import CaseWrite, Commit, Holding, SeatWrite, StateStore, head_of
from reconciler.reporting.migrated import Migrated
from reconciler.reporting.verified_view import Verified
from reconciler.stores import opening
from reconciler.stores.arriving import arriving, refuse_taken
from reconciler.workflows.state import StateChoice, located_here, writing_existing
from reconciler.workflows.verify import verified_store
from reconciler.workflows.world import World

_AT_ONCE = 100_000
"""About so many personal values are written in one step."""


def migrate(to: str, state: StateChoice, world: World) -> Migrated:
    """StateIdentity where something is at ``to`` already; StateBroken where the old state does not verify. Then
    nothing was written."""
    refuse_taken(to)
    place, holder = located_here(state), f"{world.actor} (state migrate)"
    with (
        writing_existing(place, world) as old,
        old.delivering(holder, state.lock_timeout),
        old.lock(holder, state.lock_timeout),
    ):
        for problem in verified_store(old, world).problems:
            raise StateBroken(
                f"{old.url} does not verify: {problem}; nothing was written",
                "reconciler verify says all that is wrong; restore the state from a backup",
            )
        with arriving(to, old.lineage, state.lock_timeout) as new:
            _tell(old, new, world)
            found, waiting = _proven(old, new.url, world)
    there = place._replace(url=opening.describe(to))
    return Migrated(place.as_written(), there.as_written(), found, waiting)


def _tell(old: StateStore, new: StateStore, world: World) -> None:
    for batch in _batches(old, world):
        new.commit([commit for customer in batch for commit in _commits(old, customer)])
        new.keep_delivery([Delivery(c, letters=[*old.letters(c)], sent=[*old.sent(c)]) for c in batch])
    if vendor := old.vendor():
        new.keep_vendor(vendor)
    if key := old.link_key():
        new.keep_link_key(key)
    for noted in old.noted():
        new.note_sent(noted)


def _batches(old: StateStore, world: World) -> Iterator[list[CustomerId]]:
    batch, values = list[CustomerId](), 0
    customers = old.customers()
    for done, customer in enumerate(customers):
        world.progress("copying", done, len(customers))
        batch.append(customer)
        values += sum(1 for _ in old.private(customer))
        if values >= _AT_ONCE:
            yield batch
            batch, values = [], 0
    if batch:
        yield batch


def _commits(old: StateStore, customer: CustomerId) -> Iterator[Commit]:
    """One for each entry, of which the last brings everything."""
    entries = list(old.journal(customer))
    *before, last = (
        Commit(customer, serial, entry, head_of(entry), {}, apply=told.apply)
        for serial, (entry, told) in enumerate(zip(entries, happenings(customer, entries), strict=True))
    )
    yield from before
    yield _whole(last, old.holding(customer), old)


def _whole(last: Commit, held: Holding | None, old: StateStore) -> Commit:
    assert held is not None  # it has a journal
    return replace(
        last,
        record=held.record,
        private=[*old.private(held.customer)],
        seats=[SeatWrite(workspace, *group) for workspace, groups in held.seats.items() for group in groups],
        cases=[CaseWrite(w, number, fields) for w, cases in held.cases.items() for number, fields in cases.items()],
        owed=[*_waves(old.owed(held.customer))],
        managed_by=held.managed_by,
        sources=held.sources,
    )


def _waves(messages: Iterator[OwedMessage]) -> Iterator[Owed]:
    def wave(message: OwedMessage) -> tuple[int, int, MessageKind, str]:
        return message.workspace, message.generation, message.kind, message.send_on.isoformat()

    for (workspace, generation, kind, _), group in groupby(sorted(messages, key=wave), key=wave):
        those = list(group)
        yield Owed(workspace, generation, those[0].send_on, [each.person for each in those], kind)


_OF_A_CUSTOMER: Mapping[str, Callable[[StateStore, CustomerId], object]] = {
    "people, seats and facts": lambda store, customer: store.holding(customer),
    "journal": lambda store, customer: list(store.journal(customer)),
    "personal values": lambda store, customer: list(store.private(customer)),
    "messages owed": lambda store, customer: list(store.owed(customer)),
    "letters": lambda store, customer: list(store.letters(customer)),
    "marks of letters": lambda store, customer: list(store.sent(customer)),
}


def _proven(old: StateStore, url: str, world: World) -> tuple[Verified, int]:
    """What the new state holds, read anew: that it verifies, and says what the old one says."""
    new = opening.open_for_reading(url)
    assert new is not None  # it was just made
    try:
        found = verified_store(new, world)
        for fault in [*found.problems, *_unlike(old, new)]:
            raise ReconcilerError(
                f"This is a bug in reconciler: {fault}; nothing was kept, and {old.url} is as it was."
            )
        return found, sum(1 for customer in new.customers() for _ in new.owed(customer))
    finally:
        new.close()


def _unlike(old: StateStore, new: StateStore) -> Iterator[str]:
    whole = [(s.lineage, s.customers(), list(s.vendor()), s.link_key(), list(s.noted())) for s in (old, new)]
    if whole[0] != whole[1]:
        yield "the copied state is not the one that it was made of"
    for customer in old.customers():
        for part, told in _OF_A_CUSTOMER.items():
            if told(old, customer) != told(new, customer):
                yield f"the copied {part} of {customer} are not those that they were made of"
