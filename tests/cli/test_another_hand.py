"""Names that another hand wrote over: whoever is asked about people says so, and shows none of them."""

from pathlib import Path

import pytest
from commands_run import DAY, configured, reconciler
from test_drift import MADE_MEMBER, edited

CHANGED = "a personal value of entry 1 was changed after it was written"


@pytest.fixture
def at(tmp_path: Path) -> Path:
    configured(tmp_path)
    assert reconciler("apply", "--auto-approve", "--date", DAY, at=tmp_path).code == 0
    return tmp_path


def over(old: str, new: str) -> str:
    return f"UPDATE private SET text = '{new}' WHERE text = '{old}'"


@pytest.mark.parametrize("asked", ["kai@contoso.com", "eve@contoso.com"])
@pytest.mark.parametrize("command", ["why", "access"])
def test_by_the_old_and_by_the_new_address_nobody_is_told_of(at: Path, command: str, asked: str) -> None:
    edited(at, over("kai@contoso.com", "eve@contoso.com"))

    ran = reconciler(command, asked, at=at)

    assert (ran.code, ran.out) == (7, "")
    assert CHANGED in ran.err
    assert "reconciler verify says all that is wrong" in ran.err


def test_who_did_it_is_a_text_too(at: Path) -> None:
    edited(at, "UPDATE private SET text = 'eve' WHERE kind = 'text' AND text NOT LIKE '%@contoso.com'")

    for command in (("history",), ("history", "--format", "json"), ("why", "kai@contoso.com")):
        ran = reconciler(*command, at=at)
        assert (ran.code, ran.out) == (7, "")
        assert CHANGED in ran.err


def test_a_seat_that_no_step_led_to_is_not_explained_by_the_steps(at: Path) -> None:
    edited(at, MADE_MEMBER)

    ran = reconciler("why", "kai@contoso.com", at=at)

    assert (ran.code, ran.out) == (7, "")
    assert "the state is not what its journal leads to" in ran.err


def test_texts_that_another_hand_wrote_over_with_themselves_are_told(at: Path) -> None:
    edited(at, over("kai@contoso.com", "kai@contoso.com"))

    assert reconciler("why", "kai@contoso.com", at=at).code == 0
    assert reconciler("history", at=at).code == 0
