"""The processes that look at customers beside each other while a plan is applied; the first one writes."""

import copyreg
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields
from functools import partial
from typing import Any

from reconciler.applying.entry import Occasion
from reconciler.kinds.customer import CustomerId
from reconciler.kinds.letter import Owed
from reconciler.ports import Commit, Private, SeatWrite
from reconciler.workflows.by_number import by_number
from reconciler.workflows.commits import batch_of
from reconciler.workflows.crew import AHEAD, Crew
from reconciler.workflows.first_state import StateToBe
from reconciler.workflows.looking import Looked, Looking
from reconciler.workflows.plan import MadePlan
from reconciler.workflows.state import Located, reading
from reconciler.workflows.world import World

_PATIENCE = 60.0
"""Seconds that who writes and those who look wait for each other at least: it is the run itself, and no other one."""


def patient(place: Located) -> Located:
    return place._replace(patience=max(place.patience, _PATIENCE))


def applying_crew(size: int, plan: MadePlan, place: Located, world: World) -> Crew[int, Looked]:
    """Each is asked for customers by their number in the plan, and has the state open by itself until it ends. The
    brief is what ``Looking`` is told of the occasion, and of what is done already."""
    customer_at, customers = by_number(plan), plan.totals.customers

    @contextmanager
    def begin(brief: tuple[Occasion, Mapping[CustomerId, int]]) -> Iterator[Callable[[int], Looked | None]]:
        with reading(place) as there:
            store = there or StateToBe(place.url, "")
            looking = Looking(store, plan, *brief, world)

            def look(number: int) -> Looked | None:
                """Who has no seal is proven by whoever commits."""
                customer = customer_at(number)
                if not store.sealed(customer.customer):
                    return None
                return looking.at(customer, looking.known([customer]))

            yield look

    size = min(size, customers)
    return Crew(size, begin, max(AHEAD, batch_of(customers)))


_ROWS: Mapping[str, type] = {"private": Private, "seats": SeatWrite, "owed": Owed}


def _by_columns(commit: Commit) -> tuple[Any, ...]:
    """How one is told to another process: most of what it takes to tell it would be to say of each row what it is."""
    its = {each.name: getattr(commit, each.name) for each in fields(Commit)}
    return _of_columns, (its | {rows: [*zip(*its[rows], strict=True)] for rows in _ROWS},)


def _of_columns(its: dict[str, Any]) -> Commit:
    """Rows are made without a call of Python for each."""
    made = {rows: [*map(partial(tuple.__new__, kind), zip(*its[rows], strict=True))] for rows, kind in _ROWS.items()}
    return Commit(**its | made)


copyreg.pickle(Commit, _by_columns)
