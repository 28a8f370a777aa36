"""A plan for people."""

from dataclasses import replace

import pytest
from goldens import Golden
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

from reconciler.kinds.seat import Role
from reconciler.planning.changes import Action, Change
from reconciler.planning.plan import CustomerPlan, Listed, Listing, Verdict
from reconciler.planning.tally import tallied
from reconciler.reporting.look import Look, cells
from reconciler.reporting.plan_text import plan_text


def shown(*customers: CustomerPlan, width: int = 100, unfold: bool = False, colour: bool = False) -> str:
    look = Look(width=width, colour=colour)
    return "".join(plan_text(HEADING, DIGESTS, tallied(customers), customers, look, unfold=unfold))


@pytest.mark.parametrize("width", [60, 100, 200])
def test_a_busy_plan_is_shown_as_the_handbook_has_it(golden: Golden, width: int) -> None:
    golden(f"reporting/busy-{width}.txt", shown(busy_plan(), width=width))


@pytest.mark.parametrize("width", [60, 100, 200])
def test_every_kind_of_fact_dangers_stops_and_errors(golden: Golden, width: int) -> None:
    invalid = customer_plan(customer="adatum", findings=(personal_account(),))

    golden(f"reporting/odd-{width}.txt", shown(invalid, odd_plan(), customer_plan(customer="woodgrove"), width=width))


@pytest.mark.parametrize("width", [60, 80, 100, 200])
def test_no_line_is_wider_than_the_terminal_unless_one_word_is(width: int) -> None:
    text = shown(busy_plan(), odd_plan(), width=width)

    assert [line for line in text.split("\n") if cells(line) > width] == []


def test_dangers_come_first_with_their_rule_and_are_not_said_twice() -> None:
    text = shown(busy_plan())

    lines = text.split("\n")
    assert lines[1].split() == [
        "!",
        "remove",
        "admin",
        "luis@contoso.com",
        "leaves",
        "finance",
        "with",
        "1",
        "admin",
        "D-08",
    ]
    assert text.count("luis@contoso.com") == 1


def test_lowering_an_admin_is_a_danger_and_raising_a_member_is_not() -> None:
    lowered = Change(Action.SET_ROLE, "emea", accepted(Role.ADMIN), accepted(), "D-08", (person("kai"),))
    raised = Change(Action.SET_ROLE, "emea", accepted(), accepted(Role.ADMIN), "S-07", (person("ida"),))

    danger, _, ordinary = shown(customer_plan(lowered, raised)).split("\n")[1:4]

    assert danger.split() == ["!", "role", "kai@contoso.com", "in", "emea:", "admin", "->", "member", "D-08"]
    assert ordinary.split() == ["~", "role", "ida@contoso.com", "member", "->", "admin"]


def test_more_than_twenty_like_lines_fold_and_twenty_do_not() -> None:
    twenty, more = invite("emea", *people(20)), invite("apac", *people(21))

    text = shown(customer_plan(twenty, more))

    assert text.count("invite member") == 20
    assert "+ invite         21 members          first p00000@..., last p00020@..." in text
    assert "-v shows each" in text


def test_unfolding_shows_a_line_for_everybody() -> None:
    text = shown(customer_plan(invite("apac", *people(500))), unfold=True)

    assert text.count("invite member") == 500
    assert "-v shows each" not in text


def test_a_place_is_as_short_as_its_customer_s_first_file_allows() -> None:
    from plans import lines

    here = invite("emea", person("ana"), at=lines("contoso/contract.yaml", 51))
    there = invite("emea", person("ben"), at=lines("contoso/emea.yaml", 7))
    apart = invite("emea", person("eva"), at=lines("shared/emea.yaml", 8))

    text = shown(customer_plan(here, there, apart))

    assert "  :51\n" in text
    assert "  emea.yaml:7\n" in text
    assert "  shared/emea.yaml:8\n" in text


def test_the_only_customer_with_nothing_to_do_is_said_to_be_as_declared() -> None:
    assert shown(customer_plan(listed=(waiting("emea", *people(61)),))).endswith(
        "contoso is as declared. 61 answers are awaited.\n"
    )


def test_customers_with_nothing_to_do_are_only_counted() -> None:
    quiet = [customer_plan(customer=name) for name in ("adatum", "fabrikam", "woodgrove")]

    assert shown(*quiet) == "All 3 customers are as declared.\n"
    assert "2 other customers are as declared." in shown(customer_plan(remove("emea", person("old"))), *quiet[:2])


def test_a_customer_with_errors_shows_them_and_no_changes() -> None:
    text = shown(customer_plan(invite("emea", person("ana")), findings=(personal_account(),)))

    assert "contoso has errors; nothing of it is planned\nerror[S-11]" in text
    assert "ana@contoso.com" not in text.replace("ana@outlook.example", "")


def test_a_guard_that_stops_says_what_it_counted_and_the_way_out() -> None:
    text = shown(odd_plan(), width=200)

    assert "stopped by guard removals: 30 of 60 memberships" in text
    assert "help:  raise limits in reconciler.yaml" in text
    assert "1 customer is stopped by a guard." in text


