"""Every format of a plan, greeted alike: dangers first, the same sums, and nothing hostile does anything."""

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

import pytest
from plans import (
    DIGESTS,
    HEADING,
    accepted,
    busy_plan,
    customer_plan,
    invite,
    odd_plan,
    people,
    person,
    personal_account,
    remove,
    waiting,
)

from reconciler.findings import Finding, Place, Severity
from reconciler.kinds.address import PersonKey
from reconciler.kinds.seat import Role
from reconciler.planning.changes import Action, Change
from reconciler.planning.plan import CustomerPlan
from reconciler.planning.tally import tallied
from reconciler.reporting.plan_formats import PLAN_FORMATS, Shown

ACTIVE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn"})
HOSTILE = (
    "\x1b[2J\u202e``` </code></details><script>alert(1)</script> [a](javascript:1) @all\n# x\n```\n| a |\u2028\ud800"
)
COUNTS_ONLY = {"gitlab-terraform"}
NAMING = [name for name in PLAN_FORMATS if name not in COUNTS_ONLY]


def shown(name: str, customers: Sequence[CustomerPlan], *, unfold: bool = False) -> str:
    return "".join(PLAN_FORMATS[name](Shown(HEADING, DIGESTS, tallied(customers), lambda: customers, unfold=unfold)))


def hostile_plan() -> CustomerPlan:
    """Whatever a reader could be shown is hostile, even what no configuration lets through."""
    place, who = Place(f"a{HOSTILE}.yaml", 7, 3), PersonKey(f"{HOSTILE}@contoso.com")
    finding = Finding("S-07", Severity.WARNING, HOSTILE, HOSTILE, f"type\n{HOSTILE}", place)
    purpose = Change(Action.CREATE_WORKSPACE, HOSTILE, None, {"purpose": HOSTILE}, "S-04")
    gone = remove(HOSTILE, who, role=Role.ADMIN, meaning=HOSTILE)
    return replace(
        customer_plan(purpose, invite(HOSTILE, who), gone, findings=(finding,), listed=(waiting(HOSTILE, who),)),
        source=HOSTILE,
        contract=HOSTILE,
        people={who: {"address": f"{HOSTILE}@contoso.com", "name": HOSTILE}},
    )


@pytest.mark.parametrize("name", NAMING)
@pytest.mark.parametrize("unfold", [False, True])
def test_one_removed_admin_stands_before_two_thousand_harmless_invitations(name: str, unfold: bool) -> None:
    admin = remove("zeta", person("luis"), role=Role.ADMIN, meaning="leaves zeta with 1 admin")

    text = shown(name, [customer_plan(invite("alpha", *people(2000)), admin)], unfold=unfold)

    assert 0 <= text.find("luis@contoso.com") < text.find("p00000@")


@pytest.mark.parametrize("name", PLAN_FORMATS)
def test_every_format_takes_every_kind_of_plan(name: str) -> None:
    invalid = customer_plan(customer="adatum", findings=(personal_account(),))

    for customers in ([], [customer_plan()], [invalid, odd_plan(), busy_plan()], [hostile_plan()]):
        assert shown(name, customers).endswith("\n")


@pytest.mark.parametrize("name", PLAN_FORMATS)
@pytest.mark.parametrize("unfold", [False, True])
def test_no_format_shows_an_active_character(name: str, unfold: bool) -> None:
    text = shown(name, [hostile_plan()], unfold=unfold)

    assert {c for c in text if unicodedata.category(c) in ACTIVE} <= {"\n"}
    assert "\n# x" not in text


def test_json_says_which_changes_are_dangers_and_puts_the_gravest_first() -> None:
    lowered = Change(Action.SET_ROLE, "emea", accepted(Role.ADMIN), accepted(), "D-08", (person("kai"),))
    archived = Change(Action.ARCHIVE_WORKSPACE, "apac", {"status": "active"}, {"status": "archived"}, "D-17")

    plan = json.loads(shown("json", [customer_plan(invite("alpha", person("ana")), archived, lowered)]))
    lines = [json.loads(line) for line in shown("ndjson", [customer_plan(archived, lowered)]).splitlines()]

    told = [(change["action"], change.get("danger")) for change in plan["customers"][0]["changes"]]
    assert told == [("set_role", True), ("archive_workspace", True), ("invite", None)]
    assert [line["danger"] for line in lines if line["kind"] == "change"] == [True, True]


def test_gitlab_is_told_three_numbers() -> None:
    assert json.loads(shown("gitlab-terraform", [busy_plan(), odd_plan()])) == {
        "create": 2318,
        "update": 5,
        "delete": 33,
    }
