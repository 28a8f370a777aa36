"""A state that moves into another store says what it said, and nothing is ever written over."""

from pathlib import Path

import pytest
from post_office import HEAD, Post, sent
from runs import CONTOSO, JUNE, Run, world

from reconciler.errors import Locked, StateBroken, StateIdentity, WrongUsage
from reconciler.history.happenings import happenings
from reconciler.kinds.case import CaseSeverity
from reconciler.kinds.letter import Noted, Taken
from reconciler.kinds.vendor import VendorRole
from reconciler.ports import StateStore
from reconciler.stores import opening
from reconciler.workflows.casework import NewCase, close_case, open_case
from reconciler.workflows.erase import erased
from reconciler.workflows.migrate import migrate
from reconciler.workflows.state import StateChoice
from reconciler.workflows.vendor import add_vendor

QUICKLY = 0.05


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """A customer to whom everything has happened that a state keeps."""
    made = Run(tmp_path)
    made.url = str(tmp_path / "hub.json")
    (tmp_path / "reconciler.yaml").write_text(HEAD, encoding="utf-8")
    made.apply()
    sent(made, Post(ana=Taken.REFUSED, lin=Taken.LATER))
    made.record(("finance", "kai@contoso.com", "accepted"), ("retail", "kai@contoso.com", "accepted"))
    open_case(NewCase("finance", "Month end", CaseSeverity.HIGH), "kai@contoso.com", made.state, world(JUNE))
    close_case("contoso/finance/1", None, None, "kai@contoso.com", made.state, world(JUNE))
    erased(made.state, "ben@contoso.com", world(JUNE))
    add_vendor("avery@vendor.example", VendorRole.CSAM, "Avery Hill", made.state, world(JUNE))
    store = made.store()
    store.note_sent(Noted(CONTOSO, next(iter(store.letters(CONTOSO))).id, world(JUNE).clock()))
    return made


def everything(url: str) -> list[object]:
    store = opening.open_for_reading(url)
    assert store is not None
    whole = [store.lineage, store.customers(), [*store.vendor()], store.link_key(), store.noted(), store.check()]
    applies = [store.applied(apply) for apply in _applies(store)]
    parts = (store.journal, store.private, store.owed, store.letters, store.sent)
    return [*whole, applies, store.holding(CONTOSO), *(list(part(CONTOSO)) for part in parts)]


def _applies(store: StateStore) -> list[str]:
    return [each.apply for each in happenings(CONTOSO, store.journal(CONTOSO)) if each.apply]


def test_there_and_back_again_it_says_what_it_said(run: Run) -> None:
    before, there, back = everything(run.url), str(run.folder / "new/hub.db"), str(run.folder / "back.json")

    done = migrate(there, run.state, world(JUNE))
    migrate(back, StateChoice(url=there), world(JUNE))

    assert everything(there) == everything(back) == everything(run.url) == before
    assert (done.found.customers, done.found.entries, done.waiting) == (1, len(list(run.store().journal(CONTOSO))), 1)


def test_what_comes_next_goes_on_from_there(run: Run) -> None:
    migrate(str(run.folder / "hub.db"), run.state, world(JUNE))

    run.url = str(run.folder / "hub.db")

    assert run.plan()[0].changes == ()
    assert sent(run).mails == 0  # what a killed run had noted is not sent again


@pytest.mark.parametrize("place", ["hub.json", "other.db", "folder.db", "text.json"])
def test_what_is_there_is_never_written_over(place: str, run: Run) -> None:
    opening.create(str(run.folder / "other.db"), "another").close()
    (run.folder / "folder.db").mkdir()
    (run.folder / "text.json").write_text("{}", encoding="utf-8")
    before = {file: file.read_bytes() for file in run.folder.glob("*") if file.is_file()}

    with pytest.raises((StateIdentity, StateBroken)):
        migrate(str(run.folder / place), run.state, world(JUNE))

    assert {file: file.read_bytes() for file in run.folder.glob("*") if file.is_file()} == before


def test_what_does_not_verify_is_not_carried_on(run: Run) -> None:
    file = run.folder / "hub.journal.jsonl"
    file.write_bytes(file.read_bytes().replace(b'"actor":', b'"actor" :', 1))

    with pytest.raises(StateBroken):
        migrate(str(run.folder / "hub.db"), run.state, world(JUNE))

    assert not [each.name for each in run.folder.iterdir() if "hub.db" in each.name and not each.name.endswith(".lock")]


def test_nobody_applies_or_delivers_meanwhile(run: Run) -> None:
    choice = StateChoice(url=run.url, lock_timeout=QUICKLY)
    for held in (run.store().lock, run.store().delivering):
        with held("somebody", 1), pytest.raises(Locked):
            migrate(str(run.folder / "hub.db"), choice, world(JUNE))

    assert not (run.folder / "hub.db").exists()


def test_what_a_killed_migration_left_is_no_state_and_in_nobodys_way(run: Run) -> None:
    there = run.folder / "hub.db"
    left = run.folder / ".hub.db.arriving"
    left.mkdir()
    opening.create(str(left / "hub.db"), run.store().lineage).close()

    assert opening.open_for_reading(str(there)) is None
    migrate(str(there), run.state, world(JUNE))

    assert everything(str(there)) == everything(run.url)
    assert not left.exists()


def test_a_state_in_memory_would_be_gone_at_once(run: Run) -> None:
    with pytest.raises(WrongUsage):
        migrate("memory:elsewhere", run.state, world(JUNE))
