"""Assertions judged once more where something is done: on the result, on its own day, under the lock (D-21)."""

from collections.abc import Iterator
from datetime import date

from reconciler.applying.passage import Passage
from reconciler.planning.assertions import Transition, breaches


def broken_assertions(done: Passage, on: date) -> Iterator[str]:
    """Those in the state and those that come with it; a sentence for each that is made worse."""
    in_force = done.before.limits.tighter(done.after.limits).assertions
    for breach in breaches(in_force, Transition(done.before, done.after, done.changes, on)):
        if not breach.stands:
            yield f"stopped by guard assertion: {breach.said(done.after)}"
