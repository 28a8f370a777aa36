"""An answer is judged at its own day, and has to have one on which it can have been given."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from runs import CONTOSO, CUSTOMER, JUNE, Run, seeded, world

from reconciler.applying.record import estate_of
from reconciler.errors import ExitCode
from reconciler.findings import Place
from reconciler.kinds.address import PersonKey
from reconciler.kinds.seat import SeatState
from reconciler.kinds.workspace import WorkspaceId
from reconciler.reporting.findings_text import SHOWN, LeftOut
from reconciler.workflows.apply import ApplyRequest, apply
from reconciler.workflows.plan import PlanRequest, plan
from reconciler.workflows.record import Recorded, record
from reconciler.workflows.world import World

ANA, BEN, KAI = "ana@contoso.com", "ben@contoso.com", "kai@contoso.com"
FIFTH = date(2026, 6, 5)


def whys(recorded: Recorded) -> list[str]:
    return [finding.explanation for finding in recorded.findings]


def state_of(run: Run, person: str, workspace: str = "finance") -> SeatState:
    holding = run.store().holding(CONTOSO)
    assert holding is not None
    return estate_of(holding).seats[WorkspaceId(workspace)][PersonKey(person)].state


@pytest.mark.parametrize("answer", ["accepted", "declined", "bounced"])
def test_an_answer_of_a_day_before_the_invitation_is_a_bad_row(tmp_path: Path, answer: str) -> None:
    run = Run(tmp_path)
    run.apply()

    early = run.record(("finance", ANA, answer), on=FIFTH, at="2026-05-31")

    assert whys(early) == ["nobody had asked them yet on 2026-05-31: that was on 2026-06-01"]
    assert (early.exit_code, state_of(run, ANA)) == (ExitCode.INVALID, SeatState.INVITED)
    assert run.record(("finance", ANA, answer), on=FIFTH, at="2026-06-01").exit_code is ExitCode.DONE


def test_a_member_has_not_left_before_they_were_asked_and_others_go_on(tmp_path: Path) -> None:
    run = Run(tmp_path)
    run.apply()
    run.record(("finance", ANA, "accepted"), ("finance", BEN, "accepted"), on=FIFTH)
    file = tmp_path / "left.csv"
    rows = (f"contoso,finance,{ANA},left,2026-05-20", f"contoso,finance,{BEN},left,2026-06-03")
    file.write_text("\n".join(("customer,workspace,person,answer,at", *rows, "")))

    left = record(file, run.state, world(FIFTH))

    assert whys(left) == ["nobody had asked them yet on 2026-05-20: that was on 2026-06-01"]
    assert (left.exit_code, state_of(run, ANA), state_of(run, BEN)) == (
        ExitCode.PARTLY,
        SeatState.MEMBER,
        SeatState.LEFT,
    )


def test_an_invitation_that_was_sent_again_is_answered_from_then_on(tmp_path: Path) -> None:
    run = Run(tmp_path)
    run.apply()
    run.apply(on=date(2026, 7, 2))

    early = run.record(("finance", ANA, "bounced"), on=date(2026, 7, 3), at="2026-07-01")

    assert whys(early) == ["nobody had asked them yet on 2026-07-01: that was on 2026-07-02"]


def test_d_05_a_wave_is_declined_from_its_day_on_and_accepted_before(tmp_path: Path) -> None:
    """Whoever was let in before the mail has accepted; a mail comes back from its day on."""
    run = Run(tmp_path)
    (tmp_path / "reconciler.yaml").write_text("version: 1\nname: t\ndefaults: {invitations_per_day: 3}\n")
    run.apply()

    early = run.record(("finance", ANA, "bounced"), ("finance", BEN, "accepted"), on=FIFTH, at="2026-06-01")

    assert whys(early) == ["the invitation was not to be sent before 2026-06-02"]
    assert (early.exit_code, state_of(run, BEN)) == (ExitCode.PARTLY, SeatState.MEMBER)
    assert run.record(("finance", ANA, "declined"), on=FIFTH, at="2026-06-02").exit_code is ExitCode.DONE


def test_an_apply_of_another_day_is_answered_from_that_day_on(tmp_path: Path) -> None:
    """``--date``: what a rehearsal invites on a day of the past is answered in that past."""
    run = Run(tmp_path)
    later = World(clock=lambda: datetime(2026, 11, 20, 9, tzinfo=UTC), randomness=seeded, actor="tester@contoso.com")
    with plan(PlanRequest(tmp_path, run.state, JUNE), later) as made:
        apply(made, ApplyRequest(run.state, JUNE), later)

    early = run.record(("finance", ANA, "accepted"), on=FIFTH, at="2026-05-31")

    assert whys(early) == ["nobody had asked them yet on 2026-05-31: that was on 2026-06-01"]
    assert run.record(("finance", ANA, "accepted"), on=FIFTH, at="2026-06-02").exit_code is ExitCode.DONE


@pytest.mark.parametrize(
    ("at", "taken"),
    [
        ("2026-06-06", False),
        ("2026-06-05", True),
        ("2026-06-05T23:00-05:00", False),
        ("2026-06-06T08:00+13:00", True),
    ],
)
def test_an_answer_of_a_day_yet_to_come_is_a_bad_row(tmp_path: Path, at: str, taken: bool) -> None:
    """A day is one in UTC; a moment may say its zone."""
    run = Run(tmp_path, CUSTOMER)
    run.apply()

    recorded = run.record(("finance", KAI, "declined"), on=FIFTH, at=at)

    told = (
        "2026-06-06 is yet to come: in UTC today is 2026-06-05; where it has come already write 2026-06-06T08:00+13:00"
    )
    assert whys(recorded) == ([] if taken else [told])
    assert recorded.exit_code is (ExitCode.DONE if taken else ExitCode.INVALID)


def test_of_thousands_of_bad_rows_all_are_counted_and_those_that_are_shown_have_their_line(tmp_path: Path) -> None:
    run = Run(tmp_path)
    run.apply()
    file = tmp_path / "answers.csv"
    rows = [f"contoso,finance,p{n:04} at contoso.com,accepted" for n in range(1_200)]
    file.write_text("\n".join(("customer,workspace,person,answer", *rows, "")))

    recorded = record(file, run.state, world(FIFTH))

    assert [finding.place.line for finding in recorded.findings if finding.place] == list(range(2, SHOWN + 2))
    assert [finding.excerpt for finding in recorded.findings] == rows[:SHOWN]
    assert recorded.others == LeftOut(200, Place(str(file), 1_201))
    assert recorded.exit_code is ExitCode.INVALID
