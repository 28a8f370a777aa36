"""What an undo took back is not done again by the files that asked for it, until somebody says so."""

from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from runs import CONTOSO, CUSTOMER, JUNE, Run, world

from reconciler.history.taken_back import taken_back
from reconciler.planning.permit_file import permit_bytes
from reconciler.planning.plan import CustomerPlan, Verdict
from reconciler.ports import StateStore
from reconciler.workflows.apply import ApplyRequest, apply
from reconciler.workflows.history import history
from reconciler.workflows.permit import PermitRequest, permit
from reconciler.workflows.plan import PlanRequest, plan, read_plan
from reconciler.workflows.undo import UndoRequest, undo

WITHOUT_BEN = CUSTOMER.replace("ana@contoso.com, ben@contoso.com", "ana@contoso.com")
WITH_EMEA = CUSTOMER + "  emea:\n    admins: [kai@contoso.com]\n    members: [eva@contoso.com]\n"


@pytest.fixture
def run(tmp_path: Path) -> Run:
    run = Run(tmp_path)
    run.apply()
    run.record(*(("finance", f"{name}@contoso.com", "accepted") for name in ("kai", "ana", "ben")))
    return run


def undo_the_last(run: Run) -> None:
    name = [row.apply for row in history(run.state, None) if row.apply][-1]
    with undo(UndoRequest(name, run.state, JUNE), world(JUNE)) as made:
        assert apply(made, ApplyRequest(run.state, JUNE), world(JUNE)).exit_code == 0


def planned(run: Run) -> CustomerPlan:
    (plan,) = run.plan()
    return plan


def verdict(run: Run) -> Verdict:
    return next(v for v in planned(run).guards if v.guard == "undone")


def with_emea_gone(text: str) -> str:
    return text.partition("  retail:")[0]


