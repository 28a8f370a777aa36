"""Everything that has to be written for a passage from one estate to the next: in numbers, with its journal entry."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import Any

from reconciler.applying import casework, merging
from reconciler.applying.entry import InNumbers, Occasion, Told, changes_in_numbers, entry_bytes, permits_in_numbers
from reconciler.applying.ledger import Ledger
from reconciler.applying.passage import Passage
from reconciler.applying.record import record_of
from reconciler.kinds.address import PersonKey
from reconciler.kinds.estate import CustomerId, Estate
from reconciler.kinds.letter import MessageKind, Owed
from reconciler.kinds.seat import Seat, SeatState
from reconciler.planning.changes import ASKING, ON_CASES, ON_SEATS, Action, Change
from reconciler.ports import Commit, Holding, Randomness, SeatWrite, head_of


def commit_of(
    passage: Passage,
    holding: Holding | None,
    ledger: Ledger,
    occasion: Occasion,
    randomness: Randomness,
    marks: tuple[str, Mapping[str, Any]] | None = None,
) -> Commit:
    """``holding`` is what ``passage.before`` was read from, and ``ledger`` has the ids that are given already.

    First everything is said in numbers, in the order in which an entry tells it: newcomers, changes, who did it, and
    what the record alone holds. Then the ledger is closed, and what came up in it is vouched for.
    """
    before, after, changes = passage.before, passage.after, passage.changes
    newcomers = _registered(changes, after, ledger)
    workspaces = {str(w): n for e in (before, after) for w, n in e.workspace_numbers.items()}
    told = [*changes_in_numbers(changes, before.numbers, ledger, workspaces, occasion)]
    actor, confirmed = ledger.text(occasion.actor), list(map(ledger.text, occasion.confirmed_by))
    permits = permits_in_numbers(occasion.permits, ledger)
    record = record_of(after, ledger, before, holding.record if holding is not None else {})
    cases = [casework.written(c, ledger, workspaces) for c in changes if c.do in ON_CASES]

    serial = before.serial + 1
    private = ledger.closed(after.customer, serial, randomness)
    known = record["people"]
    fresh = {str(n): known[str(n)] for n in newcomers if str(n) in known} if known else {}
    says = Told(actor, confirmed, private, fresh, [each.line for each in told], permits)
    entry = entry_bytes(after.customer, serial, before.head, occasion, says)
    return Commit(
        customer=CustomerId(after.customer),
        expected_serial=before.serial,
        entry=entry,
        head=head_of(entry),
        record={**record, "last": ledger.last},
        private=private,
        seats=[write for each in told for write in _written(each, passage, ledger, workspaces)],
        cases=cases,
        settled=[gone for each in told for gone in _settled(each, passage, workspaces)],
        owed=[owed for each in told for owed in _owed(each, after, workspaces, occasion.on)],
        apply=occasion.apply,
        managed_by=marks[0] if marks else None,
        sources=marks[1] if marks else None,
    )


def _registered(changes: Iterable[Change], after: Estate, ledger: Ledger) -> range:
    """Numbers for those who become known, in the order of the plan, so that a wave is one range."""
    comes = (Action.INVITE, Action.IMPORTED)
    asked = dict.fromkeys(chain.from_iterable([change.who for change in changes if change.do in comes]))
    newcomers = [person for person in asked if person not in ledger.numbers]
    first = ledger.last + 1
    ledger.register_all(newcomers, map(after.spelling, newcomers) if after.people else newcomers)
    return range(first, ledger.last + 1)


def _written(told: InNumbers, passage: Passage, ledger: Ledger, workspaces: Mapping[str, int]) -> Iterable[SeatWrite]:
    change, line, who = told
    if change.do in ON_SEATS:
        return [SeatWrite(line["at"], line["now"], who, line["was"])]
    if change.do is Action.MERGE_PERSON:
        return merging.seat_writes(change, ledger, workspaces)
    if change.do is Action.ERASE_PERSON:
        return [SeatWrite(at, None, [number]) for at, number in _seats_of(change, passage.before)]
    if change.do is Action.DELETE_WORKSPACE:
        return _emptied(workspaces[change.at], passage, ledger, workspaces)
    return ()


def _seats_of(change: Change, before: Estate) -> Iterator[tuple[int, int]]:
    """Where somebody who is erased had anything: workspace and number."""
    person = PersonKey(change.at)
    for workspace, seats in before.seats.items():
        if person in seats:
            yield before.workspace_numbers[workspace], before.numbers[person]


def _emptied(number: int, passage: Passage, ledger: Ledger, workspaces: Mapping[str, int]) -> Iterator[SeatWrite]:
    """Of a workspace that is deleted no seat stays, not even of those who were taken out of it in the same step."""
    before = passage.before
    those = {before.numbers[p] for w, n in before.workspace_numbers.items() if n == number for p in before.seats_in(w)}
    here = (c for c in passage.changes if c.do in ON_SEATS and workspaces[c.at] == number)
    numbers = {**ledger.numbers, **before.numbers}
    those.update(numbers[person] for change in here for person in change.who)
    if those:
        yield SeatWrite(number, None, sorted(those))


def _settled(told: InNumbers, passage: Passage, workspaces: Mapping[str, int]) -> Iterable[tuple[int, Sequence[int]]]:
    """Whose message of an earlier offer is owed no more."""
    change = told.change
    if change.do in ON_SEATS:
        return [(workspaces[change.at], told.who)] if _settles(change) else ()
    if change.do is Action.ERASE_PERSON:
        return [(at, [number]) for at, number in _seats_of(change, passage.before)]
    if change.do is Action.MERGE_PERSON:
        return [(workspaces[w], [number]) for w, number in merging.settled(change)]
    return ()


def _settles(change: Change) -> bool:
    """Another last day or reason leaves the offer as it is, and an admin an admin, who may be owed a notice; so may
    whoever is a member, as long as they are."""
    was, now = change.was, change.now
    told_of = isinstance(was, Seat) and (was.state is SeatState.INVITED or was.is_accepted_admin or _leaves(was, now))
    return told_of and change.do is not Action.UPDATE_MEMBER and not _same_offer(change)


def _leaves(was: Seat, now: object) -> bool:
    return was.state is SeatState.MEMBER and isinstance(now, Seat) and now.state is not SeatState.MEMBER


def _same_offer(change: Change) -> bool:
    """An offer that is past its end and gets back what it was before the last asking: nobody is asked by that."""
    if change.do is not Action.RESTORE_INVITATION or not isinstance(change.was, Seat):
        return False
    return isinstance(change.now, Seat) and change.was.generation == change.now.generation


def _owed(told: InNumbers, after: Estate, workspaces: Mapping[str, int], on: date) -> Iterable[Owed]:
    change = told.change
    if change.do in ASKING and not _same_offer(change):
        assert isinstance(change.now, Seat)
        return [Owed(workspaces[change.at], change.now.generation, change.send_on or on, told.who)]
    if change.do is Action.RESTORE_MEMBER:
        return [Owed(workspaces[change.at], after.serial + 1, on, told.who, MessageKind.RESTORATION)]
    if change.do is Action.MERGE_PERSON:
        offers = merging.owed(change, after)
        return [Owed(workspaces[w], generation, on, [number]) for w, number, generation in offers]
    return ()
