"""What an apply refuses as a whole, or of a customer, before it looks at any change."""

from datetime import date
from pathlib import Path

import pytest
from runs import CONTOSO, CUSTOMER, JUNE, Run, world

from reconciler.applying.receipt import Result
from reconciler.errors import InputInvalid, Locked, PlanRefused, StateIdentity, WrongUsage
from reconciler.stores import opening
from reconciler.workflows.apply import ApplyRequest, apply
from reconciler.workflows.plan import read_plan
from reconciler.workflows.state import StateChoice

EVA = CUSTOMER.replace("ben@", "eva@")


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return Run(tmp_path)


def serial(run: Run) -> int:
    return run.store().customers()[CONTOSO]


def test_a_plan_is_not_applied_before_its_day(run: Run) -> None:
    saved = run.saved(on=date(2026, 6, 2))

    with pytest.raises(PlanRefused, match="made for 2 June 2026, and today is 1 June 2026") as refused:
        run.apply_saved(saved, on=JUNE)

    assert refused.value.exit_code == 5
    assert opening.open_for_reading(run.url) is None


def test_a_plan_is_applied_until_the_day_before_another_would_come_out(run: Run) -> None:
    """D-22: the contract of this customer ends on 31 December; invitations made in June are open until 30 June."""
    run.apply()
    run.declare(EVA)
    saved = run.saved()

    late = run.apply_saved(saved, on=date(2026, 7, 1))
    just = run.apply_saved(saved, on=date(2026, 6, 30))

    assert (late.exit_code, [c.result for c in late.customers]) == (5, [Result.STALE])
    assert late.customers[0].why == ("made for 1 June 2026, no longer true since 1 July 2026",)
    assert just.exit_code == 0


def test_a_plan_without_changes_has_no_end(run: Run) -> None:
    run.apply()

    assert run.apply_saved(run.saved(), on=date(2026, 8, 1)).exit_code == 0


def test_a_plan_is_applied_once(run: Run) -> None:
    saved = run.saved()
    first = run.apply_saved(saved)

    with pytest.raises(
        PlanRefused, match=rf"was applied on 2026-06-01 09:00 UTC \(apply {first.apply}\). Nothing done"
    ):
        run.apply_saved(saved)

    assert serial(run) == 1


def test_a_plan_for_another_state_is_refused(run: Run, tmp_path: Path) -> None:
    run.apply()
    run.declare(EVA)
    saved, lineage = run.saved(), "ab" * 16
    opening.create(f"memory:{tmp_path}/another", lineage)
    another = StateChoice(url=f"memory:{tmp_path}/another")

    with read_plan(saved) as made, pytest.raises(StateIdentity, match=f"has lineage {lineage}"):
        apply(made, ApplyRequest(another, JUNE), world(JUNE))


def test_a_plan_for_another_state_is_refused_even_where_that_one_is_named(run: Run, tmp_path: Path) -> None:
    """``--lineage`` says which state is meant; the plan still says which one it was made against."""
    run.apply()
    run.declare(EVA)
    saved, lineage = run.saved(), "cd" * 16
    opening.create(f"memory:{tmp_path}/another", lineage)
    another = StateChoice(url=f"memory:{tmp_path}/another", lineage=lineage)

    with read_plan(saved) as made, pytest.raises(PlanRefused, match="this plan is for the state with lineage"):
        apply(made, ApplyRequest(another, JUNE), world(JUNE))


def test_a_plan_made_before_there_was_a_state_is_not_applied_to_one(run: Run) -> None:
    saved = run.saved()
    run.declare(EVA)
    run.apply()

    with pytest.raises(PlanRefused, match="made when there was no state yet; now there is one"):
        run.apply_saved(saved)


def test_a_plan_made_before_there_was_a_state_makes_none_in_a_place_that_nobody_named(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = run.saved()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir("/")

    with read_plan(saved) as made, pytest.raises(WrongUsage, match="nothing here says where the state is to be"):
        apply(made, ApplyRequest(StateChoice(), JUNE), world(JUNE))


def test_a_plan_that_was_edited_is_refused(run: Run) -> None:
    saved = run.saved()
    saved.write_bytes(saved.read_bytes().replace(b"kai@contoso.com", b"mal@contoso.com"))

    with pytest.raises(InputInvalid, match="changed after it was made: its digest does not match"):
        run.apply_saved(saved)


def test_a_state_that_somebody_writes_to_is_locked(run: Run) -> None:
    run.apply()
    run.declare(EVA)

    with run.store().lock("ci@runner-7 (apply 7Q4K)", 0), pytest.raises(Locked, match="ci@runner-7"):
        run.apply()

    assert Locked.exit_code == 5