CHANGES: dict[str, Callable[[str], str]] = {
    "a removal": lambda text: text.replace(", ben@contoso.com", ""),
    "an invitation": lambda text: text.replace("ben@contoso.com", "ben@contoso.com, eva@contoso.com"),
    "a role": lambda text: text.replace("admins: [kai@contoso.com]\n    members: [ana@contoso.com, ben@contoso.com]",
                                        "admins: [kai@contoso.com, ben@contoso.com]\n    members: [ana@contoso.com]"),
    "a workspace that goes": with_emea_gone,
    "a workspace that comes": lambda text: text + "  emea:\n    admins: [kai@contoso.com]\n",
    "another purpose": lambda text: text.replace("  retail:\n", "  retail:\n    purpose: tills\n"),
    "another last day of the contract": lambda text: text.replace("2026-12-31", "2026-11-30"),
    "another last day": lambda text: text.replace("ben@contoso.com]", "{person: ben@contoso.com, until: 2026-09-30}]"),
    "a new name": lambda text: text.replace("  retail:\n", "  shops:\n    was: retail\n"),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_it_is_not_done_again(run: Run, change: Callable[[str], str]) -> None:
    run.declare(change(CUSTOMER))
    assert planned(run).changes
    run.apply()
    assert verdict(run).ok
    undo_the_last(run)

    told = verdict(run)

    assert told.stops, planned(run).changes
    assert told.what.startswith("an undo took back what this plan does again: ")


def test_the_stop_says_what_and_the_way_out(run: Run) -> None:
    run.declare(WITHOUT_BEN)
    run.apply()
    undo_the_last(run)

    told = verdict(run)

    assert told.what == "an undo took back what this plan does again: remove ben@contoso.com in finance"
    assert told.remedy.startswith("take it out of the files too")


def test_files_that_ask_for_it_no_more_are_as_the_state(run: Run) -> None:
    run.declare(WITHOUT_BEN)
    run.apply()
    undo_the_last(run)
    run.declare(CUSTOMER)

    assert planned(run).in_sync


class OnlyTheJournal:
    """A state of which nothing else is asked."""

    def __init__(self, store: StateStore) -> None:
        self.backwards = store.backwards


def test_who_is_in_a_customer_is_not_read_again_where_nothing_was_undone(run: Run) -> None:
    run.declare(WITHOUT_BEN)
    run.apply()

    assert taken_back(cast(StateStore, OnlyTheJournal(run.store())), CONTOSO) == frozenset()


def test_answers_in_between_change_nothing(run: Run) -> None:
    run.declare(WITHOUT_BEN)
    run.apply()
    undo_the_last(run)
    run.record(("retail", "lin@contoso.com", "accepted"))

    assert verdict(run).stops


def test_what_else_the_files_ask_for_waits_with_it(run: Run) -> None:
    run.declare(WITHOUT_BEN)
    run.apply()
    undo_the_last(run)
    run.declare(WITHOUT_BEN.replace("[lin@contoso.com]", "[lin@contoso.com, eva@contoso.com]"))

    assert (verdict(run).stops, verdict(run).value) == (True, 1)


def test_a_permit_lets_it_be_done_once(run: Run) -> None:
    run.declare(WITHOUT_BEN)
    run.apply()
    undo_the_last(run)
    with read_plan(run.saved()) as made:
        given = permit(made, PermitRequest("undone", "Ben has left after all"), world(JUNE))
    file = run.folder / "permit.txt"
    file.write_bytes(permit_bytes(given))

    with plan(PlanRequest(run.folder, run.state, JUNE, permits=(file,)), world(JUNE)) as made:
        assert apply(made, ApplyRequest(run.state, JUNE), world(JUNE)).summary == {"remove": 1}

    assert planned(run).in_sync


def test_after_another_apply_from_files_what_they_ask_for_counts_anew(run: Run) -> None:
    run.declare(WITHOUT_BEN)
    run.apply()
    undo_the_last(run)
    run.declare(CUSTOMER.replace("[lin@contoso.com]", "[lin@contoso.com, eva@contoso.com]"))
    assert run.apply().summary == {"invite": 1}
    run.declare(WITHOUT_BEN.replace("[lin@contoso.com]", "[lin@contoso.com, eva@contoso.com]"))

    assert verdict(run).ok


def test_an_undo_that_was_undone_stops_nothing(run: Run) -> None:
    run.declare(WITHOUT_BEN)
    run.apply()
    undo_the_last(run)
    undo_the_last(run)

    assert planned(run).in_sync


def test_what_an_undone_undo_did_may_be_asked_for_by_other_files(run: Run) -> None:
    run.declare(WITHOUT_BEN)
    run.apply()
    undo_the_last(run)
    undo_the_last(run)
    run.declare(CUSTOMER)

    assert verdict(run).ok
    assert run.apply().summary == {"invite": 1}


def test_what_was_taken_back_three_times_over_is_not_done_again(run: Run) -> None:
    run.declare(WITHOUT_BEN)
    run.apply()
    for _ in range(3):
        undo_the_last(run)

    assert (verdict(run).stops, verdict(run).value) == (True, 1)


def test_an_undone_undo_of_a_fact_stops_nothing_either(run: Run) -> None:
    run.declare(CUSTOMER.replace("  retail:\n", "  retail:\n    purpose: tills\n"))
    run.apply()
    undo_the_last(run)
    undo_the_last(run)
    run.declare(CUSTOMER)

    assert verdict(run).ok


def test_a_new_workspace_is_not_made_again_with_its_people(run: Run) -> None:
    run.declare(WITH_EMEA)
    run.apply()
    undo_the_last(run)

    told = verdict(run)

    assert told.value == 3
    assert "create workspace emea" in told.what


def targeted(run: Run, **options: object) -> None:
    """An apply of a part of what the files ask for."""
    request = PlanRequest(run.folder, run.state, JUNE, **options)  # type: ignore[arg-type]
    with plan(request, world(JUNE)) as made:
        assert apply(made, ApplyRequest(run.state, JUNE), world(JUNE)).exit_code == 0
        assert made.totals.changed == 1


EVA_IN_RETAIL = WITHOUT_BEN.replace("[lin@contoso.com]", "[lin@contoso.com, eva@contoso.com]")


@pytest.mark.parametrize("part", [{"targets": ("contoso/retail",)}, {"no_removals": True}])
def test_an_apply_of_another_part_ends_nothing(run: Run, part: dict[str, object]) -> None:
    run.declare(WITHOUT_BEN)
    run.apply()
    undo_the_last(run)
    run.declare(EVA_IN_RETAIL)

    targeted(run, **part)

    assert (verdict(run).stops, verdict(run).value) == (True, 1)


def test_what_the_files_asked_for_no_more_in_between_is_asked_for_anew(run: Run) -> None:
    run.declare(WITHOUT_BEN)
    run.apply()
    undo_the_last(run)
    run.declare(CUSTOMER.replace("[lin@contoso.com]", "[lin@contoso.com, eva@contoso.com]"))
    targeted(run, targets=("contoso",))
    run.declare(EVA_IN_RETAIL)

    assert verdict(run).ok
    assert run.apply().summary == {"remove": 1}
