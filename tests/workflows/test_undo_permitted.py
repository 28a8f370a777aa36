"""An undo that takes access from many is stopped like any other plan, and passes with a permit."""

from pathlib import Path

import pytest
from runs import CUSTOMER, JUNE, Run, world

from reconciler.applying.receipt import Receipt, Result
from reconciler.planning.permit_file import permit_bytes
from reconciler.workflows.apply import ApplyRequest, apply
from reconciler.workflows.history import history
from reconciler.workflows.permit import PermitRequest, permit
from reconciler.workflows.plan import read_plan
from reconciler.workflows.undo import UndoRequest, undo

CROWD = "".join(f"      - p{n:02}@contoso.com\n" for n in range(30))


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Thirty people came with the last apply, and have accepted."""
    run = Run(tmp_path)
    run.apply()
    run.declare(CUSTOMER + f"  emea:\n    admins: [kai@contoso.com]\n    members:\n{CROWD}")
    run.apply()
    run.record(*(("emea", f"p{n:02}@contoso.com", "accepted") for n in range(30)))
    return run


def saved(run: Run) -> Path:
    name = [row.apply for row in history(run.state, None) if row.apply][-1]
    with undo(UndoRequest(name, run.state, JUNE), world(JUNE)) as made:
        assert made.exit_code() == 4
        made.save(run.folder / "undo.plan")
    return run.folder / "undo.plan"


def applied(run: Run, file: Path, *permits: Path) -> Receipt:
    with read_plan(file, JUNE, permits) as made:
        return apply(made, ApplyRequest(run.state, JUNE), world(JUNE))


def test_it_stops_and_passes_with_a_permit_for_just_that(run: Run) -> None:
    file = saved(run)
    with read_plan(file) as made:
        given = permit(made, PermitRequest("removals", "the wrong list"), world(JUNE))
    (run.folder / "permit.txt").write_bytes(permit_bytes(given))

    assert applied(run, file).customers[0].result is Result.BLOCKED
    receipt = applied(run, file, run.folder / "permit.txt")

    assert receipt.exit_code == 0
    assert receipt.summary["remove"] + receipt.summary["revoke"] == 31
