"""Whatever is declared: with a permit nothing goes that it does not name, and what it names goes."""

from collections.abc import Collection
from dataclasses import replace
from itertools import count

from estates import KAI, Household, admin, declared, member, permit_for
from hypothesis import given
from hypothesis import strategies as st
from test_random_histories import unhurried

from reconciler.kinds.estate import Estate
from reconciler.kinds.limits import Limits
from reconciler.kinds.seat import SeatState
from reconciler.planning.permit_file import permit_bytes, permit_from
from reconciler.planning.permits import Granted
from reconciler.planning.plan import CustomerPlan

PEOPLE = [f"p{n}@contoso.com" for n in range(6)]
PLACES = ("finance", "retail")
STRICT = Limits(removals_floor=0, removals_percent=0.0)
_NUMBERS = count()
choices = st.fixed_dictionaries({place: st.sets(st.sampled_from(PEOPLE)) for place in PLACES})


def estate(chosen: dict[str, set[str]]) -> Estate:
    return replace(declared({w: [admin(KAI), *map(member, sorted(p))] for w, p in chosen.items()}), limits=STRICT)


def inside(household: Household) -> set[tuple[str, str]]:
    seats = household.current().memberships()
    return {(w, p) for w, p, seat in seats if seat.state in (SeatState.MEMBER, SeatState.INVITED)}


def losing(plan: CustomerPlan) -> Collection[tuple[str, str]]:
    return {(c.at, p) for c in plan.changes if c.do in ("remove", "revoke") for p in c.who}


@unhurried
@given(choices, choices, st.sets(st.tuples(st.sampled_from(PLACES), st.sampled_from(PEOPLE))))
def test_a_permit_lets_through_what_it_names_and_nothing_else(
    reviewed: dict[str, set[str]], later: dict[str, set[str]], accepted: set[tuple[str, str]]
) -> None:
    household = Household(f"permits-{next(_NUMBERS)}")
    household.apply(estate({place: set(PEOPLE) for place in PLACES}))
    household.answer(*((w, p, "accepted") for w, p in sorted(accepted)))
    agreed = household.plan(estate(reviewed))
    given = permit_for(agreed, "removals")

    plan = household.plan(estate(later), permits=Granted((given,)))

    assert plan.stopped == (not losing(plan) <= losing(agreed))
    if not plan.stopped:
        before = inside(household)
        household.obey(plan)
        assert before - inside(household) <= losing(agreed)


@given(choices)
@unhurried
def test_a_permit_is_the_same_after_its_file(reviewed: dict[str, set[str]]) -> None:
    household = Household(f"permits-{next(_NUMBERS)}")
    household.apply(estate({place: set(PEOPLE) for place in PLACES}))
    made = permit_for(household.plan(estate(reviewed)), "removals")

    assert permit_from(permit_bytes(made), "") == made
