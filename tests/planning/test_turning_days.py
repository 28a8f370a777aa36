"""Until the next turn a day alone changes nothing: what makes it safe not to plan a customer again."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import count

from estates import Household, contract
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from random_histories import answers, days, estates

from reconciler.kinds.account_policy import AccountPolicy
from reconciler.kinds.contract import ContractId
from reconciler.kinds.estate import CustomerId, Estate
from reconciler.kinds.seat import Role, Seat, SeatState
from reconciler.kinds.workspace import Workspace, WorkspaceId
from reconciler.planning.turning_days import next_turn

ANA = "ana@contoso.com"
_NUMBERS = count()
steps = st.lists(st.tuples(estates(), days, answers), min_size=1, max_size=4)


def estate(**fields: object) -> Estate:
    return replace(Estate(CustomerId("contoso")), **fields)  # type: ignore[arg-type]


def test_it_is_the_nearest_of_all_days_that_stand_in_either_estate_or_the_day_after_one() -> None:
    invited = Seat(SeatState.INVITED, Role.MEMBER, until=date(2026, 9, 3), expires=date(2026, 7, 1))
    current = estate(seats={"emea": {ANA: invited}}, contracts={ContractId("u26"): contract()})
    declared = estate(
        policy=AccountPolicy(until=date(2026, 6, 20)),
        workspaces={WorkspaceId("emea"): Workspace(policy=AccountPolicy(until=date(2026, 6, 11)))},
    )

    turns = [next_turn(date(2026, 6, day), declared, current) for day in (10, 11, 12, 20, 21)]

    assert [turn and turn.day for turn in turns] == [11, 12, 20, 21, 1]
    assert next_turn(date(2026, 9, 3), current) == date(2026, 9, 4)


def test_where_no_day_stands_there_is_none() -> None:
    assert next_turn(date(2026, 6, 1), estate(), estate()) is None


@settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
)
@given(steps, st.data())
def test_every_day_before_it_has_the_same_plan(
    history: list[tuple[Estate, date, list[tuple[str, str, str]]]], data: st.DataObject
) -> None:
    household = Household(f"turn-{next(_NUMBERS)}")
    ordered = sorted(day for _, day, _ in history)
    for (declared, _, said), day in zip(history, ordered, strict=True):
        planned = household.plan(declared, on=day)
        if not planned.invalid and not planned.stopped:
            household.obey(planned, day)
        for _ in range(2):
            _is_the_same_until_it_turns(household, declared, day, data)
            household.answer(*said, on=day)


def _is_the_same_until_it_turns(household: Household, declared: Estate, day: date, data: st.DataObject) -> None:
    planned = household.plan(declared, on=day)
    if not planned.in_sync:
        return
    turn = next_turn(day, declared, household.current()) or day + timedelta(days=3000)
    last = turn - timedelta(days=1)
    for later in {last, data.draw(st.dates(day, last))}:
        assert household.plan(declared, on=later) == planned
