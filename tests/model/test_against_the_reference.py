"""Random lives of a customer, step by step, in the product and in the reference: both end at the same place."""

from datetime import date, timedelta
from itertools import count

import hypothesis.strategies as st
from declarations import FIRST_DAY, Edit, days_on, declarations, edits, estate
from estates import Household
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from outcomes import Kept, Place
from reference import Customer
from wishes import Wishes

from reconciler.applying.invariants import broken
from reconciler.kinds.estate import Estate
from reconciler.planning.changes import Action

_NUMBERS = count()


def places(estate: Estate) -> dict[tuple[str, str], Place]:
    """The product's seats in the reference's words."""
    return {
        (w, p): Place(s.state.value, s.role.value, s.until, s.generation, s.attempt, s.expires, s.round)
        for w, p, s in estate.memberships()
    }


def rooms(estate: Estate) -> dict[str, Kept]:
    return {
        w: Kept(x.status.value, x.protect, x.manage_admins.value, x.manage_members.value)
        for w, x in estate.workspaces.items()
    }


class Life(RuleBasedStateMachine):
    """One customer. Days only go forward; what was declared stays until something else is."""

    @initialize(wishes=declarations())
    def begin(self, wishes: Wishes) -> None:
        self.household = Household(f"model-{next(_NUMBERS)}")
        self.model = Customer()
        self.today: date = FIRST_DAY
        self.wishes = wishes
        self.plan_and_apply()

    @rule(edit=edits(), days=days_on, answered=st.sampled_from((True, True, False)))
    def edit_one_thing_a_few_days_later(self, edit: Edit, days: int, answered: bool) -> None:
        """Mostly everybody has answered by then: nothing can be taken from people who have nothing yet."""
        if answered:
            self.everybody_accepts()
        self.today += timedelta(days=days)
        self.wishes = edit(self.wishes)
        self.plan_and_apply()

    @rule(days=days_on)
    def let_days_go_by(self, days: int) -> None:
        self.today += timedelta(days=days * 4)
        self.plan_and_apply()

    def plan_and_apply(self) -> None:
        plan = self.household.plan(estate(self.wishes), on=self.today)
        if plan.invalid:
            self._is_right_to_refuse()
            return
        expected = self.model.after(self.wishes, self.today)
        stops = {guard.guard for guard in plan.guards if not guard.ok}
        assert ("last_admin" in stops) == (expected is None), plan.guards
        if expected is None or stops:  # the reference knows no suspicions, such as probable_rename
            return
        assert list(self.household.broken_on_the_way(plan, self.today)) == []
        self.household.obey(plan, self.today)
        self.model = expected
        again = self.household.plan(estate(self.wishes), on=self.today)
        loosened = any(c.do is Action.SET_LIMITS for c in plan.changes)
        assert loosened or not again.changes

    def _is_right_to_refuse(self) -> None:
        """S-11 is the one thing that these declarations can do wrongly."""
        assert self.wishes.personal != "allow"
        assert any(p in room.people for room in self.wishes.rooms.values() for p in self.wishes.personal_people)

    def everybody_accepts(self) -> None:
        for room, person in self._asked():
            self._answered(room, person, "accepted")

    @rule(number=st.integers(0, 30), answer=st.sampled_from(("accepted", "declined", "left", "left", "bounced")))
    def somebody_answers(self, number: int, answer: str) -> None:
        asked = self._asked()
        if asked:
            self._answered(*asked[number % len(asked)], answer)

    def _asked(self) -> list[tuple[str, str]]:
        return sorted(at for at, place in self.model.places.items() if place.state in ("invited", "member"))

    def _answered(self, room: str, person: str, answer: str) -> None:
        self.household.answer((room, person, answer), on=self.today)
        self.model = self.model.answered(room, person, answer, self.today)

    @precondition(lambda self: hasattr(self, "household"))
    @invariant()
    def both_stand_at_the_same_place(self) -> None:
        current = self.household.current()
        assert places(current) == self.model.places
        assert rooms(current) == self.model.rooms

    @precondition(lambda self: hasattr(self, "household"))
    @invariant()
    def nothing_is_broken(self) -> None:
        assert list(broken(self.household.current())) == []

    def teardown(self) -> None:
        if hasattr(self, "household"):
            assert self.household.problems() == ()


TestLives = Life.TestCase
TestLives.settings = settings(
    max_examples=1000,
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    report_multiple_bugs=False,
)
