"""A cell that a spreadsheet would run has a sign before it, and comes back without."""

import pytest

from reconciler.kinds.formulas import before_inert, inert


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@sum", "\t=1", "\r=1", "\uff1d1"])
def test_what_would_be_run_is_marked_and_comes_back(cell: str) -> None:
    assert inert(cell, cell) == f"'{cell}"
    assert before_inert(f"'{cell}") == cell


@pytest.mark.parametrize("cell", ["", "ana@contoso.com", "'tis", "'", "1=1", "x=1", "==1"])
def test_what_nobody_marked_comes_back_as_it_is(cell: str) -> None:
    assert before_inert(cell) == cell


def test_the_mark_stands_before_what_is_shown() -> None:
    assert inert("=1", "shown") == "'shown"
    assert inert("1", "shown") == "shown"
