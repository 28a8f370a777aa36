"""Finished seats answer as a dict of the same people does, however often they are asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.kinds.address import PersonKey, key_of
from reconciler.kinds.seat import Role, Seat, SeatState, shared
from reconciler.kinds.seating import Seating, accepted_admins, distinct, domains_on, meeting, tally, together

KINDS = [shared(Seat(state, role)) for state in (SeatState.WANTED, SeatState.MEMBER, SeatState.LEFT) for role in Role]
PEOPLE = [key_of(f"{name}@{domain}") for name in "abc" for domain in ("contoso.com", "fabrikam.com")]
ROLLS = st.dictionaries(st.sampled_from(PEOPLE), st.sampled_from(KINDS))


@given(ROLLS, ROLLS)
def test_finished_seats_answer_as_others_do(wanted: dict[PersonKey, Seat], here: dict[PersonKey, Seat]) -> None:
    finished, files = Seating(here), Seating(wanted)

    for _ in range(2):
        assert tally(finished) == tally(here)
        assert distinct(finished) == distinct(here)
        assert accepted_admins(finished) == sum(seat.is_accepted_admin for seat in here.values())
        assert domains_on(finished) == {person.split("@")[1] for person in here}
        assert set(meeting(files, finished)) == {(wanted.get(p), here.get(p)) for p in {*wanted, *here}}
        assert set(meeting(wanted, here)) == set(meeting(files, finished))


@given(ROLLS, ROLLS, ROLLS)
def test_what_meets_is_asked_anew_of_other_files(
    first: dict[PersonKey, Seat], second: dict[PersonKey, Seat], here: dict[PersonKey, Seat]
) -> None:
    finished = Seating(here)
    meeting(Seating(first), finished)

    assert set(meeting(Seating(second), finished)) == {(second.get(p), here.get(p)) for p in {*second, *here}}


@given(st.lists(ROLLS))
def test_many_workspaces_are_counted_by_the_seats_that_they_share(rolls: list[dict[PersonKey, Seat]]) -> None:
    everybody = [seat for roll in rolls for seat in roll.values()]

    assert dict(together(map(Seating, rolls))) == {seat: everybody.count(seat) for seat in everybody}


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
