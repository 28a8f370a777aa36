"""Days and moments have one spelling each."""

from datetime import UTC, datetime

import pytest

from reconciler.loading.days import is_day, moment


@pytest.mark.parametrize("text", ["20260601", "2026-W23-1", "2026-152", "2026-06-01T00:00", "2026-06-1"])
def test_another_spelling_of_a_day_is_no_day(text: str) -> None:
    assert not is_day(text)


@pytest.mark.parametrize(
    "text", ["2026-06-01T09:00:00Z", "2026-06-01 09:00", "2026-06-01T11:00:00+02:00", "2026-06-01T09:00:00.000000"]
)
def test_a_moment_is_told_in_utc(text: str) -> None:
    assert moment(text) == datetime(2026, 6, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["20260601T090000Z", "2026-W23-1T09:00", "2026-06-01", "0001-01-01T00:00:00+14:00", "2026-06-01T25:00"]
)
def test_another_spelling_of_a_moment_or_one_outside_of_all_days_is_none(text: str) -> None:
    with pytest.raises(ValueError, match=r"moment|days|hour"):
        moment(text)
