"""Numbers and small sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.reporting.fields import fields_said, limits_said, policy_said
from reconciler.reporting.look import Look, Shade, cells
from reconciler.reporting.words import counted, listed, number, percent, wrapped


def test_numbers_have_separators() -> None:
    assert number(2312000) == "2,312,000"
    assert counted(1, "member") == "1 member"
    assert counted(2310, "person", "people") == "2,310 people"


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        (2, 3904, "0.05 %"),
        (1413, 3904, "36.2 %"),
        (5, 100, "5 %"),
        (0, 10, "0 %"),
        (1, 1_000_000, "under 0.01 %"),
        (0, 0, "0 %"),
        (10, 10, "100 %"),
    ],
)
def test_a_share_is_never_rounded_to_nothing(part: int, whole: int, said: str) -> None:
    assert percent(part, whole) == said


def test_words_are_listed_with_an_and() -> None:
    assert [listed([]), listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]


@given(st.lists(st.text(alphabet=st.characters(categories=["L", "N"]), min_size=1), min_size=1), st.integers(20, 120))
def test_wrapping_loses_no_word_and_cuts_none(words: list[str], width: int) -> None:
    lines = wrapped(" ".join(words), width, first="  ", rest="    ")

    assert " ".join(line.strip(" ") for line in lines).split(" ") == words
    assert all(cells(line) <= width or len(line.split()) == 1 for line in lines)


def test_what_differs_is_said_field_by_field() -> None:
    was = {"ends": "2027-06-30", "domains": ["contoso.com", "b.example"], "benefits": {"a": {"quantity": 1}}}
    now = {
        "ends": "2028-06-30",
        "domains": ["b.example", "contoso.com", "c.example"],
        "benefits": {"a": {"quantity": 2}},
    }

    assert fields_said(was, now) == ("benefits.a.quantity 1 -> 2, domains + c.example, ends 2027-06-30 -> 2028-06-30")


def test_the_order_of_a_list_is_no_difference() -> None:
    assert fields_said({"domains": ["a.example", "b.example"]}, {"domains": ["b.example", "a.example"]}) == ""


def test_what_is_set_or_cleared_is_said_in_words() -> None:
    assert fields_said({"name": "Finance", "protect": True}, {"name": None, "protect": False}) == (
        "name Finance -> none, protect yes -> no"
    )


def test_colour_is_never_without_an_end() -> None:
    assert Look(colour=True).painted(Shade.DANGER, "stop") == "\x1b[1;31mstop\x1b[0m"
    assert Look(colour=False).painted(Shade.DANGER, "stop") == "stop"


def test_a_policy_says_what_it_allows_before_why_and_that_it_was_taken_back() -> None:
    policy = {"because": "customer_choice", "personal_accounts": "allow", "until": None}

    assert policy_said(None, policy) == "personal_accounts allow, because customer_choice"
    assert policy_said(policy, None) == (
        "taken back, the contract decides; it was personal_accounts allow, because customer_choice"
    )
    assert policy_said(policy, {**policy, "personal_accounts": "block"}) == "personal_accounts allow -> block"


def test_facts_that_are_cleared_altogether_say_so() -> None:
    assert fields_said({"name": "Finance"}, None) == "name Finance -> none"


def test_limits_have_the_names_that_they_have_in_the_files() -> None:
    both = {"manage_admins": "observe", "manage_members": "observe", "protect": True}

    assert limits_said({"removals_floor": 10}, {"removals_floor": 41}) == "removals.floor 10 -> 41"
    assert limits_said(both, {"manage_admins": "full", "manage_members": "full", "protect": True}) == (
        "manage observe -> full"
    )
    assert limits_said(both, {"manage_admins": "full", "manage_members": "add_only", "protect": True}) == (
        "manage.admins observe -> full, manage.members observe -> add_only"
    )
