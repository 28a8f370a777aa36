"""Does exactly what a plan says: under the lock, customer by customer, each in one commit."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice, takewhile
from pathlib import Path

from reconciler.applying.apply import REVIEW_AGAIN, applied_step, marks_of, refused_outright
from reconciler.applying.apply_id import apply_id
from reconciler.applying.entry import Occasion
from reconciler.applying.receipt import CustomerResult, Receipt, Result
from reconciler.applying.step import Step, refused
from reconciler.errors import PlanRefused, ReconcilerError, SignatureRefused, WrongUsage
from reconciler.history.told import told
from reconciler.kinds.address import parse
from reconciler.kinds.estate import CustomerId
from reconciler.planning.plan import CustomerPlan, Heading, summary
from reconciler.ports import Randomness, StateStore
from reconciler.workflows.commits import batch_of, taken_together, told_all_the_same
from reconciler.workflows.hand_off import handed_off, tray_for
from reconciler.workflows.permits import refusal_of_permits
from reconciler.workflows.plan import MadePlan
from reconciler.workflows.run_limit import refuse_stopped, refuse_too_many
from reconciler.workflows.signatures import signature_of, signer_of
from reconciler.workflows.sound import sound_facts, sound_part
from reconciler.workflows.state import Located, NamedBy, StateChoice, located_here, reading, writing
from reconciler.workflows.unmoved import Keeping
from reconciler.workflows.world import World


@dataclass(frozen=True, slots=True)
class ApplyRequest:
    """``on`` is what today is; None takes the day of a plan that was just made, and the clock's for a saved one."""

    state: StateChoice = field(default_factory=StateChoice)
    on: date | None = None
    signers: Path | None = None
    """The list of who may sign; the plan is a saved one and its signature is held against it, None for not at all."""
    strict: bool = False
    """Nothing at all where any customer is stopped, stale or wrong."""
    requests: Path | None = None
    """Where the sheets go with what is not the actor's to apply; None for beside the configuration."""


def apply(plan: MadePlan, request: ApplyRequest, world: World) -> Receipt:
    """Applies to the state that the plan was made against, or that the request names. PlanRefused where nothing of
    the plan may be done."""
    on = _on(plan, request, world)
    refuse_another_day(plan.heading, on)
    world = _signed(plan, request.signers, world)
    tray = tray_for(plan, plan.place or located_here(request.state), request.requests)
    if not plan.totals.changed and not plan.heading.lineage:
        return Receipt(plan.digests.plan, "", handed_off(plan, tuple(untouched(plan)), tray))
    refuse_stopped(plan, plan.totals.run_stop)
    apply = apply_id(plan.digests.plan)
    place = _place(plan, request)
    holder = f"{world.actor} (apply {apply})"
    with writing(place, world) as store, store.lock(holder, request.state.lock_timeout):
        done = done_already(plan, store, apply)
        refuse_too_many(plan, done, store, on)
        run = _Run(store, plan, occasion_of(plan, on, world), world)
        results = (run.left_alone(done) if request.strict else ()) or tuple(run.results(done))
        lineage = "" if plan.heading.lineage or not run.summary else store.lineage
    receipt = Receipt(plan.digests.plan, apply if run.summary else "", results, dict(run.summary), lineage)
    try:
        return replace(receipt, customers=handed_off(plan, results, tray))
    except ReconcilerError as fault:
        raise told_all_the_same(fault, receipt) from fault


def refuse_at_sight(plan: MadePlan, request: ApplyRequest, world: World) -> None:
    """What would be refused anyway, said before a saved plan is shown and somebody is asked. Nothing is locked yet, so
    that applying asks again."""
    refuse_another_day(plan.heading, _on(plan, request, world))
    if plan.place is None and plan.totals.changed:
        with reading(_place(plan, request)) as store:
            if store is not None:
                done_already(plan, store, apply_id(plan.digests.plan))


def _on(plan: MadePlan, request: ApplyRequest, world: World) -> date:
    return request.on or (plan.heading.date if plan.place else world.today())


