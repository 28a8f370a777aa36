"""Finished seats answer as a dict of the same people does, however often they are asked."""

import pytest
from estates import DAY_ONE, ENDS
from hypothesis import given
from hypothesis import strategies as st

from reconciler.kinds.address import PersonKey, domains_of, key_of
from reconciler.kinds.seat import Role, Seat, SeatState, shared
from reconciler.kinds.seating import Seating, accepted_admins, distinct, domains_on, meeting, summary

STATES = (SeatState.WANTED, SeatState.MEMBER, SeatState.INVITED, SeatState.LEFT)
KINDS = [shared(Seat(state, role, until)) for state in STATES for role in Role for until in (None, DAY_ONE, ENDS)]
PEOPLE = [key_of(f"{name}@{domain}") for name in "abc" for domain in ("contoso.com", "fabrikam.com")]
ROLLS = st.dictionaries(st.sampled_from(PEOPLE), st.sampled_from(KINDS))


@given(ROLLS, ROLLS)
def test_finished_seats_answer_as_others_do(wanted: dict[PersonKey, Seat], here: dict[PersonKey, Seat]) -> None:
    finished, files = Seating(here), Seating(wanted)

    for _ in range(2):
        assert summary(finished) == summary(here)
        assert {*distinct(finished)} == {*distinct(here)} == {*here.values()}
        assert accepted_admins(finished) == sum(seat.is_accepted_admin for seat in here.values())
        assert domains_on(finished) == {person.split("@")[1] for person in here}
        assert set(meeting(files, finished).pairs) == {(wanted.get(p), here.get(p)) for p in {*wanted, *here}}
        assert meeting(wanted, here).names == meeting(files, finished).names


@given(ROLLS, st.integers(0, 6), st.integers(0, 6))
def test_what_its_lists_know_counts_where_it_is_of_everybody(here: dict[PersonKey, Seat], some: int, more: int) -> None:
    told = [*((seat, 1) for seat in [*here.values()][:some]), *((seat, 1) for seat in [*here.values()][some:][:more])]
    seats = Seating(here, tally=told, domains=domains_of([*here][: some + more]))

    assert dict(summary(seats).tally) == dict(summary(here).tally)
    assert len(summary(seats).tally) == len({*here.values()})
    assert domains_on(seats) == domains_on({**here})


@given(ROLLS, ROLLS, ROLLS)
def test_what_meets_is_asked_anew_of_other_files(
    first: dict[PersonKey, Seat], second: dict[PersonKey, Seat], here: dict[PersonKey, Seat]
) -> None:
    finished = Seating(here)
    meeting(Seating(first), finished)

    assert set(meeting(Seating(second), finished).pairs) == {(second.get(p), here.get(p)) for p in {*second, *here}}


@given(ROLLS)
def test_a_summary_says_what_everybody_together_says(here: dict[PersonKey, Seat]) -> None:
    seats, told = [*here.values()], summary(Seating(here))

    assert dict(told.tally) == {seat: seats.count(seat) for seat in seats}
    assert told.members == sum(seat.state is SeatState.MEMBER for seat in seats)
    assert dict(told.offers) == {seat: seats.count(seat) for seat in seats if seat.state is SeatState.INVITED}
    assert told.names_an_admin == any(seat.role is Role.ADMIN for seat in seats)
    assert told.last_day == min((seat.until for seat in seats if seat.until is not None), default=None)


def test_nobody_writes_to_finished_seats() -> None:
    finished = Seating({PEOPLE[0]: KINDS[0]})

    for write in (
        lambda: finished.__setitem__(PEOPLE[1], KINDS[0]),
        lambda: finished.update({PEOPLE[1]: KINDS[0]}),
        lambda: finished.pop(PEOPLE[0]),
        lambda: finished.setdefault(PEOPLE[1], KINDS[0]),
        finished.clear,
    ):
        with pytest.raises(TypeError):
            write()
    assert finished == {PEOPLE[0]: KINDS[0]}
