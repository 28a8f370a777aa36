"""The steps of a person are those that replaying the whole journal finds, in every life."""

from datetime import date
from itertools import count

import hypothesis.strategies as st
from estates import CONTOSO, Household
from hypothesis import HealthCheck, given, settings
from random_histories import days, estates

from reconciler.applying.record import seat_in_names
from reconciler.history.replay import Replay
from reconciler.history.seat_steps import seat_steps
from reconciler.history.since import memberships_since
from reconciler.kinds.estate import Estate
from reconciler.kinds.seat import Seat
from reconciler.planning.canonical import any_in, numbers_in, ranges
from reconciler.planning.changes import ON_SEATS

_NUMBERS = count()
_LIVES = st.lists(
    st.tuples(estates(), st.lists(st.sampled_from(["accepted", "declined", "left"]), max_size=3)), max_size=3
)


def lived(name: str, life: list[tuple[Estate, list[str]]], on: date) -> Household:
    household = Household(name)
    for wanted, answers in life:
        if household.findings(wanted):
            continue
        plan = household.plan(wanted, on)
        if household.step(plan, on).commit is not None:
            household.obey(plan, on)
        for (w, p, _), answer in zip(sorted(_offers(household, on)), answers, strict=False):
            household.answer((w, p, answer), on=on)
    return household


def _offers(household: Household, on: date) -> list[tuple[str, str, int]]:
    return [(w, p, s.generation) for w, p, s in household.current().memberships() if s.open(on)]


@given(life=_LIVES, on=days)
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_the_steps_of_everybody_are_those_of_the_replay(life: list[tuple[Estate, list[str]]], on: date) -> None:
    household = lived(f"steps-{next(_NUMBERS)}", life, on)
    holding = household.store.holding(CONTOSO)
    if holding is None:
        return
    estate = household.current()
    since = memberships_since(CONTOSO, household.store.journal(CONTOSO), holding)
    replay = Replay(CONTOSO, holding)
    everything = [(replay.read(body), replay.estate.numbers) for body in household.store.journal(CONTOSO)]

    for person, mine in estate.numbers.items():
        numbers = {mine, *(n for n, into in estate.merged.items() if into == mine)}
        found = list(seat_steps(CONTOSO, household.store.journal(CONTOSO), numbers))
        told = [
            (step.entry["seq"], change.do, change.now)
            for step, known in everything
            for change in step.changes
            if change.do in ON_SEATS and any(known.get(p) in numbers for p in change.who)
        ]
        seats = [(one.serial, one.do, seat_in_names(one.now or {}, holding.texts)) for one in found]
        assert [each for each in seats if each[1] in ON_SEATS] == told
        for workspace, at in estate.workspace_numbers.items():
            begun = [one.begins for one in found if one.workspace == at and one.begins]
            if not estate.merged:
                assert begun[-1:] == ([since[workspace][person]] if person in since.get(workspace, {}) else [])
            last = [seat for one, (_, _, seat) in zip(found, seats, strict=True) if one.workspace == at]
            here: Seat | None = estate.seats_in(workspace).get(person)
            assert last[-1:] == ([here] if here is not None else [])


@given(st.sets(st.integers(1, 60)), st.sets(st.integers(0, 61), max_size=4))
def test_a_number_is_found_in_ranges_as_in_the_numbers_themselves(there: set[int], asked: set[int]) -> None:
    text = ranges(sorted(there))

    assert any_in(text, asked) == bool(asked & set(numbers_in(text)))
