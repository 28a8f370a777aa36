"""A state as it was: by a time, a day, or an apply, and in the names of then."""

from datetime import date
from pathlib import Path

import pytest
from runs import CONTOSO, CUSTOMER, JUNE, Run, world

from reconciler.errors import WrongUsage
from reconciler.kinds.estate import Estate
from reconciler.workflows.as_of import When, as_of
from reconciler.workflows.history import history
from reconciler.workflows.invitations import invitations
from reconciler.workflows.show import shown_state
from reconciler.workflows.status import status

JULY, AUGUST = date(2026, 7, 1), date(2026, 8, 1)
RENAMED = CUSTOMER.replace("  finance:\n", "  money:\n    was: finance\n").replace(
    "workspaces:", "people:\n  anna@contoso.com: {also: [ana@contoso.com]}\nworkspaces:"
)


@pytest.fixture
def lived(tmp_path: Path) -> Run:
    """Applied on 1 June; accepted on 2 June; renamed on 1 July; ben leaves the files on 1 August."""
    run = Run(tmp_path)
    run.apply()
    run.record(*(("finance", f"{name}@contoso.com", "accepted") for name in ("kai", "ana", "ben")), on=date(2026, 6, 2))
    run.declare(RENAMED.replace("members: [ana@", "members: [anna@"))
    run.apply(JULY)
    run.declare(RENAMED.replace("ana@contoso.com, ben@contoso.com", "anna@contoso.com"))
    run.apply(AUGUST)
    return run


def estate(run: Run, at: str | None) -> Estate:
    with as_of(run.state, When(at), world(AUGUST)) as then:
        return then.estate(CONTOSO)


def applies(run: Run) -> list[str]:
    return [row.apply for row in history(run.state, None) if row.apply]


@pytest.mark.parametrize(
    ("at", "serial"),
    [
        ("2026-06-01", 1),
        ("2026-06-01T09:00Z", 1),
        ("2026-06-02T08:59:59Z", 1),
        ("2026-06-02 11:00+02:00", 2),
        ("2026-06-30", 2),
        ("2026-08-01", 4),
        ("now", 4),
    ],
)
def test_a_time_is_after_everything_that_had_happened_by_then(lived: Run, at: str, serial: int) -> None:
    assert estate(lived, at).serial == serial


def test_the_last_moment_is_the_state_as_it_is(lived: Run) -> None:
    now = estate(lived, None)

    replayed = estate(lived, applies(lived)[-1])

    assert (replayed.seats, replayed.workspaces, replayed.numbers, replayed.head) == (
        now.seats,
        now.workspaces,
        now.numbers,
        now.head,
    )


def test_people_and_workspaces_have_the_names_of_then(lived: Run) -> None:
    june = estate(lived, "2026-06-30")

    assert "finance" in june.workspaces
    assert "ana@contoso.com" in june.seats_in("finance")  # type: ignore[arg-type]


def test_right_after_an_apply_nothing_that_came_in_the_same_second_is_seen(tmp_path: Path) -> None:
    run = Run(tmp_path)
    run.apply()
    run.record(("finance", "ana@contoso.com", "accepted"))

    assert estate(run, applies(run)[0]).serial == 1
    assert estate(run, "2026-06-01T09:00Z").serial == 2


def test_invitations_are_judged_on_the_day_of_the_moment(lived: Run) -> None:
    with as_of(lived.state, When("2026-06-20"), world(AUGUST)) as then:
        states = {row.state for row in invitations(then)}
    with as_of(lived.state, When("2026-06-20", JULY), world(AUGUST)) as then:
        a_month_later = {row.state for row in invitations(then)}

    assert (states, a_month_later) == ({"open"}, {"past_end"})


def test_status_counts_what_was_and_not_what_is_owed_now(lived: Run) -> None:
    with as_of(lived.state, When("2026-06-30"), world(AUGUST)) as then:
        (row,) = status(then)

    assert (row.serial, row.members, row.owed) == (2, 3, None)
    assert row.last_apply is not None
    assert row.last_apply.date() == JUNE


def test_memberships_have_begun_when_they_had_begun_then(lived: Run) -> None:
    with as_of(lived.state, When("2026-06-30"), world(AUGUST)) as then:
        (shown,) = shown_state(then, "contoso/finance")

    assert {str(day.date()) for day in shown.since["finance"].values()} == {"2026-06-02"}  # type: ignore[index]


def test_a_customer_that_was_not_there_yet_is_not_shown(lived: Run) -> None:
    with as_of(lived.state, When("2026-05-01"), world(AUGUST)) as then:
        assert list(shown_state(then, None)) == []
        with pytest.raises(WrongUsage, match=r"contoso was not in this state yet; .* begins on 2026-06-01 09:00 UTC"):
            list(shown_state(then, "contoso"))


@pytest.mark.parametrize(
    ("at", "why"),
    [
        ("2026-08-02", "is yet to come; today is 2026-08-01"),
        ("yesterday", "is neither a time nor an apply"),
        ("2026-13-01", "is neither a time nor an apply"),
        ("ZZZZ", "there is no apply ZZZZ"),
    ],
)
def test_what_is_no_moment_of_this_state(lived: Run, at: str, why: str) -> None:
    with pytest.raises(WrongUsage, match=why):
        estate(lived, at)
