"""Two people whom an apply made one, parted again by undo; and people who have gone their own way since."""

from pathlib import Path

import pytest
from runs import CONTOSO, CUSTOMER, Run
from undoing import WITHOUT_BEN, applied, conflicts, current, in_finance, last_apply, planned, taken_back

from reconciler.kinds.seat import SeatState

MERGED = WITHOUT_BEN.replace("workspaces:", "people:\n  ana@contoso.com: {also: [ben@contoso.com]}\nworkspaces:")


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return in_finance(Run(tmp_path))


def test_two_who_became_one_are_parted_again_each_with_number_and_seats(run: Run) -> None:
    before = current(run)
    applied(run, MERGED)
    assert "ben@contoso.com" not in current(run).numbers

    taken_back(run)

    after = current(run)
    assert after.numbers == before.numbers
    assert after.seats["finance"] == before.seats["finance"]  # type: ignore[index]
    assert after.merged == {}


def test_an_offer_of_somebody_who_was_merged_away_is_a_new_one(tmp_path: Path) -> None:
    run = Run(tmp_path)
    run.apply()
    run.record(("finance", "kai@contoso.com", "accepted"), ("finance", "ana@contoso.com", "accepted"))
    applied(run, MERGED)

    taken_back(run)

    seat = current(run).seats["finance"]["ben@contoso.com"]  # type: ignore[index]
    owed = [m for m in run.store().owed(CONTOSO) if m.person == current(run).numbers["ben@contoso.com"]]  # type: ignore[index]
    assert (seat.state, seat.generation) == (SeatState.INVITED, 2)
    assert [message.generation for message in owed] == [2]


def test_whoever_had_their_seats_changed_since_stays_one(run: Run) -> None:
    applied(run, MERGED)
    name = last_apply(run)
    run.record(("finance", "ana@contoso.com", "left"))

    plan = planned(run, name)

    assert plan.changes == ()
    assert conflicts(plan) == [("ana@contoso.com", "ana@contoso.com in finance is not as they were")]


def test_everybody_has_left_since_and_nothing_is_left_to_take_back(run: Run) -> None:
    more = CUSTOMER.replace("ben@contoso.com", "ben@contoso.com, eva@contoso.com, noa@contoso.com")
    applied(run, more)
    name = last_apply(run)
    both = ("eva@contoso.com", "noa@contoso.com")
    for answer in ("accepted", "left"):
        run.record(*(("finance", person, answer) for person in both))

    plan = planned(run, name)

    assert plan.changes == ()
    assert sorted(conflicts(plan)) == [(person, "left since; there is nothing to take back") for person in both]