def done_already(plan: MadePlan, store: StateStore, apply: str) -> Mapping[CustomerId, int]:
    """What is done of it already. PlanRefused where that is all, or where it is for another state."""
    done = store.applied(apply)
    refuse_applied(plan, done, store, apply)
    if not done:
        refuse_another_state(plan.heading, store)
    return done


def occasion_of(plan: MadePlan, on: date, world: World) -> Occasion:
    heading, digest = plan.heading, plan.digests.plan
    return Occasion(
        world.clock(),
        on,
        heading.actor or world.actor,
        world.via,
        digest,
        heading.config,
        apply_id(digest),
        world.verified,
        commit=heading.commit,
    )


def _signed(plan: MadePlan, signers: Path | None, world: World) -> World:
    """Whoever signed the plan acts. SignatureRefused where that is nobody who may, or not whom the plan is made for."""
    if signers is None:
        return world
    if plan.file is None:
        raise WrongUsage(
            "only a saved plan can be signed", "save it and have it signed: reconciler plan --out FILE --sign KEY"
        )
    signer = signer_of(plan.stream, signature_of(plan.file), signers, world.clock)
    actor = plan.heading.actor
    if actor is not None and parse(actor).key != parse(signer).key:
        raise SignatureRefused(
            f"this plan is made for {actor}, and {signer} signed it", f"have {actor} sign it, or plan --as {signer}"
        )
    return world.signed_by(signer)


def _place(plan: MadePlan, request: ApplyRequest) -> Located:
    """Where the plan was made; for a saved one, what flags and the configuration here say. A plan that knows its state
    is never the reason to make another one."""
    place = plan.place or located_here(request.state)
    if plan.place is None and not plan.heading.lineage and not request.state.url and not place.configured:
        raise WrongUsage(
            "this plan was made before there was a state, and nothing here says where the state is to be",
            "name it: reconciler apply PLANFILE --state PATH, or go to the configuration's folder",
        )
    return place if place.lineage else replace(place, lineage=plan.heading.lineage, lineage_by=NamedBy.PLAN)


def untouched(plan: MadePlan) -> Iterator[CustomerResult]:
    """What is said of each customer of a plan in which nothing can be applied."""
    for customer in plan.customers():
        yield refused_outright(customer, customer.serial) or _nothing(customer).result


def _remember(store: StateStore, customer: CustomerPlan) -> None:
    """Marks beside a customer may have moved where nothing else changed: a file was renamed."""
    holding = store.some(customer.customer, (), ())
    if holding is None:
        return
    sources = marks_of(customer)
    if (holding.managed_by, dict(holding.sources)) != (customer.managed_by, sources):
        store.remember(customer.customer, customer.managed_by, sources)


def refuse_another_day(heading: Heading, on: date) -> None:
    if on < heading.date:
        raise PlanRefused(f"this plan is made for {_day(heading.date)}, and today is {_day(on)}", REVIEW_AGAIN)


def _day(day: date) -> str:
    return f"{day:%-d %B %Y}"


def refuse_another_state(heading: Heading, store: StateStore) -> None:
    """A state that holds nobody is as good as none: an apply that failed at its very first step has left one."""
    if heading.lineage == store.lineage or (not heading.lineage and not store.customers()):
        return
    if not heading.lineage:
        raise PlanRefused(
            f"this plan was made when there was no state yet; now there is one ({store.url})", REVIEW_AGAIN
        )
    raise PlanRefused(
        f"this plan is for the state with lineage {heading.lineage}; {store.url} has {store.lineage}", REVIEW_AGAIN
    )


def refuse_applied(plan: MadePlan, done: Mapping[CustomerId, int], store: StateStore, apply: str) -> None:
    """An apply that was killed half-way goes on where it stopped; one that was finished is refused."""
    if not done or any(c.changes and c.customer not in done for c in plan.customers()):
        return
    customer, serial = next(iter(done.items()))
    at = next((told(customer, e).at for i, e in enumerate(store.journal(customer), 1) if i == serial), None)
    day = f" on {at:%Y-%m-%d %H:%M} UTC" if at else ""
    raise PlanRefused(f"this plan was applied{day} (apply {apply}). Nothing done.")


