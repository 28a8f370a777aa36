"""Assertions judged once more where something is done: on the result, on its own day, under the lock (D-21)."""

from collections.abc import Iterator
from datetime import date

from reconciler.applying.passage import Passage
from reconciler.planning.assertions import Breach, Transition, breaches


def made_worse(done: Passage, on: date) -> list[Breach]:
    """Those in the state and those that come with it, as far as they are made worse."""
    in_force = done.before.limits.tighter(done.after.limits).assertions
    found = breaches(in_force, Transition(done.before, done.after, done.changes, on))
    return [breach for breach in found if not breach.stands]


def broken_assertions(done: Passage, on: date) -> Iterator[str]:
    """A sentence for each."""
    yield from (f"stopped by guard assertion: {breach.said(done.after)}" for breach in made_worse(done, on))
