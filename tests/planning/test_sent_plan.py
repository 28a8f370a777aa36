"""What several processes count of a plan is, taken in order, what one counts."""

from itertools import cycle

from hypothesis import given
from hypothesis import strategies as st

from reconciler.kinds.customer import CustomerId
from reconciler.planning.plan import CustomerPlan, Verdict
from reconciler.planning.sent_plan import sums_of
from reconciler.planning.tally import ClosestVerdicts, Tally, tallied

VERDICTS = st.builds(
    Verdict,
    guard=st.sampled_from(["removals", "mass_invitation", "last_admin"]),
    value=st.integers(0, 3),
    limit=st.integers(0, 3),
)


@given(st.lists(st.lists(VERDICTS, max_size=3), max_size=12), st.integers(1, 3))
def test_the_verdicts_closest_to_their_limits_are_the_same_however_many_count(
    guards: list[list[Verdict]], size: int
) -> None:
    plans = [CustomerPlan(CustomerId(f"c{n:02}"), 0, guards=tuple(each)) for n, each in enumerate(guards)]
    hands = [ClosestVerdicts() for _ in range(size)]
    together = Tally()

    for plan, hand in zip(plans, cycle(hands), strict=False):
        together.take(sums_of(plan, hand).tally)

    alone = tallied(plans)
    assert together == alone
    assert [*together.guards.closest] == [*alone.guards.closest]
