"""A few people and how all others are counted are enough to apply a plan about them: it comes to the same commit, or to
the same refusal, as with everybody."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import count
from typing import Any

import pytest
from estates import CONTOSO, DAY_ONE, KAI, MIA, Household, admin, chance, declared, member, with_people
from hypothesis import given
from hypothesis import strategies as st
from random_histories import PEOPLE, WORKSPACES, answers, days, estates
from test_random_histories import in_time, unhurried

from reconciler.applying.apply import applied_step
from reconciler.applying.entry import Occasion
from reconciler.applying.step import Step
from reconciler.applying.touched import suffices, touched
from reconciler.kinds.address import PersonKey
from reconciler.kinds.assertion import Assertion, Never
from reconciler.kinds.estate import Estate
from reconciler.kinds.limits import Limits
from reconciler.kinds.person import Person
from reconciler.kinds.seat import Role, Seat, SeatState
from reconciler.kinds.workspace import WorkspaceId
from reconciler.planning.changes import IN_JOURNALS_ONLY, ON_SEATS, Action, Change
from reconciler.planning.plan import CustomerPlan
from reconciler.ports import Holding

_NUMBERS = count()
OF_PLANS = sorted(ON_SEATS - IN_JOURNALS_ONLY)
Wild = tuple[Action, str, PersonKey, int, int, str]
wild = st.tuples(
    st.sampled_from(OF_PLANS),
    st.sampled_from(WORKSPACES),
    st.sampled_from(PEOPLE),
    st.integers(0, 99),
    st.integers(0, 99),
    st.sampled_from(("S-07", "D-16")),
)
"""A change that no planner would think of; its sides are seats that somebody has, by place."""


def part_of(household: Household, plan: CustomerPlan) -> Holding | None:
    """None where everybody is asked for."""
    people = touched(plan)
    part = household.store.touched(CONTOSO, people) if people is not None else None
    return part if part is not None and suffices(part) else None


def came_to(plan: CustomerPlan, holding: Holding | None, on: date) -> tuple[Any, ...]:
    occasion = Occasion(Household.moment, on, "tester@contoso.com", "operator", apply="A1")
    step: Step = applied_step(plan, holding, occasion, chance)
    return step.commit, replace(step.result, why=tuple(sorted(step.result.why)))


def attempts(plan: CustomerPlan, now: Estate, strays: list[Wild]) -> Iterator[CustomerPlan]:
    """What somebody might try to apply: the seats of a plan, each of its changes alone, and any change at all."""
    plan = replace(plan, guards=tuple(g for g in plan.guards if g.ok), findings=())
    on_seats = tuple(change for change in plan.changes if change.do in ON_SEATS)
    yield doing(plan, *on_seats)
    yield from (doing(plan, change) for change in on_seats)
    known = sorted({*(seat for _, _, seat in now.memberships()), Seat(SeatState.MEMBER, Role.ADMIN)}, key=repr)
    for do, at, who, was, becomes, rule in strays:
        if who not in now.numbers and do is not Action.INVITE:
            continue
        have = now.seats_in(WorkspaceId(at)).get(who)
        side = have if was % 2 else known[was % len(known)]
        yield doing(plan, Change(do, at, side, known[becomes % len(known)], rule, (who,)))


def doing(plan: CustomerPlan, *changes: Change) -> CustomerPlan:
    """Nothing else, and what it says of people is of theirs."""
    who = {person for change in changes for person in change.who}
    return replace(plan, changes=changes, people={p: facts for p, facts in plan.people.items() if p in who})


@unhurried
@given(st.lists(st.tuples(estates(), days, answers, st.lists(wild, max_size=6)), min_size=1, max_size=6))
def test_a_part_comes_to_what_the_whole_comes_to(history: list[tuple[Any, ...]]) -> None:
    household = Household(f"part-{next(_NUMBERS)}")
    strays = [each[3] for each in history]
    earlier: list[CustomerPlan] = []
    for (estate, day, said), odd in zip(in_time([each[:3] for each in history]), strays, strict=True):
        plan = household.plan(estate, on=day)
        earlier.append(plan)
        for old in earlier:
            for tried in attempts(old, household.current(), odd):
                part = part_of(household, tried)
                whole = household.store.holding(CONTOSO)
                assert part is None or came_to(tried, part, day) == came_to(tried, whole, day)
        if not plan.invalid and not plan.stopped:
            household.obey(plan, day)
        household.answer(*said, on=day)


CREW = [f"p{number:02}@contoso.com" for number in range(40)]
FINANCE = {"finance": [admin(KAI), admin(MIA), *map(member, CREW)]}


@pytest.fixture
def household(request: pytest.FixtureRequest) -> Household:
    """With everybody in it."""
    household = Household(f"{request.node.name}-{next(_NUMBERS)}")
    household.apply(declared(FINANCE))
    household.accept_all()
    return household


def removal(household: Household, *people: str) -> CustomerPlan:
    who = tuple(map(PersonKey, people))
    was = household.current().seats_in(WorkspaceId("finance"))[who[0]]
    change = Change(Action.REMOVE, "finance", was, was.ended(SeatState.REMOVED), "S-07", who)
    return replace(household.plan(declared(FINANCE)), changes=(change,))


@pytest.mark.parametrize(
    ("gone", "why"),
    [
        ([KAI], ""),
        ([KAI, MIA], "D-08: finance would lose the last of its accepted admins"),
        (CREW[:10], ""),
        (CREW[:11], "stopped by guard removals: 11 of 43 memberships (25.6 %) of contoso would be removed"),
    ],
)
def test_admins_and_memberships_that_stay_are_counted_without_being_read(
    household: Household, gone: list[str], why: str
) -> None:
    plan = removal(household, *gone)
    part = part_of(household, plan)

    assert part is not None
    assert len(part.people) == len(gone)
    commit, result = came_to(plan, part, DAY_ONE)
    assert (commit, result) == came_to(plan, household.store.holding(CONTOSO), DAY_ONE)
    assert "; ".join(result.why).startswith(why)
    assert (commit is None) is bool(why)


def test_assertions_are_about_everybody(household: Household) -> None:
    household.apply(declared(FINANCE, limits=Limits(assertions=(Assertion(never=Never("*@outlook.example", "*")),))))

    assert part_of(household, removal(household, CREW[0])) is None


def test_whoever_has_another_address_may_have_two_offers(household: Household) -> None:
    called = declared(FINANCE)
    household.apply(with_people(called, Person(CREW[0], also=("p0@northwind.example",))))

    assert part_of(household, removal(household, CREW[0])) is None
    assert part_of(household, removal(household, CREW[1])) is not None


def test_facts_of_those_who_are_not_looked_at_stay_in_the_record(household: Household) -> None:
    household.apply(with_people(declared(FINANCE), Person(CREW[0], name="Ana"), Person(CREW[1], name="Ben")))
    plan = removal(household, CREW[0])

    commit, _ = came_to(plan, part_of(household, plan), DAY_ONE)

    assert commit == came_to(plan, household.store.holding(CONTOSO), DAY_ONE)[0]
    assert len(commit.record["people"]) == 2


def test_more_than_some_are_read_with_everybody(household: Household) -> None:
    others = [f"q{number}@contoso.com" for number in range(120)]
    plan = household.plan(declared({"finance": [*FINANCE["finance"], *map(member, others)]}))

    assert part_of(household, plan) is None
