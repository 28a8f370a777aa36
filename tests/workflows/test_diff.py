"""Two moments compared: who came and went, what became of facts, and names that are another one's now."""

import json
from datetime import date
from pathlib import Path

import pytest
from runs import CUSTOMER, JUNE, Run, world

from reconciler.errors import InputInvalid, PlanRefused, WrongUsage
from reconciler.reporting.differences import differences_csv, differences_json, differences_text
from reconciler.reporting.look import Look
from reconciler.workflows.diff import Compared, diff
from reconciler.workflows.plan import PlanRequest, plan

JULY = date(2026, 7, 1)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Applied, and accepted by three in finance on the day after."""
    run = Run(tmp_path)
    run.apply()
    run.record(*(("finance", f"{name}@contoso.com", "accepted") for name in ("kai", "ana", "ben")), on=date(2026, 6, 2))
    return run


def compared(run: Run, before: str, after: str = "now") -> Compared:
    return diff(run.state, before, after, world(JULY))


def rows(found: Compared) -> list[str]:
    return "".join(differences_csv(found.differences)).splitlines()[1:]


def test_nothing_is_different_from_itself(run: Run) -> None:
    assert compared(run, "now").differences == ()


def test_who_accepted_since_is_a_member_now(run: Run) -> None:
    assert rows(compared(run, "2026-06-01")) == [
        "contoso,finance,ana@contoso.com,invited as member open until 2026-06-30,member",
        "contoso,finance,ben@contoso.com,invited as member open until 2026-06-30,member",
        "contoso,finance,kai@contoso.com,invited as admin open until 2026-06-30,admin",
    ]


def test_from_nothing_everything_came(run: Run) -> None:
    found = compared(run, "2026-05-01", "2026-06-01")

    assert {each.difference.thing.value for each in found.differences} == {"contract", "workspace", "membership"}
    assert "contoso,finance,workspace,,there" in rows(found)


def test_a_new_name_is_one_difference_and_nobody_went_or_came(run: Run) -> None:
    renamed = CUSTOMER.replace("  finance:\n", "  money:\n    was: finance\n").replace("[ana@", "[anna@")
    run.declare(renamed.replace("workspaces:", "people:\n  anna@contoso.com: {also: [ana@contoso.com]}\nworkspaces:"))
    run.apply(date(2026, 6, 3))

    assert rows(compared(run, "2026-06-02")) == [
        'contoso,,person anna@contoso.com,"address ana@contoso.com, also none",'
        '"address anna@contoso.com, also ana@contoso.com"',
        "contoso,money,workspace,id finance,id money",
    ]


def test_a_saved_plan_is_the_moment_after_it(run: Run) -> None:
    run.declare(CUSTOMER.replace("ana@contoso.com, ben@contoso.com", "ana@contoso.com"))
    file = run.saved()

    assert rows(compared(run, "now", str(file))) == ["contoso,finance,ben@contoso.com,member,removed as member"]


def test_a_saved_plan_that_fits_no_more_is_refused(run: Run) -> None:
    run.declare(CUSTOMER.replace("ana@contoso.com, ben@contoso.com", "ana@contoso.com"))
    file = run.saved()
    run.record(("finance", "ben@contoso.com", "left"), on=date(2026, 6, 3))

    with pytest.raises(PlanRefused, match=r"contoso changed since .*: ben@contoso.com in finance is left"):
        compared(run, "now", str(file))


def test_a_file_that_is_no_plan_is_none(run: Run) -> None:
    with pytest.raises(InputInvalid):
        compared(run, str(run.folder / "contoso.yaml"))


def test_no_moment_at_all(run: Run) -> None:
    with pytest.raises(WrongUsage, match="neither a time nor an apply"):
        compared(run, "next.plan")


def test_many_like_ones_are_one_row_until_everybody_is_asked_for(tmp_path: Path) -> None:
    people = ", ".join(f"p{n:02}@contoso.com" for n in range(30))
    run = Run(tmp_path, CUSTOMER.replace("ana@contoso.com, ben@contoso.com", people))
    run.apply()
    found = compared(run, "2026-05-01")

    folded, whole = ("".join(differences_text(found.differences, Look(width=140), unfold=u)) for u in (False, True))

    assert "30: p00@contoso.com to p29@contoso.com" in folded
    assert "differences; -v shows everybody." in folded
    assert "p17@contoso.com" in whole
    assert "-v" not in whole


def test_programs_are_given_both_sides_in_plain_form(run: Run) -> None:
    found = compared(run, "2026-06-01")

    told = json.loads("".join(differences_json("diff", found.differences, before=found.before, after=found.after)))

    assert (told["kind"], told["before"], told["after"]) == ("diff", "at the end of 2026-06-01", "now")
    assert told["differences"][0] == {
        "customer": "contoso",
        "thing": "membership",
        "workspace": "finance",
        "name": "ana@contoso.com",
        "was": {"state": "invited", "role": "member", "gen": 1, "attempt": 1, "expires": "2026-07-01"},
        "now": {"state": "member", "role": "member", "gen": 1},
    }


def test_what_a_plan_would_change_in_facts_is_field_by_field(run: Run) -> None:
    run.declare(CUSTOMER.replace("  finance:\n", "  finance:\n    purpose: Month end\n"))
    with plan(PlanRequest(run.folder, run.state, JUNE), world(JUNE)) as made:
        made.save(run.folder / "next.plan")

    assert rows(compared(run, "now", str(run.folder / "next.plan"))) == [
        "contoso,finance,workspace,purpose none,purpose Month end"
    ]
