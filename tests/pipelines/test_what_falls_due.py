"""What comes by the day alone: applied every night without a review, and never what makes a review worthless."""

import pytest
from forge import git
from platform_team import PEOPLE, Team

ANNE, LAST_DAY = PEOPLE[0], "2026-07-10"
AFTER = {"RECONCILER_NOW": "2026-07-11T09:00:00Z"}


@pytest.fixture
def ending(team: Team) -> Team:
    """One of 60 has a last day; everything is merged and applied."""
    roster(team, PEOPLE)
    team.propose("start")
    assert team.merge("start").code == 0
    return team


def roster(team: Team, people: list[str]) -> None:
    rows = [f"{person},{LAST_DAY if person == ANNE else ''}" for person in people]
    (team.clone / "contoso" / "finance.csv").write_text("\n".join(["person,until", *rows, ""]), encoding="utf-8")


def test_a_night_applies_what_is_due_and_nothing_that_waits_for_a_merge(ending: Team) -> None:
    roster(ending, [*PEOPLE, "zoe@contoso.com"])
    ending.push("main")
    ending.now = AFTER

    run = ending.night()

    assert run.code == 0, run.said
    finance = ending.state()["finance"]
    assert (ANNE in finance, "zoe@contoso.com" in finance) == (False, False)
    assert "With --due nothing is to do." in ending.night().said


def test_a_night_has_the_mails_of_what_is_due_leave(ending: Team) -> None:
    ending.now = {"RECONCILER_NOW": "2026-08-05T09:00:00Z"}

    run = ending.night()

    assert run.code == 0, run.said
    assert len(list((run.checkout / ".reconciler" / "outbox" / "new").iterdir())) == 64


def test_a_night_before_the_first_apply_finds_nothing_wrong_and_applies_nothing(team: Team) -> None:
    team.push("main")

    run = team.night()

    assert run.code == 0, run.said
    assert git(team.clone, "ls-remote", "origin", "reconciler-state") == ""


def test_a_pull_request_is_applied_as_reviewed_though_a_day_has_come_since(ending: Team) -> None:
    roster(ending, [*PEOPLE, "zoe@contoso.com"])
    ending.propose("zoe")
    ending.now = AFTER

    run = ending.merge("zoe")

    assert run.code == 0, run.said
    finance = ending.state()["finance"]
    assert (ANNE in finance, "zoe@contoso.com" in finance) == (False, True)


def test_a_night_between_a_review_and_its_merge_takes_nothing_from_it(ending: Team) -> None:
    ending.now = AFTER
    roster(ending, [*PEOPLE, "zoe@contoso.com"])
    ending.propose("zoe")
    git(ending.clone, "checkout", "--quiet", "main")
    night = ending.night()

    run = ending.merge("zoe")

    assert "1 of it is due by itself" in ending.comment()
    assert (night.code, run.code) == (0, 0), night.said + run.said
    assert "zoe@contoso.com" in ending.state()["finance"]
