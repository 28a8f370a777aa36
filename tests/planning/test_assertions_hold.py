"""After any history: no plan that may be applied breaks an assertion that held, judged by a reference of its own."""

from datetime import date
from fnmatch import fnmatchcase
from itertools import count

from estates import Household
from hypothesis import given
from test_random_histories import applicable, in_time, steps, unhurried

from reconciler.kinds.assertion import Assertion
from reconciler.kinds.estate import Estate
from reconciler.kinds.patterns import PeoplePattern, fits
from reconciler.kinds.seat import Role, SeatState
from reconciler.kinds.workspace import WorkspaceStatus

_NUMBERS = count()
History = list[tuple[Estate, date, list[tuple[str, str, str]]]]


def excess(assertion: Assertion, estate: Estate, on: date, before: Estate) -> dict[str, int]:
    """How far each workspace is from what is asserted; as plainly as can be. Who had another address ``before``,
    or became one with somebody, is the same person still."""
    found: dict[str, int] = {}
    now = {number: person for person, number in estate.numbers.items()}
    names = {p: {p} for p in estate.numbers}
    for person, number in before.numbers.items():
        known = before.people.get(person)
        names[now[estate.merged.get(number, number)]] |= {person, *(known.also if known is not None else ())}
    for at, facts in estate.workspaces.items():
        if facts.status is WorkspaceStatus.ARCHIVED or not fnmatchcase(at, assertion.within):
            continue
        here = {p: s for p, s in estate.seats_in(at).items() if s.state is SeatState.MEMBER or s.open(on)}
        admins = [p for p, s in here.items() if s.role is Role.ADMIN]
        if (never := assertion.never) is not None:
            meant = [p for p in here if any(fnmatchcase(name, never.person) for name in names[p])]
            wrong = [p for p in meant if names[p].isdisjoint(never.besides)]
        elif (only := assertion.only) is not None:
            judged = here if only.role is None else admins
            wrong = [p for p in judged if not any(fnmatchcase(n, x) for n in names[p] for x in only.people)]
        else:
            most = assertion.at_most
            assert most is not None
            over = max(0, len(here) - most.members) if most.members is not None else 0
            found[at] = over + (max(0, len(admins) - most.admins) if most.admins is not None else 0)
            continue
        found[at] = len(wrong)
    return {at: number for at, number in found.items() if number}


@unhurried
@given(steps)
def test_no_plan_that_may_be_applied_makes_an_assertion_worse(history: History) -> None:
    household = Household(f"asserted-{next(_NUMBERS)}")
    for estate, day, said in in_time(history):
        plan = household.plan(estate, on=day)
        if not applicable(plan):
            continue
        before = household.current()
        household.obey(plan, day)
        after = household.current()
        for assertion in before.limits.assertions:
            was, now = excess(assertion, before, day, before), excess(assertion, after, day, before)
            assert all(number <= was.get(at, 0) for at, number in now.items()), assertion.said()
        for assertion in set(after.limits.assertions) - set(before.limits.assertions):
            assert excess(assertion, after, day, before) == {}, assertion.said()
        household.answer(*said, on=day)


def test_a_star_stands_for_anything_but_an_at_sign_and_no_pattern_is_slow() -> None:
    assert fits("wg-*", "wg-de")
    assert not fits("wg-*", "wg")
    assert fits("*a*a*", "banana")
    assert not fits("a*a", "a")
    assert not fits("*a" * 100 + "b", "a" * 250)
    assert "ana@de.contoso.com" in PeoplePattern(["*@*.contoso.com"])
    assert "ana@contoso.com" not in PeoplePattern(["*@*.contoso.com", "*n@contoso.com"])
    assert "ana@contoso.com" in PeoplePattern(["*"])
