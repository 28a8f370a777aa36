"""9999-12-31 is how people write "for ever": nothing counts beyond the last day there is."""

from datetime import date

import pytest

from reconciler.kinds.days import days_after


@pytest.mark.parametrize(
    ("day", "count", "then"),
    [
        (date(2026, 12, 31), 1, date(2027, 1, 1)),
        (date(2026, 1, 1), -1, date(2025, 12, 31)),
        (date.max, 1, date.max),
        (date(9999, 12, 15), 30, date.max),
        (date.min, -1, date.min),
    ],
)
def test_days_are_counted_to_the_last_one(day: date, count: int, then: date) -> None:
    assert days_after(day, count) == then
