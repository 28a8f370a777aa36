"""What must hold after any history of declarations, answers and days."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from itertools import count

from estates import Household
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from random_histories import WORK, answers, days, estates

from reconciler.applying.invariants import broken, broken_by
from reconciler.applying.obey import obey
from reconciler.kinds.address import PersonKey
from reconciler.kinds.days import days_after
from reconciler.kinds.estate import Estate
from reconciler.kinds.person import Person
from reconciler.kinds.plain import revive
from reconciler.kinds.seat import Seat
from reconciler.kinds.seating import Seating
from reconciler.kinds.vendor import VendorPerson
from reconciler.planning.changes import Action, Change
from reconciler.planning.plan import CustomerPlan
from reconciler.workflows.seen_by import eyes

_NUMBERS = count()
steps = st.lists(st.tuples(estates(), days, answers), min_size=1, max_size=6)
unhurried = settings(
    deadline=None,
    max_examples=40,  # a thousand livelier lives are in tests/model
    suppress_health_check=list(HealthCheck),
    report_multiple_bugs=False,
    phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
)


def in_time(
    histories: list[tuple[Estate, date, list[tuple[str, str, str]]]],
) -> list[tuple[Estate, date, list[tuple[str, str, str]]]]:
    """Days only go forward."""
    ordered = sorted(day for _, day, _ in histories)
    return [(estate, day, said) for (estate, _, said), day in zip(histories, ordered, strict=True)]


def applicable(plan: CustomerPlan) -> bool:
    return not plan.invalid and not plan.stopped


@unhurried
@given(steps)
def test_planning_right_after_applying_gives_nothing(
    history: list[tuple[Estate, date, list[tuple[str, str, str]]]],
) -> None:
    household = Household(f"fixpoint-{next(_NUMBERS)}")
    for estate, day, said in in_time(history):
        plan = household.plan(estate, on=day)
        if not applicable(plan):
            continue
        household.obey(plan, day)
        loosened = any(c.do is Action.SET_LIMITS for c in plan.changes)
        again = household.plan(estate, on=day)
        assert applicable(again) or loosened
        assert loosened or not again.changes, again.changes
        household.answer(*said, on=day)


@unhurried
@given(steps)
def test_every_prefix_of_every_plan_keeps_the_invariants(
    history: list[tuple[Estate, date, list[tuple[str, str, str]]]],
) -> None:
    household = Household(f"prefix-{next(_NUMBERS)}")
    for estate, day, said in in_time(history):
        plan = household.plan(estate, on=day)
        if not applicable(plan):
            continue
        assert list(household.broken_on_the_way(plan, day)) == []
        household.obey(plan, day)
        household.answer(*said, on=day)


@unhurried
@given(steps)
def test_a_plan_is_the_same_whether_or_not_anything_is_remembered_of_seats(
    history: list[tuple[Estate, date, list[tuple[str, str, str]]]],
) -> None:
    """A process that goes on finds the seats of before, and what it asked of them; one that begins finds neither."""
    going_on = Household(f"remembered-{next(_NUMBERS)}")
    files: dict[frozenset[tuple[PersonKey, Seat]], Seating] = {}
    for estate, day, said in in_time(history):
        read = {w: files.setdefault(frozenset(here.items()), Seating(here)) for w, here in estate.seats.items()}
        for on in (day, days_after(day)):
            plan = going_on.plan(replace(estate, seats=read), on=on)
            beginning = Household(f"fresh-{next(_NUMBERS)}", known=_unfinished(going_on.current()))
            beginning.store = going_on.store
            assert plan == beginning.plan(_unfinished(estate), on=on)
        if applicable(plan):
            going_on.obey(plan, on)
            going_on.answer(*said, on=on)


def _unfinished(estate: Estate) -> Estate:
    return replace(estate, seats={w: dict(here) for w, here in estate.seats.items()})


@unhurried
@given(steps, st.sampled_from([*WORK, "avery@vendor.example"]))
def test_one_persons_part_of_a_plan_stands_alone_and_with_the_requests_it_is_the_whole(
    history: list[tuple[Estate, date, list[tuple[str, str, str]]]], actor: str
) -> None:
    household = Household(f"part-{next(_NUMBERS)}")
    for estate, day, said in in_time(history):
        plan = household.plan(estate, on=day)
        if not applicable(plan):
            continue
        before = household.current()
        view = eyes(actor, [VendorPerson("avery@vendor.example")]).view(estate, before, day)
        if view is not None:
            part = household.plan(estate, on=day, view=view)
            asked = [c for r in part.requests for c in (*r.changes, *r.follows)]
            assert one_by_one([*part.changes, *asked]) == one_by_one(plan.changes)
            assert not (asked and actor == "avery@vendor.example")
            told = {key: revive(Person, facts) for key, facts in part.people.items()}
            for n in range(1, len(part.changes) + 1):
                after = obey(before, part.changes[:n], told)
                assert not after.broken
                assert list(broken_by(before, after.estate, part.changes[:n], day)) == []
            if applicable(part):
                household.obey(part, day)
                again = eyes(actor, [VendorPerson("avery@vendor.example")]).view(estate, household.current(), day)
                if again is not None and not any(c.do is Action.SET_LIMITS for c in part.changes):
                    assert not household.plan(estate, on=day, view=again).changes
        if applicable(rest := household.plan(estate, on=day)):
            household.obey(rest, day)
        household.answer(*said, on=day)


def one_by_one(changes: Iterable[Change]) -> list[tuple[str, ...]]:
    """Each change of each person."""
    return sorted((c.do, c.at, str(c.was), str(c.now), person) for c in changes for person in c.who or ("",))


@unhurried
@given(steps)
def test_the_state_is_always_what_its_journal_leads_to(
    history: list[tuple[Estate, date, list[tuple[str, str, str]]]],
) -> None:
    household = Household(f"journal-{next(_NUMBERS)}")
    for estate, day, said in in_time(history):
        plan = household.plan(estate, on=day)
        if applicable(plan):
            household.obey(plan, day)
            household.answer(*said, on=day)
        assert household.problems() == ()
        assert list(broken(household.current())) == []


@unhurried
@given(estates(), days, st.randoms(use_true_random=False))
def test_the_order_in_which_things_are_declared_changes_nothing(estate: Estate, day: date, chance: object) -> None:
    def shuffled(mapping: dict[object, object]) -> dict[object, object]:
        items = list(mapping.items())
        chance.shuffle(items)  # type: ignore[attr-defined]
        return dict(items)

    other = replace(
        estate,
        workspaces=shuffled(dict(estate.workspaces)),
        people=shuffled(dict(estate.people)),
        seats=shuffled({w: shuffled(dict(s)) for w, s in estate.seats.items()}),
    )

    one = Household(f"order-{next(_NUMBERS)}")
    assert one.plan(estate, on=day) == one.plan(other, on=day)
