"""A letter that waited while what it says changed: it is let go, or kept until it can be judged."""

from datetime import timedelta
from pathlib import Path

import pytest
from post_office import HEAD, Post, sent
from runs import CONTOSO, JUNE, Run

from reconciler.kinds.letter import Taken

LATER = JUNE + timedelta(days=3)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    made = Run(tmp_path)
    (tmp_path / "reconciler.yaml").write_text(HEAD, encoding="utf-8")
    return made


def test_a_last_day_that_was_taken_back_is_announced_to_nobody(run: Run) -> None:
    before = run.customer
    run.declare(before.replace("ana@contoso.com,", f"{{person: ana@contoso.com, until: {JUNE + timedelta(days=10)}}},"))
    run.apply()
    sent(run, Post())
    run.record(*[("finance", f"{name}@contoso.com", "accepted") for name in ("kai", "ana")], at=JUNE.isoformat())
    (run.folder / "reconciler.yaml").write_text(HEAD + "defaults: {announce_ends: 14}\n")
    waiting = sent(run, Post(kai=Taken.LATER))
    run.declare(before)
    run.apply()

    done = sent(run, post := Post(), on=LATER)

    assert [each.person for each in waiting.put_off] == ["kai@contoso.com"]
    assert (done.mails, post.mails) == (0, [])
    assert list(run.store().owed(CONTOSO)) == []


def test_a_letter_that_was_put_off_before_the_contract_ended_is_another_after_its_renewal(run: Run) -> None:
    """One with another text under its Message-ID would never be seen by whoever took the first in spite of all."""
    before, days = run.customer, "terms: {invitation_days: 90}\n"
    run.declare(before.replace("ends: 2026-12-31", "ends: 2026-06-02") + days)
    run.apply()
    sent(run, Post(ana=Taken.LATER))
    (old,) = run.store().letters(CONTOSO)

    held = sent(run, Post(), on=LATER)
    kept = [letter.id for letter in run.store().letters(CONTOSO)]
    run.declare(before.replace("ends: 2026-12-31", "ends: 2026-12-30") + days)
    run.apply(on=LATER)
    sent(run, post := Post(), on=LATER)

    assert (held.exit_code, kept) == (6, [old.id])
    (new,) = [mail for mail in post.mails if mail.recipient == "ana@contoso.com"]
    assert new.id != old.id
    assert list(run.store().letters(CONTOSO)) == []
