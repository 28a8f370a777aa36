"""Whoever comes second finds that the customer has changed: nothing of theirs is written, and exit 5 says so."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from links import WORK, link, with_a_key
from runs import CONTOSO, CUSTOMER, JUNE, Run, once, seeded, world

from reconciler.applying.answered import Answer, Answered, Replies
from reconciler.applying.answers import answered_step, judged
from reconciler.applying.entry import Occasion
from reconciler.applying.receipt import Result
from reconciler.applying.record import estate_of
from reconciler.errors import PlanRefused
from reconciler.kinds.address import PersonKey
from reconciler.kinds.workspace import WorkspaceId
from reconciler.workflows.answer_by_link import ByLink, answer_by_link
from reconciler.workflows.by_hand import Kind, Wish, carried_out


@pytest.fixture
def run(tmp_path: Path) -> Run:
    made = Run(tmp_path)
    assert made.apply().exit_code == 0
    return made


def lin_accepts(run: Run) -> None:
    """As another process would commit it."""
    store = run.store()
    holding = store.holding(CONTOSO)
    assert holding is not None
    answer = Answered(WorkspaceId("retail"), PersonKey("lin@contoso.com"), Answer.ACCEPTED, JUNE, 1)
    occasion = Occasion(datetime(2026, 6, 1, 8, tzinfo=UTC), JUNE, "another@contoso.com", "record")
    step = answered_step(judged(estate_of(holding), Replies([answer])), holding, occasion, seeded)
    assert step.commit is not None
    assert store.commit([step.commit]) == ["committed"]


def test_an_apply_that_lost_is_stale_and_writes_nothing(run: Run) -> None:
    run.declare(CUSTOMER.replace("ben@", "eva@"))

    receipt = run.apply(randomness=once(lambda: lin_accepts(run)))

    assert receipt.exit_code == 5
    assert [c.result for c in receipt.customers] == [Result.STALE]
    assert "somebody else changed it in the meantime" in receipt.customers[0].why
    assert [c.do for c in run.plan()[0].changes] == ["revoke", "invite"]


def test_a_record_that_lost_is_stale_and_goes_through_when_run_again(run: Run) -> None:
    lost = run.record(("finance", "ana@contoso.com", "accepted"), randomness=once(lambda: lin_accepts(run)))
    again = run.record(("finance", "ana@contoso.com", "accepted"))

    assert (lost.exit_code, lost.applied) == (5, 0)
    assert [c.result for c in lost.receipt.customers] == [Result.STALE]
    assert "run the same command again" in lost.receipt.customers[0].remedy
    assert (again.exit_code, again.applied) == (0, 1)


def test_an_invitation_taken_back_by_hand_that_lost_is_stale_and_stays(run: Run) -> None:
    quicker = world(JUNE, once(lambda: lin_accepts(run)))

    _, receipt = carried_out(Wish(Kind.REVOKE, "kai@contoso.com", "contoso/retail"), None, run.state, quicker)

    assert receipt.exit_code == 5
    assert receipt.customers[0].why == ("somebody else changed it in the meantime",)
    assert run.store().customers()[CONTOSO] == 2


def test_a_link_whose_answer_lost_is_still_open_and_goes_through_when_tried_again(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(run.folder)
    with_a_key(run.folder)
    asked = ByLink(
        Answer.ACCEPTED, link(run.folder, run.url, "finance", "ana@contoso.com"), f"{WORK},o1,ana@contoso.com"
    )

    with pytest.raises(PlanRefused) as lost:
        answer_by_link(asked, run.state, world(JUNE, once(lambda: lin_accepts(run))))

    assert lost.value.what == "contoso: somebody else changed it in the meantime. Nothing done."
    assert lost.value.remedy == "run the same command again"
    assert answer_by_link(asked, run.state, world(JUNE)).result.serial == 3
