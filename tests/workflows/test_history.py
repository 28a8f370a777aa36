"""What happened, as the journal tells it: all of it in a list, and one apply change by change."""

import json
from pathlib import Path

import pytest
from runs import CUSTOMER, JUNE, Run

from reconciler.errors import WrongUsage
from reconciler.reporting.history import history_csv, history_json, history_text
from reconciler.reporting.look import Look
from reconciler.reporting.past_apply import past_apply_json, past_apply_text
from reconciler.workflows.applied import past_apply
from reconciler.workflows.history import history


@pytest.fixture
def lived(tmp_path: Path) -> Run:
    """Applied, answered, and applied again without ben."""
    run = Run(tmp_path)
    run.apply()
    run.record(("finance", "kai@contoso.com", "accepted"), ("finance", "ben@contoso.com", "accepted"))
    run.declare(CUSTOMER.replace("ana@contoso.com, ben@contoso.com", "ana@contoso.com"))
    run.apply()
    return run


def test_every_entry_is_a_row_with_who_what_and_how_much(lived: Run) -> None:
    rows = history(lived.state, None)

    assert [(row.serial, row.via, row.actions) for row in rows[1:]] == [
        (2, "record", {"answer_accepted": 2}),
        (3, "operator", {"remove": 1}),
    ]
    assert rows[0].actions["invite"] == 6
    assert {row.actor for row in rows} == {"tester@contoso.com"}
    assert [bool(row.apply) for row in rows] == [True, False, True]
    assert [bool(row.config) for row in rows] == [True, False, True]


def test_the_history_is_the_same_in_every_format(lived: Run) -> None:
    rows = history(lived.state, "contoso")

    text = "".join(history_text(rows, Look(width=200)))
    told = json.loads("".join(history_json(rows)))["entries"]
    table = "".join(history_csv(rows)).splitlines()

    assert "1 removed" in text
    assert [entry["apply"] for entry in told] == [row.apply or None for row in rows]
    assert len(table) == 1 + len(rows)


def test_the_history_of_a_customer_that_is_not_there_is_wrong_usage(lived: Run) -> None:
    with pytest.raises(WrongUsage, match="there is no customer contso"):
        history(lived.state, "contso")


def test_an_apply_is_shown_by_its_name_and_by_its_first_letters(lived: Run) -> None:
    name = history(lived.state, None)[-1].apply

    for given in (name, name[:4]):
        (done,) = past_apply(lived.state, given)
        assert [(c.do, c.at, c.who) for c in done.plan.changes] == [("remove", "finance", ("ben@contoso.com",))]
        assert (done.entry.apply, done.entry.serial) == (name, 3)


def test_a_shown_apply_says_who_did_it_when_and_what_it_came_to(lived: Run) -> None:
    done = list(past_apply(lived.state, history(lived.state, None)[-1].apply))

    text = "".join(past_apply_text(done, Look(width=120)))
    told = json.loads("".join(past_apply_json(done)))

    assert "- remove member  ben@contoso.com" in text
    assert f"{JUNE} 09:00 UTC by tester@contoso.com (operator): 1 removed." in text
    assert told["customers"][0]["changes"][0]["person"] == "ben@contoso.com"
    assert "authority" not in told["customers"][0]["changes"][0]


def test_an_apply_that_never_was_is_wrong_usage(lived: Run) -> None:
    with pytest.raises(WrongUsage, match="there is no apply ZZZZ"):
        list(past_apply(lived.state, "ZZZZ"))


def test_a_name_that_could_be_two_applies_is_wrong_usage(lived: Run) -> None:
    with pytest.raises(WrongUsage, match="may be any of"):
        list(past_apply(lived.state, ""))


def test_people_who_were_renamed_since_are_shown_by_the_names_of_then(lived: Run) -> None:
    lived.declare(
        CUSTOMER.replace("ana@contoso.com, ben@contoso.com", "eva@contoso.com").replace(
            "workspaces:", "people:\n  eva@contoso.com: {also: [ana@contoso.com]}\nworkspaces:"
        )
    )
    lived.apply()

    (first,) = past_apply(lived.state, history(lived.state, None)[0].apply)

    assert "ana@contoso.com" in {person for change in first.plan.changes for person in change.who}
