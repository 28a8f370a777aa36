"""Cases: what they used, in hundredths, and how old they are."""

from datetime import date

import pytest

from reconciler.kinds.case import Case, hundredths, quantity_said, used_of

OPENED = date(2026, 6, 1)


def closed(on: date, used: int, benefit: str = "hours") -> Case:
    return Case("Logs are late", OPENED, 1, benefit=benefit, closed=on, closed_by=1, used=used)


@pytest.mark.parametrize(("text", "count"), [("3.5", 350), ("12.25", 1225), ("0", 0), ("400", 40_000), ("0.05", 5)])
def test_a_quantity_has_two_decimals_at_most(text: str, count: int) -> None:
    assert hundredths(text) == count
    assert hundredths(quantity_said(count)) == count


@pytest.mark.parametrize("text", ["", "-1", "1.234", "1,5", ".5", "5.", "1e3", " 1", "٣", "nan", "9999999999"])
def test_anything_else_is_no_quantity(text: str) -> None:
    with pytest.raises(ValueError, match="is no quantity"):
        hundredths(text)


def test_quantities_are_said_without_idle_decimals() -> None:
    assert [quantity_said(n) for n in (123_450, -50, 1_000, 305)] == ["1,234.5", "-0.5", "10", "3.05"]


def test_what_was_used_counts_closed_cases_of_the_benefit_since_the_contract_counts() -> None:
    early, late = closed(date(2026, 6, 3), 350), closed(date(2026, 7, 1), 100)
    others = [closed(date(2026, 7, 1), 999, "other"), Case("Open", OPENED, 1, benefit="hours")]

    assert used_of([early, late, *others], "hours", None) == 450
    assert used_of([early, late, *others], "hours", date(2026, 7, 1)) == 100


def test_a_closed_case_grows_no_older() -> None:
    assert Case("Open", OPENED, 1).age(date(2026, 6, 11)) == 10
    assert closed(date(2026, 6, 3), 0).age(date(2026, 6, 11)) == 2
