"""A plan that is read from its line only where somebody asks is the plan that the line says."""

from dataclasses import fields, replace
from datetime import date

import pytest
from estates import ANA, DAY_ONE, KAI, Household, admin, declared, member

from reconciler.findings import Finding, Place, Severity
from reconciler.kinds.source import Source
from reconciler.kinds.workspace import WorkspaceId
from reconciler.planning.kept_plan import KeptPlan, QuietPlan, found_in, kept_plan
from reconciler.planning.plan import Basis, CustomerPlan, Listed, Listing, Verdict
from reconciler.planning.plan_file import line_of
from reconciler.planning.tally import tallied

BASIS = Basis("00" * 32, ("people.csv",), date(2026, 12, 31))
NOTE = Finding("S-17", Severity.WARNING, "nobody uses it", place=Place("contoso.yaml", 3, 1))
WAITING = Listed(Listing.WAITING, "finance", "D-05", "waiting until 2026-07-01", (ANA,))


@pytest.fixture
def quiet(household: Household) -> CustomerPlan:
    made = household.plan(declared({"finance": [admin(KAI), member(ANA)]}))
    sources = {WorkspaceId("finance"): Source("contoso.yaml", {"people.csv": 3})}
    return replace(
        made, changes=(), sights=(), gaining=0, losing=0, listed=(), findings=(), sources=sources, basis=BASIS
    )


def kept(plan: CustomerPlan) -> CustomerPlan:
    line = line_of(plan)
    found = found_in(line)
    return kept_plan(line, found, found.basis)


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"basis": BASIS._replace(rosters=('{"people":{',), until=None)},
        {"contract": 'a "contract", {', "source": '","people":{'},
        {"listed": (WAITING,)},
        {"findings": (NOTE,)},
        {"run_limit": (3, 1.0), "said_archived": (WorkspaceId("retail"),)},
    ],
)
def test_every_field_is_that_of_the_line(quiet: CustomerPlan, more: dict[str, object]) -> None:
    plan = replace(quiet, **more)  # type: ignore[arg-type]

    found = kept(plan)

    assert isinstance(found, KeptPlan)
    assert {f.name: getattr(found, f.name) for f in fields(plan)} == {
        f.name: getattr(plan, f.name) for f in fields(plan)
    }
    assert (found.in_sync, found.invalid, found.stopped) == (plan.in_sync, plan.invalid, plan.stopped)


def test_a_copy_that_differs_is_judged_anew(quiet: CustomerPlan) -> None:
    stopped = replace(kept(quiet), guards=(Verdict("removals", 3, 1),))

    assert (stopped.in_sync, stopped.stopped) == (False, True)
    assert stopped == replace(quiet, guards=stopped.guards)


@pytest.mark.parametrize(
    "more",
    [
        {"guards": (Verdict("removals", 3, 1),)},
        {"findings": (replace(NOTE, severity=Severity.ERROR),)},
        {"listed": (replace(WAITING, listing=Listing.CONFLICT),)},
    ],
)
def test_a_line_by_which_something_is_to_be_done_is_refused(quiet: CustomerPlan, more: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="to be done"):
        found_in(line_of(replace(quiet, **more)))  # type: ignore[arg-type]


def test_a_line_with_changes_is_refused(household: Household) -> None:
    made = replace(household.plan(declared({"finance": [admin(KAI)]}), on=DAY_ONE), basis=BASIS)

    with pytest.raises(ValueError, match="to be done"):
        found_in(line_of(made))


def test_what_is_counted_of_lines_at_sight_is_what_their_plans_say(quiet: CustomerPlan) -> None:
    (removals, *others), larger = quiet.guards, Verdict("mass_invitation", 0, 100, 5000)
    near = tuple(replace(g, value=1, limit=9) if g.guard == "last_admin" else g for g in others)
    plans = [
        quiet,
        replace(quiet, guards=(replace(removals, of=7), *others[:-2], larger)),
        replace(quiet, guards=(removals, *near)),
        replace(quiet, guards=(removals, *others, Verdict("undone", 0, 0)), listed=(WAITING,)),
    ]

    at_sight, read = tallied(map(kept, plans)), tallied(plans)

    assert (at_sight.guards.closest, at_sight.run) == (read.guards.closest, read.run)
    assert (at_sight.customers, at_sight.quiet, at_sight.listed) == (4, 4, read.listed)
    quiet_ones = [plan for plan in map(kept, plans) if isinstance(plan, QuietPlan)]
    assert [plan.members for plan in quiet_ones] == [removals.of, 7]
