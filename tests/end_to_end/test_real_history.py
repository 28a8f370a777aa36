"""Windows of eight years of a real organisation, merge by merge; all of it is ``tests/benchmarks/history.py``."""

from itertools import islice

import pytest
from real_history import FILE, Merge, Organisation, as_it_was, merges, taken_back

pytestmark = pytest.mark.skipif(not FILE.is_file(), reason=f"{FILE} is not on this machine")

WINDOWS = ((0, 40), (98, 106), (1924, 1946), (2400, 2412), (2730, 2744))
"""The beginning, a rename, the clean-up of February 2024, the one of 2025, and the end."""
CLEAN_UP = 1934


@pytest.fixture(scope="module")
def told() -> list[Merge]:
    return list(merges())


def test_all_merges_are_there(told: list[Merge]) -> None:
    assert len(told) == 2_744


def test_every_apply_does_what_the_merge_says_once_and_can_be_taken_back(told: list[Merge]) -> None:
    organisation, done = Organisation("windows"), 0
    for first, end in WINDOWS:
        organisation.catch_up(told[done:first])
        for merge in told[first:end]:
            _stepped(organisation, merge)
        assert organisation.members() == organisation.declared_rows()
        done = end

    assert len(organisation.members()) == 6_281


def _stepped(organisation: Organisation, merge: Merge) -> None:
    on = merge.at.date()
    organisation.merge(merge)
    for customer in merge.customers:
        before = organisation.current(customer)
        plan = organisation.plan(customer, on)
        commit = organisation.apply(plan, merge)
        organisation.accept_all(plan, merge)
        again = organisation.plan(customer, on)

        assert again.changes == again.listed == (), merge.number
        if commit is not None:
            back = taken_back(plan, commit, organisation.current(customer), on)
            assert as_it_was(back) == as_it_was(before), merge.number


def test_the_clean_up_of_february_2024_stops_with_its_arithmetic_and_passes_with_a_permit(told: list[Merge]) -> None:
    organisation = Organisation("clean-up")
    organisation.catch_up(islice(told, CLEAN_UP))
    merge = told[CLEAN_UP]
    organisation.merge(merge)

    plans = [organisation.plan(customer, merge.at.date()) for customer in merge.customers]

    assert sum(len(rows) for rows in merge.removes.values()) == 1_324
    assert {verdict.guard for plan in plans for verdict in plan.guards if verdict.stops} == {"removals"}
    for plan in plans:
        organisation.apply(plan, merge)
    assert organisation.members() == organisation.declared_rows()
    assert [stop.merge.number for stop in organisation.stops if stop.verdict.guard == "removals"]