def step_of(
    customer: CustomerPlan,
    heading: Heading,
    done: Mapping[CustomerId, int],
    store: StateStore,
    occasion: Occasion,
    randomness: Randomness,
) -> Step:
    """What applying one customer's plan to what the state holds comes to: nothing where it is ``done`` already. Writes
    nothing."""
    if customer.customer in done:
        return Step(None, CustomerResult(customer.customer, done[customer.customer], Result.NOTHING))
    holding = sound_part(store, customer) if customer.changes else sound_facts(store, customer.customer)
    serial = holding.serial if holding is not None else 0
    if customer.changes and customer.due is not None and occasion.on >= customer.due:
        why = f"made for {_day(heading.date)}, no longer true since {_day(customer.due)}"
        return refused(customer.customer, serial, Result.STALE, [why], REVIEW_AGAIN)
    if over := refusal_of_permits(customer, store, serial, occasion.on):
        return over
    part = heading.is_part(customer.customer)
    return applied_step(customer, holding, replace(occasion, part=part) if part else occasion, randomness)


def _nothing(customer: CustomerPlan) -> Step:
    return Step(None, CustomerResult(customer.customer, customer.serial, Result.NOTHING))


_UNCLEAN = frozenset({Result.STALE, Result.BLOCKED, Result.FAILED})


class _Run:
    """One apply under its lock. ``summary`` counts what was committed."""

    def __init__(self, store: StateStore, plan: MadePlan, occasion: Occasion, world: World) -> None:
        self.summary: Counter[str] = Counter()
        self._store, self._plan, self._occasion, self._world = store, plan, occasion, world
        self._keeping = Keeping(store, plan.heading.date)
        self._batch = batch_of(plan.totals.customers)

    def results(self, done: Mapping[CustomerId, int]) -> Iterator[CustomerResult]:
        """In the plan's order: who has nothing to commit waits with those who do."""
        number, plans = 0, iter(self._plan.customers())
        while self._world.goes_on() and (some := list(islice(plans, self._batch))):
            known, waiting = self._keeping.known(some), []
            for customer in takewhile(lambda _: self._world.goes_on(), some):
                self._world.progress("applying", number, self._plan.totals.customers)
                unmoved = customer.customer in known
                waiting.append((customer, _nothing(customer) if unmoved else self._looked_at(customer, done)))
                number += 1
            yield from self._committed(waiting)
        self._keeping.keep()

    def left_alone(self, done: Mapping[CustomerId, int]) -> tuple[CustomerResult, ...]:
        """What is said of everybody where nothing may be done because somebody is not clean; else nothing."""
        results = [self._step(customer, done).result for customer in self._plan.customers()]
        if not any(each.result in _UNCLEAN for each in results):
            return ()
        return tuple(
            replace(each, result=Result.NOTHING, serial=each.serial - 1) if each.result is Result.APPLIED else each
            for each in results
        )

    def _step(self, customer: CustomerPlan, done: Mapping[CustomerId, int]) -> Step:
        named = self._plan.naming(customer) if customer.stopped else customer
        return step_of(named, self._plan.heading, done, self._store, self._occasion, self._world.randomness)

    def _looked_at(self, customer: CustomerPlan, done: Mapping[CustomerId, int]) -> Step:
        """The same; and of whom nothing is to be done, the state keeps where it is declared and that it is so."""
        step = self._step(customer, done)
        if step.result.result is Result.NOTHING and customer.customer not in done:
            _remember(self._store, customer)
            if self._plan.file is None or self._world.verified:  # else anybody could have written that nothing is to do
                self._keeping.note(customer, step.result.serial)
        return step

    def _committed(self, waiting: list[tuple[CustomerPlan, Step]]) -> Iterator[CustomerResult]:
        steps = [(step, customer.serial) for customer, step in waiting]
        for (customer, _), result in zip(waiting, taken_together(self._store, steps, REVIEW_AGAIN), strict=True):
            if result.result is Result.APPLIED:
                self.summary.update(summary(customer.changes))
            yield result
