"""The one door: whatever happens to a customer, planned or answered, is proven here and becomes one commit, or a
reason why not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from reconciler.applying.commit import commit_of
from reconciler.applying.entry import Occasion
from reconciler.applying.invariants import broken_by
from reconciler.applying.passage import Passage
from reconciler.applying.receipt import CustomerResult, Result
from reconciler.applying.record import ledger_of
from reconciler.kinds.estate import CustomerId
from reconciler.ports import Commit, Holding, Randomness


@dataclass(frozen=True, slots=True)
class Step:
    """A commit to make, or None, and what to say of the customer if it is made."""

    commit: Commit | None
    result: CustomerResult


def step(
    passage: Passage,
    holding: Holding | None,
    occasion: Occasion,
    randomness: Randomness,
    objections: Iterable[str] = (),
    marks: tuple[str, Mapping[str, Any]] | None = None,
) -> Step:
    """Stale where a ``was`` did not hold any more, blocked where there are ``objections`` or where the result breaks an
    invariant; else the commit. ``holding`` is what ``passage.before`` was read from, ``marks`` what a plan's files
    leave beside the customer."""
    before, after = passage.before, passage.after
    if passage.broken:
        return refused(before.customer, before.serial, Result.STALE, passage.broken)
    if found := [*objections, *broken_by(before, after, passage.changes, occasion.on)]:
        return refused(before.customer, before.serial, Result.BLOCKED, found)
    ledger = ledger_of(holding, after)
    commit = commit_of(passage, holding, ledger, occasion, randomness, marks)
    return Step(commit, CustomerResult(before.customer, before.serial + 1, Result.APPLIED))


def refused(customer: CustomerId, serial: int, result: Result, why: Iterable[str], remedy: str = "") -> Step:
    """Nothing to commit, and why."""
    return Step(None, CustomerResult(customer, serial, result, tuple(why), remedy))
