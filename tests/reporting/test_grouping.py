"""A plan put together by person or by rule, in every format that is for people."""

from collections.abc import Sequence

import pytest
from plans import (
    CONTRACT_FILE,
    DIGESTS,
    HEADING,
    accepted,
    busy_plan,
    customer_plan,
    invite,
    lines,
    odd_plan,
    people,
    person,
    remove,
)

from reconciler.kinds.seat import Role
from reconciler.planning.changes import Action, Change
from reconciler.planning.plan import CustomerPlan
from reconciler.planning.tally import tallied
from reconciler.reporting.grouping import By, grouped
from reconciler.reporting.plan_formats import GROUPED_FORMATS, PLAN_FORMATS, Shown


def shown(name: str, by: By, *customers: CustomerPlan, unfold: bool = False) -> str:
    return "".join(
        PLAN_FORMATS[name](Shown(HEADING, DIGESTS, tallied(customers), lambda: customers, unfold=unfold, by=by))
    )


def headed(text: str) -> Sequence[str]:
    """The first lines of a text, without what stands in their columns between words."""
    return [" ".join(line.split()) for line in text.split("\n")]


def moving() -> CustomerPlan:
    to_emea = invite("emea", person("ana"), person("ben"), at=lines(CONTRACT_FILE, 5, 9))
    raised = Change(Action.SET_ROLE, "apac", accepted(), accepted(Role.ADMIN), "S-07", (person("ana"),))
    return customer_plan(to_emea, raised, remove("apac", person("ben")))


def test_by_person_everything_about_somebody_stands_together() -> None:
    assert headed(shown("text", By.PERSON, moving()))[:7] == [
        "contoso (unified, contoso-u26) contoso/contract.yaml",
        "ana@contoso.com",
        "+ invite member emea mail will be queued :5",
        "~ role apac member -> admin",
        "ben@contoso.com",
        "+ invite member emea mail will be queued :9",
        "- remove member apac no longer declared",
    ]


def test_by_rule_everything_behind_a_sentence_stands_together() -> None:
    assert headed(shown("text", By.RULE, moving()))[:8] == [
        "contoso (unified, contoso-u26) contoso/contract.yaml",
        "D-14",
        "- remove member ben@contoso.com in apac: no longer declared",
        "S-07",
        "~ role ana@contoso.com in apac: member -> admin",
        "S-08",
        "+ invite member ana@contoso.com in emea: mail will be queued :5",
        "+ invite member ben@contoso.com in emea: mail will be queued :9",
    ]


def test_many_people_of_whom_the_same_is_said_are_one_entry_and_unfolded_each_has_one() -> None:
    plan = customer_plan(invite("emea", *people(300)), invite("apac", *people(300)))

    folded, each = (shown("text", By.PERSON, plan, unfold=unfold) for unfold in (False, True))

    assert "300 people, p00000@contoso.com first" in folded
    assert folded.count("p00") == 1
    assert each.count("invite member") == 600


@pytest.mark.parametrize("name", GROUPED_FORMATS)
@pytest.mark.parametrize("by", By)
def test_dangers_come_first_however_it_is_put_together(name: str, by: By) -> None:
    admin = remove("zeta", person("luis"), role=Role.ADMIN)

    text = shown(name, by, customer_plan(invite("alpha", *people(2000)), admin))

    assert 0 < text.find("luis@contoso.com") < text.find("p00000@")


@pytest.mark.parametrize("by", By)
@pytest.mark.parametrize("fold", [True, False])
@pytest.mark.parametrize("plan", [busy_plan(), odd_plan(), moving()])
def test_nothing_is_lost_or_told_twice(plan: CustomerPlan, by: By, fold: bool) -> None:
    told = [change for _, changes in grouped(plan.changes, plan, by, fold) for change in changes]

    def each(changes: Sequence[Change]) -> list[tuple[str, ...]]:
        return sorted((c.do, c.at, c.rule, who) for c in changes for who in c.who or ("",))

    assert each(told) == each(plan.changes)
    assert sum(run.length for c in told for run in c.places) >= sum(
        run.length for c in plan.changes for run in c.places
    )
