"""What applying one customer's plan comes to on what the state holds. Nothing is written here, so that several
processes may look at several customers at once, and one writes."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from reconciler.applying.apply import REVIEW_AGAIN, applied_step, marks_of
from reconciler.applying.entry import Occasion
from reconciler.applying.receipt import CustomerResult, Result
from reconciler.applying.step import Step, refused
from reconciler.kinds.converged import Converged
from reconciler.kinds.customer import CustomerId
from reconciler.planning.plan import CustomerPlan, Heading, summary
from reconciler.ports import Randomness, StateStore
from reconciler.workflows.permits import refusal_of_permits
from reconciler.workflows.plan import MadePlan
from reconciler.workflows.sound import sound_facts, sound_part
from reconciler.workflows.unmoved import kept_already, to_keep
from reconciler.workflows.world import World


class Looked(NamedTuple):
    """``serial`` is the one that was planned on, ``summary`` counts what the step would do. Where nothing is to be done
    the state is to keep ``marks`` and ``converged``, unless it has them."""

    step: Step
    serial: int
    summary: Mapping[str, int]
    marks: tuple[str, Mapping[str, Any]] | None = None
    converged: Converged | None = None


class Looking:
    """``done`` is what this very apply has committed before."""

    def __init__(
        self, store: StateStore, plan: MadePlan, occasion: Occasion, done: Mapping[CustomerId, int], world: World
    ) -> None:
        self._store, self._plan, self._occasion, self._done = store, plan, occasion, done
        self._randomness = world.randomness
        self._vouched_for = plan.file is None or world.verified  # else anybody could have written that nothing is to do

    def known(self, customers: Collection[CustomerPlan]) -> set[CustomerId]:
        """Of whom the state says the same already: nothing of them has to be read."""
        return kept_already(self._store, customers, self._plan.heading.date)

    def at(self, customer: CustomerPlan, known: Collection[CustomerId]) -> Looked:
        if customer.customer in known:
            return Looked(nothing(customer), customer.serial, {})
        named = self._plan.naming(customer) if customer.stopped else customer
        step = step_of(named, self._plan.heading, self._done, self._store, self._occasion, self._randomness)
        if step.result.result is not Result.NOTHING or customer.customer in self._done:
            return Looked(step, customer.serial, summary(customer.changes))
        found = to_keep(customer, self._plan.heading.date) if self._vouched_for else None
        kept = found if customer.serial == step.result.serial else None
        return Looked(step, customer.serial, {}, _marks_to_keep(self._store, customer), kept)


def step_of(
    customer: CustomerPlan,
    heading: Heading,
    done: Mapping[CustomerId, int],
    store: StateStore,
    occasion: Occasion,
    randomness: Randomness,
) -> Step:
    """What applying one customer's plan to what the state holds comes to: nothing where it is ``done`` already."""
    if customer.customer in done:
        return Step(None, CustomerResult(customer.customer, done[customer.customer], Result.NOTHING))
    holding = sound_part(store, customer) if customer.changes else sound_facts(store, customer.customer)
    serial = holding.serial if holding is not None else 0
    if customer.changes and customer.due is not None and occasion.on >= customer.due:
        why = f"made for {said(heading.date)}, no longer true since {said(customer.due)}"
        return refused(customer.customer, serial, Result.STALE, [why], REVIEW_AGAIN)
    if over := refusal_of_permits(customer, store, serial, occasion.on):
        return over
    part = heading.is_part(customer.customer)
    return applied_step(customer, holding, replace(occasion, part=part) if part else occasion, randomness)


def nothing(customer: CustomerPlan) -> Step:
    return Step(None, CustomerResult(customer.customer, customer.serial, Result.NOTHING))


def said(day: date) -> str:
    return f"{day:%-d %B %Y}"


def _marks_to_keep(store: StateStore, customer: CustomerPlan) -> tuple[str, Mapping[str, Any]] | None:
    """Marks beside a customer may have moved where nothing else changed: a file was renamed."""
    holding = store.some(customer.customer, (), ())
    marks = (customer.managed_by, marks_of(customer))
    return marks if holding is not None and (holding.managed_by, dict(holding.sources)) != marks else None
