"""Does exactly what a plan says: under the lock, customer by customer, each in one commit."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from reconciler.applying.apply import REVIEW_AGAIN, refused_outright
from reconciler.applying.apply_id import apply_id
from reconciler.applying.entry import Occasion
from reconciler.applying.receipt import CustomerResult, Receipt, Result
from reconciler.errors import PlanRefused, ReconcilerError, SignatureRefused, WrongUsage
from reconciler.history.told import told
from reconciler.kinds.address import parse
from reconciler.kinds.estate import CustomerId
from reconciler.planning.plan import CustomerPlan, Heading
from reconciler.ports import StateStore
from reconciler.workflows.by_number import by_number
from reconciler.workflows.commits import batch_of, taken_together, telling_what_is_done, told_all_the_same
from reconciler.workflows.hand_off import handed_off, tray_for
from reconciler.workflows.looking import Looked, Looking, nothing, said
from reconciler.workflows.plan import MadePlan
from reconciler.workflows.run_limit import refuse_stopped, refuse_too_many
from reconciler.workflows.signatures import signature_of, signer_of
from reconciler.workflows.state import Located, NamedBy, StateChoice, located_here, reading, writing
from reconciler.workflows.unmoved import Keeping
from reconciler.workflows.world import World

if TYPE_CHECKING:  # start-up time: one process applies most plans
    from reconciler.workflows.crew import Crew

RUN_AGAIN = "then run the same command again: it goes on where this stopped"


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
    parallel: int = 1
    """So many processes look at customers; one writes, and the same comes out."""


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
    results: list[CustomerResult] = []
    with telling_what_is_done(results, RUN_AGAIN, apply), _locked(plan, request, world) as (store, crew):
        done = done_already(plan, store, apply)
        refuse_too_many(plan, done, store, on)
        run = _Run(store, plan, occasion_of(plan, on, world), done, world, crew)
        results.extend((run.left_alone() if request.strict else ()) or run.results())
        lineage = "" if plan.heading.lineage or not run.summary else store.lineage
    receipt = Receipt(plan.digests.plan, apply if run.summary else "", tuple(results), dict(run.summary), lineage)
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


@contextmanager
def _locked(
    plan: MadePlan, request: ApplyRequest, world: World
) -> Iterator[tuple[StateStore, "Crew[int, Looked] | None"]]:
    """The state to write to, and who looks at it beside. They are made first: neither a connection nor a lock is
    carried into another process."""
    place, crew = _place(plan, request), None
    holder = f"{world.actor} (apply {apply_id(plan.digests.plan)})"
    with ExitStack() as opened:
        if request.parallel > 1 and plan.totals.customers > 1:
            from reconciler.workflows.applying_crew import applying_crew, patient  # start-up time

            place = patient(place)
            crew = opened.enter_context(applying_crew(request.parallel, plan, place, world))
        store = opened.enter_context(writing(place, world))
        opened.enter_context(store.lock(holder, request.state.lock_timeout))
        yield store, crew


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
    return place if place.lineage else place._replace(lineage=plan.heading.lineage, lineage_by=NamedBy.PLAN)


def untouched(plan: MadePlan) -> Iterator[CustomerResult]:
    """What is said of each customer of a plan in which nothing can be applied."""
    for customer in plan.customers():
        yield refused_outright(customer, customer.serial) or nothing(customer).result


def refuse_another_day(heading: Heading, on: date) -> None:
    if on < heading.date:
        raise PlanRefused(f"this plan is made for {said(heading.date)}, and today is {said(on)}", REVIEW_AGAIN)


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


_UNCLEAN = frozenset({Result.STALE, Result.BLOCKED, Result.FAILED})


class _Run:
    """One apply under its lock. ``summary`` counts what was committed."""

    def __init__(
        self,
        store: StateStore,
        plan: MadePlan,
        occasion: Occasion,
        done: Mapping[CustomerId, int],
        world: World,
        crew: "Crew[int, Looked] | None",
    ) -> None:
        self.summary: Counter[str] = Counter()
        self._store, self._plan, self._world, self._crew = store, plan, world, crew
        self._brief = (occasion, done)
        self._looking = Looking(store, plan, occasion, done, world)
        self._keeping = Keeping(store)
        self._batch = batch_of(plan.totals.customers)

    def results(self) -> Iterator[CustomerResult]:
        """In the plan's order: who has nothing to commit waits with those who do."""
        coming = self._going_on(self._looked())
        while some := list(islice(coming, self._batch)):
            yield from self._committed(some)
        self._keeping.keep()

    def left_alone(self) -> tuple[CustomerResult, ...]:
        """What is said of everybody where nothing may be done because somebody is not clean; else nothing."""
        results = [each.step.result for each in self._looked()]
        if not any(each.result in _UNCLEAN for each in results):
            return ()
        return tuple(
            replace(each, result=Result.NOTHING, serial=each.serial - 1) if each.result is Result.APPLIED else each
            for each in results
        )

    def _looked(self) -> Iterator[Looked]:
        if self._crew is not None:
            return self._crew.each(range(self._plan.totals.customers), self._looked_at, self._brief)
        return self._looked_at_all()

    def _looked_at_all(self) -> Iterator[Looked]:
        plans = iter(self._plan.customers())
        while some := list(islice(plans, self._batch)):
            known = self._looking.known(some)
            yield from (self._looking.at(customer, known) for customer in some)

    def _looked_at(self, number: int) -> Looked:
        """One whom nobody else could look at."""
        return self._looking.at(self._customer_at(number), ())

    @cached_property
    def _customer_at(self) -> Callable[[int], CustomerPlan]:
        return by_number(self._plan)

    def _going_on(self, looked: Iterator[Looked]) -> Iterator[Looked]:
        """As they come, as long as the world goes on; of whom nothing is to be done, the state keeps where it is
        declared and that it is so."""
        for number in range(self._plan.totals.customers):
            if not self._world.goes_on():
                return
            self._world.progress("applying", number, self._plan.totals.customers)
            found = next(looked)
            customer = found.step.result.customer
            if found.marks is not None:
                self._store.remember(customer, *found.marks)
            if found.converged is not None:
                self._keeping.note(customer, found.converged)
            yield found

    def _committed(self, some: list[Looked]) -> Iterator[CustomerResult]:
        steps = [(each.step, each.serial) for each in some]
        for each, result in zip(some, taken_together(self._store, steps, REVIEW_AGAIN), strict=True):
            if result.result is Result.APPLIED:
                self.summary.update(each.summary)
            yield result
