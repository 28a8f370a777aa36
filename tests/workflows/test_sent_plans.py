"""What another process sends of a plan adds up as the plan does, and says the same once somebody asks."""

import pickle
from dataclasses import replace
from datetime import date
from itertools import chain
from pathlib import Path

import pytest
from runs import world

from reconciler.kinds.address import PersonKey
from reconciler.kinds.customer import CustomerId
from reconciler.kinds.seat import Role, Seat, SeatState
from reconciler.planning.changes import Action, Authority, Change
from reconciler.planning.plan import CustomerPlan, Verdict
from reconciler.planning.plan_file import written
from reconciler.planning.sent_plan import SentPlan, sent, sums_of
from reconciler.planning.tally import tallied
from reconciler.workflows.plan import PlanRequest, plan, read_plan
from reconciler.workflows.seen import Seen

EXAMPLES = sorted(p.parent for p in (Path(__file__).parents[2] / "examples").rglob("reconciler.yaml"))
DAYS = [date(2025, 12, 1), date(2026, 7, 1), date(2030, 1, 1)]


def carried(plan: CustomerPlan) -> CustomerPlan:
    made: CustomerPlan = pickle.loads(pickle.dumps(sent(plan.customer, written(plan).line, sums_of(plan))))  # noqa: S301 - our own
    return made


@pytest.mark.parametrize("on", DAYS, ids=str)
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda p: p.name)
def test_a_sent_plan_says_what_was_written(example: Path, on: date, tmp_path: Path) -> None:
    with plan(PlanRequest(example, on=on), world(on)) as made:
        made.save(tmp_path / "saved.plan")
        plans = list(made.customers())

    with read_plan(tmp_path / "saved.plan") as saved:
        for there, read in zip(map(carried, plans), saved.customers(), strict=True):
            assert isinstance(there, SentPlan)
            assert replace(there) == replace(read)
            assert written(there) == written(read)


def test_sent_plans_add_up_as_plans_do() -> None:
    plans: list[CustomerPlan] = []
    for example, on in ((example, on) for example in EXAMPLES for on in DAYS):
        with plan(PlanRequest(example, on=on), world(on)) as made:
            plans += made.customers()
    mixed = [*map(carried, plans[::2]), *plans[1::2]]
    there, here = Seen(), Seen()

    several = list(chain(plans, plans))
    assert list(there.of(map(carried, several)))
    assert list(here.of(several))

    assert (there.totals, there.glances) == (here.totals, here.glances)
    assert there.totals.changed > 9
    both = Seen()
    assert len(list(both.of(mixed))) == len(plans)
    assert both.totals == tallied([*plans[::2], *plans[1::2]])


def test_plans_that_take_from_several_add_up_to_the_same_removals() -> None:
    first = _taking("a", 3)
    second = _taking("b", 4)
    seen = Seen()

    assert list(seen.of(map(carried, [first, second])))

    assert seen.totals.run == tallied([first, second]).run
    assert seen.totals.run.verdict() is not None


def _taking(customer: str, people: int) -> CustomerPlan:
    who = tuple(PersonKey(f"p{n}@contoso.com") for n in range(people))
    member, gone = (Seat(state, Role.MEMBER) for state in (SeatState.MEMBER, SeatState.REMOVED))
    change = Change(Action.REMOVE, "emea", member, gone, "D-14", who, Authority.WORKSPACE_ADMIN)
    return CustomerPlan(
        CustomerId(customer), 1, (change,), guards=(Verdict("removals", people, 10, 100, "", "permit"),)
    )
