"""How one change is said: by what it means to whoever reads the plan."""

from dataclasses import replace
from typing import Any

import pytest
from plans import customer_plan, invite, invited, person, remove

from reconciler.planning.changes import Action, Change
from reconciler.reporting.change_json import change_objects
from reconciler.reporting.phrases import phrase

ANA = person("ana")


def said(change: Change, **plan: Any) -> str:
    return phrase(change, replace(customer_plan(change), **plan)).what


def benefit(was: int | None, now: int | None) -> Change:
    before, after = ({"benefit": "engineer", "quantity": n} for n in (was, now))
    return Change(Action.CHANGE_BENEFIT, "emea", before, after, "D-01")


def test_a_benefit_is_counted_in_the_unit_that_the_contract_names() -> None:
    hours = {"engineer": "hours"}

    assert said(benefit(300, 350), units=hours) == "engineer: 300 -> 350 hours"
    assert said(benefit(300, 350)) == "engineer: 300 -> 350"
    assert said(benefit(300, None), units=hours) == "engineer: 300 -> without a limit"


def test_programs_are_told_the_unit_too() -> None:
    plan = replace(customer_plan(benefit(300, 350)), units={"engineer": "hours"})

    assert [o.get("unit") for o in change_objects(benefit(300, 350), plan)] == ["hours"]
    assert [o.get("unit") for o in change_objects(invite("emea", ANA), plan)] == [None]


def test_an_invitation_promises_no_more_than_an_apply_does() -> None:
    """The mail is sent by whoever delivers, not by the apply."""
    again = Change(Action.REINVITE, "emea", invited(), invited(attempt=2), "D-06", (ANA,))

    assert said(invite("emea", ANA)) == "mail will be queued"
    assert said(again) == "mail will be queued, attempt 2"


def test_a_workspace_that_nobody_declares_any_more_is_archived_for_that_reason() -> None:
    gone = Change(Action.ARCHIVE_WORKSPACE, "emea", {"status": "active"}, {"status": "archived"}, "D-17")

    assert said(gone) == "no longer declared; its members lose access, its cases stay"
    assert said(gone, said_archived=("emea",)) == "its members lose access, its cases stay"


def test_a_last_day_that_the_state_does_not_know_is_over_all_the_same() -> None:
    assert said(remove("emea", ANA, rule="D-15")) == "the last day is over"


@pytest.mark.parametrize(
    ("was", "now", "words"),
    [
        ("personal", None, "account personal -> told by the domain"),
        (None, "work", "account told by the domain -> work"),
    ],
)
def test_a_kind_of_account_that_nobody_states_is_told_by_the_domain(
    was: str | None, now: str | None, words: str
) -> None:
    change = Change(Action.UPDATE_PERSON, ANA, {"account": was}, {"account": now}, "D-12")

    assert said(change) == words


def test_a_new_name_says_what_else_is_known_otherwise() -> None:
    was = {"key": "kai@mail.example", "address": "kai@mail.example", "also": ["k@mail.example"], "account": "personal"}
    now = {"key": "kai@contoso.com", "address": "kai@contoso.com", "also": ["kai@mail.example"], "account": None}

    assert said(Change(Action.RENAME_PERSON, "kai@contoso.com", was, now, "D-12")) == (
        "was kai@mail.example; nobody is asked again; account personal -> told by the domain; no longer k@mail.example"
    )
