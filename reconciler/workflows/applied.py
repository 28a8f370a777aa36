"""One apply of the past: which customers it touched, and what it changed in each."""

from collections.abc import Iterator
from typing import Any

from reconciler.errors import StateBroken, WrongUsage
from reconciler.history.happenings import happenings
from reconciler.history.moments import Applied, applied
from reconciler.history.replay import Replay, Replayed
from reconciler.kinds.address import PersonKey
from reconciler.kinds.estate import CustomerId, Estate
from reconciler.kinds.plain import plain
from reconciler.planning.plan import CustomerPlan
from reconciler.ports import StateStore
from reconciler.reporting.history_view import PastApply
from reconciler.workflows.history import named_in, rows_of
from reconciler.workflows.sound import sound_holding, sound_journal
from reconciler.workflows.state import StateChoice, located_here, reading_existing


def past_apply(state: StateChoice, name: str) -> Iterator[PastApply]:
    """Customer by customer. WrongUsage where no apply, or more than one, is called so."""
    with reading_existing(located_here(state)) as store:
        for one in named_apply(store, name):
            step, after = entry_of(store, one.customer, one.serial)
            told = list(happenings(one.customer, sound_journal(store, one.customer)[one.serial - 1 : one.serial]))
            (row,) = rows_of(told, store.texts(one.customer, named_in(told)))
            yield PastApply(row, _plan(step, after, one))


def named_apply(store: StateStore, name: str) -> list[Applied]:
    """Its place in each customer that it touched, by customer; ``name`` may be its first letters."""
    found = [one for customer in store.customers() for one in applied(customer, sound_journal(store, customer), name)]
    names = sorted({one.apply for one in found})
    if not names:
        raise WrongUsage(f"there is no apply {name} in this state", "reconciler history lists them")
    if len(names) > 1:
        raise WrongUsage(f"{name} may be any of {', '.join(names)}", "write more letters of the one you mean")
    return found


def entry_of(store: StateStore, customer: CustomerId, serial: int) -> tuple[Replayed, Estate]:
    """One entry of a journal, replayed from the first one, in the names of then; and what it led to."""
    holding = sound_holding(store, customer)
    assert holding is not None
    replay = Replay(customer, holding)
    for number, body in enumerate(sound_journal(store, customer), 1):
        step = replay.read(body)
        if number == serial:
            return step, replay.estate
    raise StateBroken(f"the journal of {customer} has no entry {serial}", "reconciler verify")


def _plan(step: Replayed, after: Estate, one: Applied) -> CustomerPlan:
    return CustomerPlan(one.customer, one.serial - 1, step.changes, people=_spelled(after, step))


def _spelled(estate: Estate, step: Replayed) -> dict[PersonKey, dict[str, Any]]:
    named = {person for change in step.changes for person in change.who}
    return {key: plain(estate.people[key]) for key in sorted(named & estate.people.keys())}
