"""Who gains and who loses sight of what, told beforehand, is what the sight of everybody comes to afterwards."""

from datetime import date
from itertools import count

import hypothesis.strategies as st
from estates import ANA, BEN, DAY_ONE, KAI, Household, admin, contract, declared, member, with_facts, with_people
from hypothesis import HealthCheck, given, settings
from random_histories import days, estates

from reconciler.applying.passage import passage
from reconciler.kinds.address import PersonKey
from reconciler.kinds.estate import Estate
from reconciler.kinds.person import Person
from reconciler.kinds.seat import SeatState
from reconciler.kinds.workspace import WorkspaceStatus
from reconciler.planning.plan import CustomerPlan

_NUMBERS = count()
Pairs = set[tuple[int, int]]


def reached(estate: Estate, number_of: dict[PersonKey, int]) -> Pairs:
    """Who reads which workspace, in numbers, so that a name makes no difference."""
    return {
        (estate.workspace_numbers[at], number_of[person])
        for at, people in estate.seats.items()
        for person, seat in people.items()
        if seat.state is SeatState.MEMBER and estate.workspaces[at].status is not WorkspaceStatus.ARCHIVED
    }


def numbers(estate: Estate) -> dict[PersonKey, int]:
    return dict(estate.numbers)


@given(first=estates(), second=estates(), on=days, later=st.integers(0, 3))
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_what_a_plan_says_of_sight_is_what_comes_of_it(first: Estate, second: Estate, on: date, later: int) -> None:
    household = Household(f"reach-{next(_NUMBERS)}")
    if household.findings(first):
        return
    plan = household.plan(first, on)
    if household.step(plan, on).commit is None:
        return
    household.obey(plan, on)
    household.accept_all(on)
    if household.findings(second):
        return
    plan, before = household.plan(second, on), household.current()
    after = passage(before, plan.changes).after
    merged = {**after.merged}
    was = {(w, merged.get(p, p)) for w, p in reached(before, numbers(before))}
    now = reached(after, {**dict.fromkeys((p for c in plan.changes for p in c.who), 0), **after.numbers})

    assert plan.losing == len({p for _, p in was - now})
    assert {s.at: s.losing for s in plan.sights if s.losing} == _by_workspace(was - now, after)
    assert {s.at: s.gaining for s in plan.sights if s.gaining} == _by_workspace(now - was, after)


def _by_workspace(pairs: Pairs, estate: Estate) -> dict[str, int]:
    names = {number: name for name, number in estate.workspace_numbers.items()}
    return {names[w]: sum(at == w for at, _ in pairs) for w, _ in pairs}


WANTED = {"finance": [admin(KAI), member(ANA), member(BEN)], "retail": [admin(KAI)]}


def lived(household: Household) -> Estate:
    estate = declared(WANTED, {"u26": contract()})
    household.apply(estate)
    household.accept_all()
    household.open_case("finance", ANA, "Payroll is wrong")
    return estate


def seen(plan: CustomerPlan) -> list[tuple[str, int, int, int]]:
    return [(s.at, s.losing, s.gaining, s.cases) for s in plan.sights]


def test_other_names_roles_and_lists_take_sight_from_nobody(household: Household) -> None:
    lived(household)
    ana = Person("ana.ruiz@contoso.com", also=("ana@contoso.com",))
    named = {"money": [admin(KAI), member("ana.ruiz@contoso.com"), admin(BEN)], "retail": [admin(KAI)]}
    plan = household.plan(with_facts(with_people(declared(named), ana), "money", was="finance"))

    assert {change.do.value for change in plan.changes} == {"rename_workspace", "rename_person", "set_role"}
    assert (plan.losing, plan.gaining, seen(plan)) == (0, 0, [])


def test_whoever_goes_from_one_workspace_and_stays_in_another_loses_sight_of_the_one(household: Household) -> None:
    lived(household)
    plan = household.plan(declared({**WANTED, "finance": [admin(KAI), member(BEN)]}))

    assert (plan.losing, seen(plan)) == (1, [("finance", 1, 0, 1)])


def test_an_archived_workspace_that_comes_back_is_seen_again_at_once_by_all_its_members(household: Household) -> None:
    estate = lived(household)
    archived = household.apply(with_facts(estate, "finance", status=WorkspaceStatus.ARCHIVED))
    back = household.plan(with_facts(estate, "finance", restore=True), DAY_ONE)

    assert (archived.losing, seen(archived)) == (3, [("finance", 3, 0, 1)])
    assert (back.gaining, seen(back)) == (3, [("finance", 0, 3, 1)])
