"""What many customers of one run lose together, judged once more under the lock, before the first one is applied."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from reconciler.applying.apply import removals_now
from reconciler.applying.record import estate_or_nothing
from reconciler.errors import Stopped
from reconciler.kinds.estate import CustomerId
from reconciler.kinds.limits import Limits
from reconciler.planning.guards.removals import ID
from reconciler.planning.guards.run_wide import RunRemovals, may_take
from reconciler.planning.permits import naming
from reconciler.planning.plan import CustomerPlan, Verdict
from reconciler.ports import StateStore
from reconciler.workflows.plan import MadePlan
from reconciler.workflows.sound import part_or_whole


def refuse_too_many(plan: MadePlan, done: Mapping[CustomerId, int], store: StateStore, on: date) -> None:
    """Stopped where the state as it is now, or the limits in it, make too many of what the plan takes from two
    customers or more. Whom it takes nobody from counts with the memberships of when it was made, and so does who was
    applied already, by a run that was killed: of one run they are all the same."""
    if not plan.totals.run.may_touch_several:
        return
    run = RunRemovals()
    for customer in plan.customers():
        counts_now = may_take(customer) and customer.customer not in done
        run.add(_as_it_is_now(customer, store, on) if counts_now else customer)
    verdict = run.verdict()
    refuse_stopped(plan, verdict if verdict is not None and verdict.stops else None)


def refuse_stopped(plan: MadePlan, stop: Verdict | None) -> None:
    """Nothing of a run is done above its limit."""
    if stop is not None:
        remedy = naming(stop.remedy, str(plan.file)) if plan.file is not None else stop.remedy
        raise Stopped(f"stopped by guard {stop.guard}: {stop.what}", remedy)


def _as_it_is_now(plan: CustomerPlan, store: StateStore, on: date) -> CustomerPlan:
    """The same, with what it takes from the state of now, and the stricter of the limits of then and now."""
    current = estate_or_nothing(part_or_whole(store, plan), plan.customer)
    now, strict = removals_now(plan, current, on), Limits(run_floor=plan.run_limit[0], run_percent=plan.run_limit[1])
    others = tuple(verdict for verdict in plan.guards if verdict.guard != ID)
    return replace(plan, guards=(*others, now), run_limit=current.limits.tighter(strict).of_a_run)
