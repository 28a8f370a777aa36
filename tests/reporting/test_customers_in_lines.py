"""Of a plan of many customers those who only gain are told in a line each; whatever else is shown whole."""

from dataclasses import replace
from itertools import repeat

import pytest
from plans import DIGESTS, HEADING, accepted, customer_plan, invite, invited, person, personal_account, remove, waiting

from reconciler.findings import Severity
from reconciler.kinds.seat import Role
from reconciler.planning.changes import Action, Change
from reconciler.planning.glance import SHOWN_WHOLE, Glance, glance, in_lines
from reconciler.planning.plan import CustomerPlan, Listed, Listing, Permitted, Verdict
from reconciler.planning.request import Approval, Asked, Authority, Request
from reconciler.planning.tally import tallied
from reconciler.reporting.grouping import By
from reconciler.reporting.look import Look, cells
from reconciler.reporting.plan_text import plan_text

ANA = person("ana")
RETAIL = Change(Action.CREATE_WORKSPACE, "retail", None, {}, "S-04")
ALLOW = {"personal_accounts": "allow", "because": "legacy"}
LAB = Change(Action.CREATE_WORKSPACE, "lab", None, {"policy": ALLOW}, "S-04")
PERMIT = Permitted("sha256:1", 1, HEADING.date, "kai@contoso.com", "agreed")


def shown(*customers: CustomerPlan | Glance, of: list[CustomerPlan], width: int = 100) -> list[str]:
    return "".join(plan_text(HEADING, DIGESTS, tallied(of), customers, Look(width=width))).splitlines()


@pytest.mark.parametrize(
    "plan",
    [
        customer_plan(invite("emea", ANA)),
        customer_plan(RETAIL, invite("retail", ANA, role=Role.ADMIN)),
        customer_plan(invite("emea", ANA), listed=(waiting("emea", person("ben")),)),
        customer_plan(invite("emea", ANA), findings=(replace(personal_account(), severity=Severity.INFO),)),
        customer_plan(Change(Action.ADD_BENEFIT, "emea", None, {"benefit": "hours", "quantity": 1}, "D-01")),
    ],
)
def test_who_only_gains_is_told_in_a_line(plan: CustomerPlan) -> None:
    assert glance(plan) is not None


@pytest.mark.parametrize(
    "plan",
    [
        customer_plan(invite("emea", ANA), remove("emea", person("ben"))),
        customer_plan(invite("emea", ANA, role=Role.ADMIN)),
        customer_plan(RETAIL, invite("emea", ANA, role=Role.ADMIN)),
        customer_plan(LAB, invite("lab", ANA, role=Role.ADMIN)),
        customer_plan(Change(Action.SET_ROLE, "emea", accepted(), accepted(Role.ADMIN), "S-07", (ANA,))),
        customer_plan(Change(Action.REVOKE, "emea", invited(), None, "D-07", (ANA,))),
        customer_plan(Change(Action.SET_LIMITS, "", {"min_admins": 2}, {"min_admins": 1}, "D-21")),
        customer_plan(invite("emea", ANA), listed=(Listed(Listing.HELD, "emea", "D-08", "waits for a successor"),)),
        customer_plan(invite("emea", ANA), listed=(Listed(Listing.NEEDS_DECISION, "emea", "D-06", "declined"),)),
        customer_plan(invite("emea", ANA), findings=(replace(personal_account(), severity=Severity.WARNING),)),
        customer_plan(findings=(personal_account(),)),
        replace(customer_plan(invite("emea", ANA)), guards=(Verdict("mass_invitation", 2, 1),)),
        replace(customer_plan(invite("emea", ANA)), guards=(Verdict("mass_invitation", 2, 1, permits=(PERMIT,)),)),
        customer_plan(invite("emea", ANA), requests=(Request(Asked(Authority.VENDOR), (RETAIL,)),)),
        customer_plan(invite("emea", ANA), approvals=(Approval(Asked(Authority.VENDOR), (0,)),)),
        customer_plan(listed=(Listed(Listing.CONFLICT, "emea", "", "changed since"),)),
    ],
)
def test_whatever_somebody_has_to_look_at_is_shown_whole(plan: CustomerPlan) -> None:
    assert glance(plan) is None


@pytest.mark.parametrize("by", By)
def test_a_new_workspace_says_whose_accounts_it_lets_in(by: By) -> None:
    plan = customer_plan(LAB, invite("lab", ANA, role=Role.ADMIN))

    lines = [*plan_text(HEADING, DIGESTS, tallied([plan]), [plan], Look(width=100), by=by)]

    assert "personal_accounts allow, because legacy" in "".join(lines)


def test_the_first_hundred_in_which_something_changes_are_whole_and_quiet_ones_do_not_count() -> None:
    quiet, gains, loses = glance(customer_plan()), glance(customer_plan(invite("emea", ANA))), None

    told = in_lines([quiet, loses, *repeat(gains, SHOWN_WHOLE), quiet, loses, gains])

    assert told == [quiet, *repeat(None, SHOWN_WHOLE), gains, quiet, None, gains]


def test_one_who_is_alone_is_shown_whole() -> None:
    assert in_lines([glance(customer_plan())]) == [None]


def test_customers_in_lines_say_who_and_how_many_and_how_to_see_more() -> None:
    plans = [customer_plan(RETAIL, invite("retail", ANA, person("ben")), customer=f"c{n}") for n in range(2)]
    last = customer_plan(remove("emea", person("ben")), customer="c2")

    lines = shown(*map(glance, plans), last, of=[*plans, last])  # type: ignore[arg-type]

    assert lines[:5] == [
        "c0 (unified, c0-u26)  + 2 to invite, 1 workspace to create",
        "c1 (unified, c1-u26)  + 2 to invite, 1 workspace to create",
        "  2 customers in a line each, since they only gain: -v shows them whole, --format ndjson gives them",
        "  to a program",
        "",
    ]
    assert lines[5].startswith("c2 (unified, c2-u26)")
    assert "Plan 9f3c2a: 4 to invite, 2 workspaces to create, 1 to remove." in "\n".join(lines)


def test_a_line_of_a_customer_fits_a_narrow_screen() -> None:
    plan = customer_plan(RETAIL, invite("retail", ANA), customer="a-customer-with-a-long-name")

    assert max(cells(line) for line in shown(glance(plan), of=[plan], width=40)) <= 40  # type: ignore[arg-type]


def test_one_in_which_nothing_changes_is_not_told() -> None:
    plan = customer_plan()

    assert not any("contoso " in line for line in shown(glance(plan), of=[plan, plan]))  # type: ignore[arg-type]
