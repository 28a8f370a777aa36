"""The pages of the rules are true: every rule has one, and every example is what the tool finds or plans."""

import re
from pathlib import Path

import pytest
from citations import mentioned, quoted, quoted_in, quotes_its_page, said, said_in
from page_played import BY_PLAN, BY_VALIDATE
from page_scenes import CONTRACT, JULY, configuration, planned, seen, told_by_the_plan
from page_sights import BY_SIGHT

from reconciler.findings import Severity
from reconciler.kinds.seat import Role, Seat, SeatState
from reconciler.planning.changes import Action, Change
from reconciler.planning.order import in_order
from reconciler.rules import pages
from reconciler.workflows.validate import validate
from reconciler.workflows.world import of_environment

ALL = pages.identifiers()


def block(rule: str, side: str) -> str:
    page = pages.page(rule)
    assert page is not None
    return page.wrong if side == "wrong" else page.right


def found_by_validate(document: str, folder: Path, rule: str = "") -> set[str]:
    """Rules that something was found of; mere notes count only where the page is about them."""
    checked = validate(configuration(folder, document), of_environment({}))
    return {f.rule for f in checked.findings if f.severity is not Severity.INFO or f.rule == rule}


def test_every_rule_that_the_code_mentions_has_a_page() -> None:
    assert mentioned() - set(ALL) == set()


def test_every_page_is_of_a_rule_that_the_code_acts_on() -> None:
    """It names the rule in what it says (findings, decisions, changes, refusals), or quotes it above code in use."""
    assert set(ALL) - (said() | quoted()) == set()


def test_what_is_quoted_is_what_the_page_says() -> None:
    """The words of the domain, as far as the release has them, stand in one place only."""
    assert {rule for rule in quoted() - said() if not quotes_its_page(rule)} == set()


def test_a_comment_or_a_mention_in_passing_is_no_citation() -> None:
    source = '''"""Keeps what D-01 says (D-02).

D-03: "One.
Two."
"""
one = "D-04"  # D-05
two = f"D-06: {one}"
three = "as D-07 has it"
'''

    assert said_in(source) == {"D-04", "D-06"}
    assert quoted_in(source) == [("D-03", "One. Two.")]


def test_pages_are_listed_from_the_seed_first_and_by_number() -> None:
    assert ALL[0] == "S-01"
    assert list(ALL) == sorted(ALL, key=lambda rule: ("SD".index(rule[0]), int(rule[2:])))


def test_nothing_is_said_of_a_rule_that_is_not_there() -> None:
    assert pages.page("S-99") is None
    assert pages.page("../book") is None


@pytest.mark.parametrize("rule", ALL)
def test_a_page_says_its_id_and_why_in_a_few_sentences(rule: str) -> None:
    page = pages.page(rule)

    assert page is not None
    assert page.id == rule
    assert page.title.endswith(".")
    assert 2 <= len(re.findall(r"[.?!](?= [A-Z`]|$)", page.why)) <= 5
    assert page.wrong != page.right


@pytest.mark.parametrize("rule", ALL)
def test_every_page_is_judged_by_validate_by_a_plan_by_what_people_see_or_by_the_order(rule: str) -> None:
    assert (rule in BY_VALIDATE) + (rule in BY_PLAN) + (rule in BY_SIGHT) + (rule == "D-19") == 1


@pytest.mark.parametrize("rule", sorted(BY_VALIDATE))
def test_validate_finds_in_wrong_what_the_page_is_about(rule: str, tmp_path: Path) -> None:
    assert found_by_validate(block(rule, "wrong"), tmp_path / "page", rule) == BY_VALIDATE[rule]


@pytest.mark.parametrize("rule", sorted(BY_VALIDATE))
def test_validate_finds_nothing_of_it_in_right(rule: str, tmp_path: Path) -> None:
    assert not found_by_validate(block(rule, "right"), tmp_path / "page", rule) & BY_VALIDATE[rule]


@pytest.mark.parametrize("rule", sorted(BY_PLAN))
@pytest.mark.parametrize("side", ["wrong", "right"])
def test_a_plan_says_what_the_page_says(rule: str, side: str, tmp_path: Path) -> None:
    scene = BY_PLAN[rule]

    told = told_by_the_plan(scene, rule, block(rule, side), tmp_path)

    assert told == (scene.wrong if side == "wrong" else scene.right)


@pytest.mark.parametrize("rule", sorted(BY_SIGHT))
@pytest.mark.parametrize("side", ["wrong", "right"])
def test_people_see_what_the_page_says(rule: str, side: str, tmp_path: Path) -> None:
    scene = BY_SIGHT[rule]
    said = scene.wrong if side == "wrong" else scene.right

    assert seen(scene, said, block(rule, side), tmp_path) == said


def test_the_order_that_a_page_shows_is_the_order_of_a_plan() -> None:
    admin, member = Seat(SeatState.MEMBER, Role.ADMIN, generation=1), Seat(SeatState.MEMBER, Role.MEMBER, generation=1)
    offer = Seat(SeatState.INVITED, Role.MEMBER, generation=1, attempt=1, expires=JULY)
    changes = {
        "rename person": Change(Action.RENAME_PERSON, "ida.holm@contoso.com", {"key": "ida@contoso.com"}, {}, "D-12"),
        "set role to admin": Change(Action.SET_ROLE, "data", member, admin, "S-07"),
        "revoke": Change(Action.REVOKE, "data", offer, Seat(SeatState.REVOKED, Role.MEMBER, generation=1), "D-14"),
        "invite": Change(Action.INVITE, "data", None, offer, "S-07"),
        "remove": Change(Action.REMOVE, "data", admin, Seat(SeatState.REMOVED, Role.ADMIN, generation=1), "D-14"),
    }
    shown = {side: block("D-19", side).split("\n") for side in ("wrong", "right")}

    planned = [next(words for words, c in changes.items() if c.do is each.do) for each in in_order(changes.values())]

    assert shown["right"] == planned
    assert sorted(shown["wrong"]) == sorted(planned)
    assert shown["wrong"] != planned


def test_the_contract_beside_a_fragment_is_right_by_itself(tmp_path: Path) -> None:
    assert found_by_validate(CONTRACT, tmp_path / "page") == set()


@pytest.mark.parametrize(("side", "asked"), [("wrong", ["vendor"]), ("right", [])])
def test_s_05_the_page_planned_for_the_admin_who_sent_it_asks_the_csam_for_the_benefit_alone(
    side: str, asked: list[str], tmp_path: Path
) -> None:
    customer = planned(BY_PLAN["S-05"], block("S-05", side), tmp_path, "kai@contoso.com")

    assert [(c.do, c.who) for c in customer.changes] == [("invite", ("ida@contoso.com",))]
    assert [r.to.authority.value for r in customer.requests] == asked
