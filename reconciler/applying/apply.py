"""One customer's plan, obeyed: from what the state holds to one commit, or to the reason why not.

Checked in this order: whether the plan may be applied at all, whether every ``was`` still holds, whether the limits
in force allow it today, and whether every invariant holds on the result.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from reconciler.applying.asserted import made_worse
from reconciler.applying.entry import Occasion
from reconciler.applying.passage import Passage, passage
from reconciler.applying.receipt import CustomerResult, Result
from reconciler.applying.record import estate_or_nothing
from reconciler.applying.step import Step, step
from reconciler.findings import Severity
from reconciler.kinds.address import PersonKey
from reconciler.kinds.estate import Estate
from reconciler.kinds.limits import Terms
from reconciler.kinds.person import Person
from reconciler.kinds.plain import plain, revive
from reconciler.kinds.source import OF_ALL, source_plain
from reconciler.planning.changes import Action, Change
from reconciler.planning.guards import assertion
from reconciler.planning.guards.removals import removals
from reconciler.planning.guards.run_wide import may_take
from reconciler.planning.let_go_lines import let_go_plain
from reconciler.planning.permits import permits_of
from reconciler.planning.plan import CustomerPlan, Verdict
from reconciler.ports import Holding, Randomness

REVIEW_AGAIN = "plan again and review what is different: reconciler plan PATH"


def applied_step(
    plan: CustomerPlan,
    holding: Holding | None,
    occasion: Occasion,
    randomness: Randomness,
    known: Estate | None = None,
) -> Step:
    """What applying this plan to this holding comes to. ``known`` is the estate that it says, where that was read."""
    serial = holding.serial if holding is not None else 0
    if said := refused_outright(plan, serial):
        return Step(None, said)
    if not plan.changes:
        return Step(None, CustomerResult(plan.customer, serial, Result.NOTHING))
    before = known or estate_or_nothing(holding, plan.customer)
    obeyed = passage(before, plan.changes, introduced(plan))
    if permits := permits_of(plan):
        occasion = replace(occasion, permits=permits)
    objections = _over_the_limit(plan, obeyed, occasion)
    made = step(obeyed, holding, occasion, randomness, objections, (plan.managed_by, marks_of(plan)))
    if made.commit is None:
        return replace(made, result=replace(made.result, remedy=REVIEW_AGAIN))
    return made


def introduced(plan: CustomerPlan) -> dict[PersonKey, Person]:
    """Who becomes known by what is changed; a plan that was edited may name others."""
    named = {person for change in plan.changes for person in change.who} if plan.people else ()
    return {key: revive(Person, facts) for key, facts in plan.people.items() if key in named}


def marks_of(plan: CustomerPlan) -> dict[str, Any]:
    """Where each workspace is declared, and beside them what the files say of all, as a store keeps it."""
    of_all: dict[str, Any] = {} if plan.attempts is None else {"attempts": plan.attempts}
    if plan.terms != Terms():
        of_all["terms"] = plain(plan.terms)
    if plan.let_go:
        of_all["let_go"] = let_go_plain(plan.let_go)
    return {**({OF_ALL: of_all} if of_all else {}), **{str(w): source_plain(s) for w, s in plan.sources.items()}}


def refused_outright(plan: CustomerPlan, serial: int) -> CustomerResult | None:
    """Why nobody may apply this plan, whatever the state says; None where it may be tried."""
    if plan.invalid:
        why = tuple(f.summary for f in plan.findings if f.severity is Severity.ERROR)
        return CustomerResult(plan.customer, serial, Result.FAILED, why)
    if stops := [g for g in plan.guards if g.stops]:
        why = tuple(f"stopped by guard {g.guard}: {g.what}" for g in stops)
        return CustomerResult(plan.customer, serial, Result.BLOCKED, why, stops[0].remedy)
    return None


def _over_the_limit(plan: CustomerPlan, obeyed: Passage, occasion: Occasion) -> Iterable[str]:
    """The limits in force are those in the state, and what this very plan tightens (D-21). What was permitted when it
    was planned, thing by thing, passes."""
    if may_take(plan):
        limits = obeyed.before.limits.tighter(obeyed.after.limits)
        verdict = removals_now(plan, replace(obeyed.before, limits=limits), occasion.on)
        if not verdict.ok:
            yield f"stopped by guard {verdict.guard}: {verdict.what}"
    worse = made_worse(obeyed, occasion.on)
    if worse and not _permitted(plan, assertion.ID, assertion.counted(worse)):
        yield from (f"stopped by guard {assertion.ID}: {breach.said(obeyed.after)}" for breach in worse)


def removals_now(plan: CustomerPlan, before: Estate, on: date) -> Verdict:
    """What the plan takes from a state, by the limits in it; permitted where the plan was, for all of it."""
    verdict = removals(plan.changes, _under_new_names(before, plan.changes), on, before.limits)
    permits = next((v.permits for v in plan.guards if v.guard == verdict.guard), ())
    return replace(verdict, permits=permits) if _permitted(plan, verdict.guard, verdict.counted) else verdict


def _under_new_names(before: Estate, changes: Sequence[Change]) -> Estate:
    """People and workspaces as the plan calls them, where it gives them other names and counts who is there."""
    renames = [c for c in changes if c.do in _NAMES]
    return passage(before, renames).after if renames else before


_NAMES = frozenset({Action.RENAME_WORKSPACE, Action.RENAME_PERSON, Action.MERGE_PERSON})


def _permitted(plan: CustomerPlan, guard: str, counted: Iterable[str]) -> bool:
    """Whether the plan has a permit for all of it."""
    lifted: list[Verdict] = [v for v in plan.guards if v.guard == guard and v.permits]
    return any(set(counted) <= set(verdict.counted) for verdict in lifted)
