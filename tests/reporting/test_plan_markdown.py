"""A plan as one comment on a pull request."""

import re
from collections.abc import Iterable
from dataclasses import replace

import pytest
from goldens import Golden
from plans import (
    DIGESTS,
    HEADING,
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
from test_plan_formats import hostile_plan

from reconciler.findings import Finding, Place, Severity
from reconciler.kinds.seat import Role
from reconciler.planning.changes import Action, Change
from reconciler.planning.plan import CustomerPlan
from reconciler.reporting.plan_markdown import MARK, plan_markdown


def shown(*customers: CustomerPlan) -> str:
    return comment(customers)


def comment(customers: Iterable[CustomerPlan]) -> str:
    text = "".join(plan_markdown(HEADING, DIGESTS, customers))
    assert len(text.encode()) < 60_000
    return text


def outside_of_fences(text: str) -> str:
    """What Markdown makes something of: the text without fenced blocks and code spans."""
    kept, fence = [], ""
    for line in text.split("\n"):
        mark = re.match("`{3,}", line)
        if not fence and mark:
            fence = mark[0]
        elif fence:
            fence = "" if line == fence else fence
        else:
            kept.append(line)
    assert not fence
    return re.sub(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", "", "\n".join(kept))


def test_a_comment_looks_as_a_reviewer_likes_it(golden: Golden) -> None:
    invalid = customer_plan(customer="adatum", findings=(personal_account(),))

    golden("reporting/plan.md", shown(invalid, odd_plan(), busy_plan()))


def test_the_first_line_is_a_mark_by_which_the_comment_is_found_again() -> None:
    assert shown().split("\n")[0] == MARK == "<!-- reconciler:plan -->"


def test_the_title_says_what_a_notification_has_to_say() -> None:
    assert "\n## Plan `9f3c2a`: 1 danger, 2,316 changes\n" in shown(busy_plan())
    assert "\n## Plan `9f3c2a`: nothing to do\n" in shown(customer_plan())
    assert "32 dangers, 1 stopped, 40 changes\n" in shown(odd_plan())


def test_what_people_wrote_stands_in_code_only() -> None:
    text = outside_of_fences(shown(hostile_plan()))

    assert "script" not in re.sub(r"<code>.*?</code>", "", text)
    assert set(re.findall(r"<(?!!--)/?(\w+)", text)) == {"details", "summary", "code"}
    assert "@all" not in re.sub(r"<code>.*?</code>", "", text)
    assert "](" not in re.sub(r"<code>.*?</code>", "", text)


def test_a_fence_is_longer_than_any_that_a_text_could_close() -> None:
    backticks = remove("emea", person("ana"), meaning="`````")

    assert "``````diff\n" in shown(customer_plan(backticks))


def test_what_does_not_fit_is_said_and_dangers_always_fit() -> None:
    admin = remove("zeta", person("luis"), role=Role.ADMIN)
    many = [invite(f"w{n:04}", *people(21)) for n in range(2000)]

    text = shown(customer_plan(*many, admin))

    left_out = re.search(r"\*\*Left out, to fit into one comment: ([0-9,]+) to invite\.\*\*", text)
    assert left_out is not None
    told = sum(int(n) for n in re.findall(r"</code>: (\d+) to invite</summary>", text))
    assert told + int(left_out[1].replace(",", "")) == 2000 * 21
    assert "luis@contoso.com" in text
    assert len(text.encode()) > 50_000


def test_so_many_dangers_that_one_line_stands_for_many_are_still_all_counted() -> None:
    def going(customer: str, workspaces: int) -> CustomerPlan:
        admins = [remove(f"w{n:04}", person(f"admin{n}"), role=Role.ADMIN) for n in range(workspaces)]
        return customer_plan(*admins, customer=customer)

    by_customer = shown(going("contoso", 900), going("fabrikam", 2))
    by_nothing = comment(going(f"customer-{n:04}", 2) for n in range(900))

    assert "**remove** 900 admins in `w0000`, `w0001`, `w0002` and others (D-14)" in by_customer
    assert "**remove admin** `admin0@contoso.com` and `admin1@contoso.com` in `w0000` and `w0001` (D-14)" in by_customer
    assert "**remove** 1,800 admins of 900 customers (D-14)" in by_nothing
    assert "none was left out" in by_nothing


@pytest.mark.parametrize("length", [1, 300, 20_000])
@pytest.mark.parametrize("customers", [1, 30])
def test_no_plan_is_too_large_for_a_comment(length: int, customers: int) -> None:
    long = "x" * length
    finding = Finding("S-07", Severity.WARNING, long, long, long, Place(long, 1))
    error = replace(finding, severity=Severity.ERROR)
    changes = [Change(Action.ARCHIVE_WORKSPACE, f"{long}{n}", {}, {}, "D-17") for n in range(30)]
    changes += [Change(Action.CREATE_WORKSPACE, f"{n}{long}", None, {"purpose": long}, "S-04") for n in range(30)]
    guards = (replace(customer_plan().guards[0], value=99, what=long, remedy=long),)

    def all_of_them() -> Iterable[CustomerPlan]:
        for n in range(customers):
            listed = (waiting(long, person(long)),)
            plan = customer_plan(*changes, customer=f"c{n}{long}", findings=(finding,), listed=listed)
            yield replace(plan, guards=guards)
            yield customer_plan(customer=f"d{n}{long}", findings=(error,) * 30)

    assert "Look at these first" in comment(all_of_them())
