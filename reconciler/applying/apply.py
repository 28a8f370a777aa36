"""One customer's plan, obeyed: from what the state holds to one commit, or to the reason why not.

Checked in this order: whether the plan may be applied at all, whether every ``was`` still holds, whether the limits
in force allow it today, and whether every invariant holds on the result.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from reconciler.applying.entry import Occasion, Told, changes_in_numbers, entry_bytes, head_of
from reconciler.applying.invariants import broken_by
from reconciler.applying.ledger import Ledger
from reconciler.applying.obey import obey
from reconciler.applying.receipt import CustomerResult, Result
from reconciler.applying.record import estate_of, ledger_of, nothing_known, record_of, seat_in_numbers
from reconciler.findings import Severity
from reconciler.kinds.address import PersonKey
from reconciler.kinds.estate import CustomerId, Estate
from reconciler.kinds.person import Person
from reconciler.kinds.plain import revive
from reconciler.kinds.seat import Seat, SeatState
from reconciler.planning.changes import ON_SEATS, Action, Change
from reconciler.planning.guards.removals import removals
from reconciler.planning.plan import CustomerPlan
from reconciler.ports import Commit, Holding, Owed, Randomness, SeatWrite

REVIEW_AGAIN = "plan again and review what is different: reconciler plan PATH"


@dataclass(frozen=True, slots=True)
class Step:
    """A commit to make, or None, and what to say of the customer if it is made."""

    commit: Commit | None
    result: CustomerResult


def applied_step(
    plan: CustomerPlan, holding: Holding | None, on: date, occasion: Occasion, randomness: Randomness
) -> Step:
    """What applying this plan to this holding comes to."""
    serial = holding.serial if holding is not None else 0
    if refused := refusal(plan, serial):
        return Step(None, refused)
    if not plan.changes:
        return Step(None, CustomerResult(plan.customer, serial, Result.NOTHING))
    before = estate_of(holding) if holding is not None else nothing_known(plan.customer)
    introduced = {key: revive(Person, facts) for key, facts in plan.people.items()}
    after = obey(before, plan.changes, introduced)
    if after.broken:
        return _refused(plan, serial, Result.STALE, after.broken, REVIEW_AGAIN)
    if objections := list(_objections(plan, before, after.estate, on)):
        return _refused(plan, serial, Result.BLOCKED, objections, REVIEW_AGAIN)
    ledger = ledger_of(holding, before)
    commit = commit_of(before, after.estate, plan.changes, ledger, occasion, randomness, on)
    commit = replace(commit, root=plan.root, sources={str(w): f for w, f in plan.sources.items()})
    return Step(commit, CustomerResult(plan.customer, serial + 1, Result.APPLIED))


def refusal(plan: CustomerPlan, serial: int) -> CustomerResult | None:
    """Why nobody may apply this plan, whatever the state says; None where it may be tried."""
    if plan.invalid:
        why = tuple(f.summary for f in plan.findings if f.severity is Severity.ERROR)
        return CustomerResult(plan.customer, serial, Result.FAILED, why)
    if plan.stopped:
        stops = [g for g in plan.guards if not g.ok]
        why = tuple(f"stopped by guard {g.guard}: {g.what}" for g in stops)
        return CustomerResult(plan.customer, serial, Result.BLOCKED, why, stops[0].remedy)
    return None


def _refused(plan: CustomerPlan, serial: int, result: Result, why: Iterable[str], remedy: str = "") -> Step:
    return Step(None, CustomerResult(plan.customer, serial, result, tuple(why), remedy))


def _objections(plan: CustomerPlan, before: Estate, after: Estate, on: date) -> Iterable[str]:
    """The limits in force are those in the state, and what this very plan tightens (D-21)."""
    limits = before.limits.tighter(after.limits)
    verdict = removals(plan.changes, before, on, limits, plan.said_archived)
    if not verdict.ok:
        yield f"stopped by guard {verdict.guard}: {verdict.what}"
    yield from broken_by(before, after, plan.changes, on)


def commit_of(
    before: Estate,
    after: Estate,
    changes: Sequence[Change],
    ledger: Ledger,
    occasion: Occasion,
    randomness: Randomness,
    on: date,
) -> Commit:
    """Everything that has to be written for a step that led from one estate to another."""
    ledger.numbers = dict(after.numbers)
    _register(changes, after, ledger)
    workspaces = {str(w): n for e in (before, after) for w, n in e.workspace_numbers.items()}
    lines = changes_in_numbers(changes, ledger, workspaces)
    on_seats = [c for c in changes if c.do in ON_SEATS]
    seats = [_write(c, ledger, workspaces) for c in on_seats]
    actor = ledger.text(occasion.actor)
    record = record_of(replace(after, numbers=ledger.numbers), ledger)
    fresh = {str(n): record["people"][str(n)] for n in _became_known(before, ledger) if str(n) in record["people"]}
    serial = before.serial + 1
    private = ledger.new_values(after.customer, serial, randomness)
    entry = entry_bytes(after.customer, serial, before.head, occasion, Told(actor, private, fresh, lines))
    return Commit(
        customer=CustomerId(after.customer),
        expected_serial=before.serial,
        entry=entry,
        head=head_of(entry),
        record=record,
        private=private,
        seats=seats,
        settled=[(workspaces[c.at], _numbers(c.who, ledger)) for c in on_seats if _settles(c)],
        owed=[_owed(c, ledger, workspaces, on) for c in on_seats if _asks(c)],
        apply=occasion.apply,
    )


def _register(changes: Iterable[Change], after: Estate, ledger: Ledger) -> None:
    """Numbers in the order of the plan, so that a wave is one range."""
    known = ledger.numbers
    for change in changes:
        if change.do is Action.INVITE:
            for person in change.who:
                if person not in known:
                    ledger.register(person, after.spelling(person))


def _became_known(before: Estate, ledger: Ledger) -> list[int]:
    known = set(before.numbers.values())
    return [number for number in ledger.numbers.values() if number not in known]


def _write(change: Change, ledger: Ledger, workspaces: Mapping[str, int]) -> SeatWrite:
    assert isinstance(change.now, Seat)
    return SeatWrite(workspaces[change.at], seat_in_numbers(change.now, ledger), _numbers(change.who, ledger))


def _numbers(people: Collection[PersonKey], ledger: Ledger) -> list[int]:
    return sorted(ledger.numbers[person] for person in people)


def _settles(change: Change) -> bool:
    """Whether the message of an earlier offer is owed no more; another last day or reason leaves the offer as it is."""
    was, now = change.was, change.now
    same = isinstance(now, Seat) and now.state is SeatState.INVITED and change.do is Action.UPDATE_MEMBER
    return isinstance(was, Seat) and was.state is SeatState.INVITED and not same


def _asks(change: Change) -> bool:
    return change.do in (Action.INVITE, Action.REINVITE)


def _owed(change: Change, ledger: Ledger, workspaces: Mapping[str, int], on: date) -> Owed:
    assert isinstance(change.now, Seat)
    return Owed(workspaces[change.at], change.now.generation, on, _numbers(change.who, ledger))