def test_those_who_need_a_decision_are_named_with_why_and_the_command() -> None:
    no = Listed(Listing.NEEDS_DECISION, "emea", "D-06", "declined; reinvite: 2 asks again", people(5))
    alone = shown(customer_plan(listed=(no,)))
    beside = shown(customer_plan(invite("emea", person("ana")), listed=(no,)))

    named = "to decide: p00000@contoso.com, p00001@contoso.com, p00002@contoso.com and 2 more in emea: declined;"
    assert named in " ".join(alone.split())
    assert named in " ".join(beside.split())
    command = "5 need a decision (reconciler invitations list --needs-decision)"
    assert command in " ".join(alone.split())
    assert command in " ".join(beside.split())


def test_a_workspace_without_an_admin_is_named_also_where_nothing_is_to_do() -> None:
    lacking = Listed(Listing.NO_ADMIN, "emea", "D-08", "nobody is invited as one; name somebody under `admins:`")
    plan = customer_plan(listed=(lacking,))
    told = "  emea has no admin: nobody is invited as one; name somebody under `admins:` (D-08)\n"

    assert shown(plan) == f"{told}contoso is as declared. 1 workspace has no admin (reconciler status).\n"
    assert told in shown(customer_plan(remove("emea", person("old")), listed=(lacking,)))
    assert "1 workspace has no admin (reconciler status)." in shown(plan, customer_plan(customer="fabrikam"))


def test_a_guard_that_holds_all_there_is_to_do_is_shown_with_its_way_out() -> None:
    """Otherwise everything is in sync, and the removals would wait for ever without a word."""
    what, why = "rosters/emea.csv has 3 rows and had 90", "write back what is missing, or say that it is meant"
    held = Listed(Listing.HELD, "emea", "D-18", why, people(87), Role.MEMBER, "remove")
    guards = (Verdict("shrunken_source", 87, 10, what=what, remedy="bring the rows back", held=87),)
    broken_off = replace(customer_plan(listed=(held,)), guards=guards)

    text = shown(broken_off, customer_plan(customer="adatum"), width=200)

    assert f"held by guard shrunken_source: {what}" in text
    assert "help:  bring the rows back" in text
    assert "contoso is as declared" not in text
    assert "1 other customer is as declared." in text


def test_what_is_held_says_what_it_waits_for() -> None:
    held = Listed(Listing.HELD, "emea", "D-08", "waits for a successor", (person("mia"),), Role.ADMIN, "remove")

    text = shown(customer_plan(invite("emea", person("ana")), listed=(held,)))

    assert "  held: remove mia@contoso.com in emea: waits for a successor (D-08)\n" in text


def test_a_plan_without_colour_has_no_escapes_and_one_with_has_the_same_words() -> None:
    import re

    plain, painted = shown(busy_plan()), shown(busy_plan(), colour=True)

    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == plain


def test_a_new_workspace_is_shown_with_its_name_and_purpose() -> None:
    plant = {"name": "Plant Four", "purpose": "Machines"}

    text = shown(customer_plan(Change(Action.CREATE_WORKSPACE, "plant", None, plant, "S-04")))

    assert '  plant   new workspace "Plant Four" (Machines)\n' in text


def test_hostile_names_are_shown_escaped() -> None:
    hostile = customer_plan(
        Change(Action.CREATE_WORKSPACE, "emea", None, {"purpose": "\x1b]0;owned\x07\u202e"}, "S-04"),
        source="a\u2028b.yaml",
    )

    text = shown(hostile)

    assert "\\x1b]0;owned\\x07\\u{202e}" in text
    assert "a\\u{2028}b.yaml" in text


def test_the_spelling_that_the_plan_knows_is_shown() -> None:
    plan = customer_plan(invite("emea", person("ana")), people={person("ana"): {"address": "Ana@Contoso.com"}})

    assert "Ana@Contoso.com" in shown(plan)


def test_people_gaining_and_losing_access_are_counted_in_words() -> None:
    one = replace(customer_plan(remove("emea", person("old"))), gaining=1, losing=1)

    assert "1 person gains access once they accept, 1 loses it." in shown(one)
    assert "1 person loses access." in shown(replace(one, gaining=0))


def test_what_was_asked_of_a_plan_stands_in_its_name() -> None:
    heading = HEADING._replace(flags=("--no-removals",))

    some, none = [customer_plan(invite("emea", person("ana")))], [customer_plan()]
    asked = "".join(plan_text(heading, DIGESTS, tallied(some), some, Look()))
    nothing = "".join(plan_text(heading, DIGESTS, tallied(none), none, Look()))

    assert "Plan 9f3c2a --no-removals: 1 to invite." in asked
    assert nothing == "With --no-removals nothing is to do.\n"


def test_a_stopped_customer_is_not_counted_as_declared() -> None:
    text = shown(odd_plan(), customer_plan(customer="adatum"), customer_plan(customer="woodgrove"), width=200)

    assert "2 other customers are as declared. 1 customer is stopped by a guard." in text


def test_nothing_at_all_is_said_to_be_nothing() -> None:
    assert shown() == "Nothing is declared, and the state holds no customer.\n"
