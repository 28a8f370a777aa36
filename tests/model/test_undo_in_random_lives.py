"""I10: "undo gives the estate before, generations and closed seats (revoked, removed) aside", whatever happened."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import count

import hypothesis.strategies as st
from declarations import ANCHOR, FIRST_DAY, PERSONAL, Edit, days_on, declarations, edits, estate
from estates import CONTOSO, Household
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from wishes import Room, Wish, Wishes

from reconciler.history.replay import Replayed, replayed
from reconciler.history.undo import Undone, undone
from reconciler.kinds.estate import Estate
from reconciler.kinds.seat import SeatState
from reconciler.planning.changes import Action

_NUMBERS = count()
_CLOSED = (SeatState.REVOKED, SeatState.REMOVED)
_OVER = ("D-03", "D-08", "the last day was", "the invitation would have been open", "was removed because of leaving")
"""What a day, or a person's having left, forbids to come back, also right after the apply."""


def may_not_come_back(before: Estate, on: date) -> tuple[str, ...]:
    """How the reasons begin for which an undo may leave something as it is. An offer to a personal account is over
    with the last day of the policy that allowed it (S-11, S-12)."""
    policies = (before.policy, *(workspace.policy for workspace in before.workspaces.values()))
    over = any(policy is not None and not policy.in_force(on) for policy in policies)
    return (*_OVER, "S-11") if over else _OVER


def last_step(household: Household) -> Replayed:
    holding = household.store.holding(CONTOSO)
    assert holding is not None
    *_, last = replayed(CONTOSO, household.store.journal(CONTOSO), holding)
    return last


def as_it_was(estate: Estate) -> object:
    """What an undo gives back; people stay known, and numbers are given once."""
    seats = {
        w: {p: replace(seat, generation=0) for p, seat in people.items() if seat.state not in _CLOSED}
        for w, people in estate.seats.items()
    }
    facts = (estate.contracts, estate.policy, estate.limits, estate.workspaces, estate.cases, estate.merged)
    return *facts, {w: people for w, people in seats.items() if people}


class Life(RuleBasedStateMachine):
    """A customer whose every apply is taken back and done again."""

    @initialize(wishes=declarations())
    def begin(self, wishes: Wishes) -> None:
        self.household = Household(f"undo-{next(_NUMBERS)}")
        self.today: date = FIRST_DAY
        self.wishes = wishes

    @rule(wishes=declarations())
    def declare_everything_anew(self, wishes: Wishes) -> None:
        self.wishes = wishes
        self.apply_and_undo()

    @rule(edit=edits(), days=days_on)
    def edit_one_thing_a_few_days_later(self, edit: Edit, days: int) -> None:
        self.today += timedelta(days=days)
        self.wishes = edit(self.wishes)
        self.apply_and_undo()

    @rule(data=st.data(), answer=st.sampled_from(["accepted", "accepted", "declined", "bounced"]))
    def somebody_answers(self, data: st.DataObject, answer: str) -> None:
        offers = [(w, p) for w, p, seat in self.household.current().memberships() if seat.open(self.today)]
        if offers:
            self.household.answer((*data.draw(st.sampled_from(sorted(offers))), answer), on=self.today)

    def apply_and_undo(self) -> None:
        before = self.household.current()
        plan = self.household.plan(estate(self.wishes), self.today)
        if not plan.changes or self.household.step(plan, self.today).commit is None:
            return
        self.household.obey(plan, self.today)
        after = self.household.current()

        back = self.taken_back()
        assert self.household.problems() == ()
        if back.conflicts:
            allowed = may_not_come_back(before, self.today)
            assert all(each.why.startswith(allowed) for each in back.conflicts), back.conflicts
            return
        assert as_it_was(self.household.current()) == as_it_was(before)

        again = self.taken_back()
        assert self.household.problems() == ()
        if not again.conflicts:
            assert as_it_was(self.household.current()) == as_it_was(after)

    def taken_back(self) -> Undone:
        back = undone(last_step(self.household), self.household.current(), self.today)
        if back.changes:
            self.household.act(*back.changes, on=self.today)
        return back


def test_an_offer_that_ended_with_its_policy_does_not_come_back() -> None:
    """What random lives come upon once in many runs."""
    people = {ANCHOR: Wish("admin"), PERSONAL[0]: Wish("member")}
    wishes = Wishes(
        "unified", FIRST_DAY, FIRST_DAY + timedelta(days=364), (ANCHOR,), rooms={"finance": Room(people)},
        personal="allow", personal_until=FIRST_DAY + timedelta(days=3), personal_people=PERSONAL,
    )  # fmt: skip
    household, later = Household(f"undo-{next(_NUMBERS)}"), FIRST_DAY + timedelta(days=4)
    household.obey(household.plan(estate(wishes), FIRST_DAY), FIRST_DAY)
    before = household.current()
    plan = household.plan(estate(wishes), later)
    household.obey(plan, later)

    back = undone(last_step(household), household.current(), later)

    assert [(change.do, change.who) for change in plan.changes] == [(Action.REVOKE, (PERSONAL[0],))]
    assert [(each.who, each.why[:4]) for each in back.conflicts] == [((PERSONAL[0],), "S-11")]
    assert "S-11" in may_not_come_back(before, later)
    assert "S-11" not in may_not_come_back(before, FIRST_DAY)


Life.TestCase.settings = settings(
    max_examples=10, stateful_step_count=8, deadline=None, suppress_health_check=list(HealthCheck)
)
TestEveryApplyOfARandomLifeIsUndone = Life.TestCase
