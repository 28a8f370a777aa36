"""What an apply says that it did."""

import json

import pytest
from goldens import Golden

from reconciler.applying.receipt import CustomerResult, Receipt, Result
from reconciler.kinds.estate import CustomerId
from reconciler.planning.changes import Action
from reconciler.reporting.action_words import WORDS, done_said, planned_said
from reconciler.reporting.look import Look, cells
from reconciler.reporting.receipt import created_text, receipt_json, receipt_text


def result(customer: str, outcome: Result, *why: str, remedy: str = "", serial: int = 13) -> CustomerResult:
    return CustomerResult(CustomerId(customer), serial, outcome, why, remedy)


STALE = result(
    "fabrikam", Result.STALE, "2 of its 14 changes no longer hold", remedy="plan again: reconciler plan PATH"
)
PARTLY = Receipt(
    "sha256:9f3c2a",
    "7Q4K2M0000",
    (
        result("contoso", Result.APPLIED),
        STALE,
        result("adatum", Result.BLOCKED, "guard removals: 40 of 60 memberships"),
        result("woodgrove", Result.FAILED, "3 errors in its files"),
        result("northwind", Result.NOTHING),
    ),
    {"invite": 2312, "create_workspace": 1, "remove": 2},
)


def text_of(receipt: Receipt, width: int = 100) -> str:
    return "".join(receipt_text(receipt, Look(width=width)))


@pytest.mark.parametrize("width", [60, 100, 200])
def test_what_was_not_done_comes_first_with_its_reason(golden: Golden, width: int) -> None:
    text = text_of(PARTLY, width)

    golden(f"reporting/receipt-{width}.txt", text)
    assert max(cells(line) for line in text.split("\n")) <= width


def test_one_customer_is_named_with_its_serial() -> None:
    one = Receipt("sha256:1", "7Q4K2M0000", (result("contoso", Result.APPLIED),), {"invite": 1})

    assert text_of(one) == "Applied 7Q4K2M0000 to contoso, now at serial 13: 1 invited.\n"


def test_answers_are_recorded_not_applied() -> None:
    answers = Receipt("", "", (result("contoso", Result.APPLIED),), {"answer_accepted": 3, "answer_left": 1})

    assert text_of(answers) == "Recorded for contoso, now at serial 13: 3 accepted, 1 left.\n"


def test_a_record_of_answers_has_no_plan_and_no_apply() -> None:
    answers = Receipt("", "", (result("contoso", Result.APPLIED),), {"answer_accepted": 3})

    receipt = json.loads("".join(receipt_json(answers)))

    assert (receipt["plan"], receipt["apply"]) == (None, None)
    assert receipt["summary"] == {"answer_accepted": 3, "total": 3}


def test_nothing_done_is_said() -> None:
    assert text_of(Receipt("sha256:1", "")) == "Nothing has been changed.\n"


def test_of_many_customers_with_one_fault_twenty_are_named() -> None:
    many = tuple(result(f"c{n}", Result.STALE, "somebody else changed it") for n in range(50))

    text = text_of(Receipt("sha256:1", "", many))

    assert text.count("somebody else changed it") == 20
    assert "and 30 more customers changed since this plan was made" in text


def test_the_json_has_what_the_handbook_promises() -> None:
    receipt = json.loads("".join(receipt_json(PARTLY)))

    assert (receipt["kind"], receipt["plan"], receipt["apply"]) == ("receipt", "sha256:9f3c2a", "7Q4K2M0000")
    assert receipt["summary"] == {"invite": 2312, "create_workspace": 1, "remove": 2, "total": 2315}
    assert receipt["customers"][1] == {
        "customer": "fabrikam",
        "serial": 13,
        "result": "stale",
        "why": ["2 of its 14 changes no longer hold"],
        "remedy": "plan again: reconciler plan PATH",
    }


def test_a_new_state_says_what_to_write_into_the_configuration() -> None:
    assert "  state: {url: hub.db, lineage: 0198f3c2}\n" in created_text("0198f3c2", "hub.db")


def test_every_action_has_words_for_what_is_planned_and_done() -> None:
    assert set(WORDS) == set(Action)
    for action in Action:
        assert planned_said({action.value: 2}).startswith("2 ")
        assert done_said({action.value: 1}).startswith("1 ")
