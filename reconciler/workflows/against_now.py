"""A saved plan held against the state of now: what applying it would come to, and why not. Nothing is written."""

from datetime import date

from reconciler.applying.apply_id import apply_id
from reconciler.applying.receipt import Receipt
from reconciler.workflows.apply import done_already, occasion_of, refuse_another_day
from reconciler.workflows.looking import step_of
from reconciler.workflows.plan import MadePlan
from reconciler.workflows.run_limit import refuse_stopped, refuse_too_many
from reconciler.workflows.state import StateChoice, located_here, reading_existing
from reconciler.workflows.world import World


def against_now(made: MadePlan, state: StateChoice, world: World, day: date | None = None) -> Receipt:
    """A receipt of what would be: who is ``applied`` in it still could be. PlanRefused where the plan is for another
    state or day, or was applied; Stopped where the whole run is."""
    on, apply = day or world.today(), apply_id(made.digests.plan)
    refuse_another_day(made.heading, on)
    with reading_existing(located_here(state)) as store:
        done = done_already(made, store, apply)
        refuse_stopped(made, made.totals.run_stop)
        refuse_too_many(made, done, store, on)
        occasion = occasion_of(made, on, world)
        steps = (step_of(plan, made.heading, done, store, occasion, world.randomness) for plan in made.customers())
        return Receipt(made.digests.plan, apply, tuple(step.result for step in steps))
