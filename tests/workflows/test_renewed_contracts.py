"""A renewal from the files to the state and back, on every store: recorded, found whole, and the same journal."""

from datetime import date, timedelta
from pathlib import Path

from runs import CONTOSO, CUSTOMER, Run

from reconciler.applying.record import estate_of
from reconciler.history.verify import verified
from reconciler.kinds.contract import ContractId
from reconciler.planning.changes import Action

AFTER = date(2027, 1, 1)
U26 = "  u26: {support: unified, starts: 2026-01-01, ends: 2026-12-31, services_admins: [mia@contoso.com]}\n"
U27 = U26.replace("u26", "u27").replace("2026-", "2027-").replace("}", ", renews: u26}")
RENEWED = CUSTOMER.replace(U26, U26 + U27)


def lived(folder: Path, url: str) -> str:
    """The head of the journal after a renewal that was recorded, withdrawn, and recorded again."""
    folder.mkdir()
    run = Run(folder)
    run.url = url.format(folder)
    run.apply()
    for text in (RENEWED, CUSTOMER, RENEWED):
        run.declare(text)
        assert run.apply().exit_code == 0
    (after,) = run.plan(on=AFTER)
    (late,) = run.plan(on=AFTER + timedelta(days=400))
    holding = run.store().holding(CONTOSO)
    assert holding is not None
    assert estate_of(holding).contracts[ContractId("u27")].renews == "u26"
    assert {c.do for c in after.changes} == {Action.REINVITE}, "their thirty days are over; nothing else has happened"
    assert Action.SUSPEND_WORKSPACE in {c.do for c in late.changes}
    assert verified(run.store(), CONTOSO).problems == ()
    return holding.head


def test_every_store_keeps_a_renewal_and_makes_the_same_journal_of_it(tmp_path: Path) -> None:
    urls = ("memory:{}", "{}/state.db", "{}/hub.json")

    heads = {lived(tmp_path / str(n), url) for n, url in enumerate(urls)}

    assert len(heads) == 1
