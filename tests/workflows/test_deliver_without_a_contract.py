"""D-03: nobody is asked in while no contract is live, and what was to be sent is not lost."""

from datetime import date
from pathlib import Path

import pytest
from post_office import HEAD, Post, sent
from runs import CONTOSO, JUNE, Run

WAVES = "terms: {invitations_per_day: 2, invitation_days: 60}\n"


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Two of them are written to a day; the contract ends before the last."""
    made = Run(tmp_path)
    (tmp_path / "reconciler.yaml").write_text(HEAD, encoding="utf-8")
    made.declare(made.customer.replace("ends: 2026-12-31", "ends: 2026-06-02") + WAVES)
    made.apply()
    return made


def test_an_invitation_whose_day_comes_after_the_end_waits_and_leaves_once_a_renewal_is_applied(run: Run) -> None:
    first = sent(run, Post(), JUNE)

    late = sent(run, Post(), date(2026, 6, 4))

    assert first.mails == 2
    assert (late.mails, late.exit_code, late.on_hold[CONTOSO]) == (0, 6, 4)
    run.declare(run.customer.replace("ends: 2026-12-31", "ends: 2026-12-30") + WAVES)
    run.apply(on=date(2026, 6, 4))
    renewed = sent(run, Post(), date(2026, 6, 4))
    assert (renewed.messages["invitation"], renewed.on_hold, renewed.exit_code) == (4, {}, 0)


def test_what_waits_is_revoked_with_the_contract_and_no_longer_owed(run: Run) -> None:
    sent(run, Post(), JUNE)
    sent(run, Post(), date(2026, 6, 4))

    run.apply(on=date(2026, 6, 4))

    assert list(run.store().owed(CONTOSO)) == []
    assert sent(run, Post(), date(2026, 6, 4)).exit_code == 0
