"""An apply taken back by a plan: right away, later, after renames, and taken back itself."""

from collections.abc import Callable
from pathlib import Path

import pytest
from runs import CONTOSO, CUSTOMER, JUNE, Run, world
from undoing import (
    WITH_EMEA,
    WITHOUT_BEN,
    applied,
    conflicts,
    current,
    in_finance,
    last_apply,
    planned,
    standing,
    taken_back,
    words,
)

from reconciler.errors import WrongUsage
from reconciler.history.verify import verified
from reconciler.kinds.seat import SeatState
from reconciler.reporting.look import Look
from reconciler.reporting.plan_text import plan_text
from reconciler.workflows.apply import ApplyRequest, apply
from reconciler.workflows.history import history
from reconciler.workflows.undo import UndoRequest, undo


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return in_finance(Run(tmp_path))


def test_who_was_removed_is_a_member_again_and_is_told_and_not_asked(run: Run) -> None:
    before, owed = standing(run), list(run.store().owed(CONTOSO))
    applied(run, WITHOUT_BEN)

    receipt = taken_back(run)

    assert dict(receipt.summary) == {"restore_member": 1}
    assert standing(run) == before
    (told,) = [message for message in run.store().owed(CONTOSO) if message not in owed]
    assert (told.person, told.kind) == (current(run).numbers["ben@contoso.com"], "restoration")  # type: ignore[index]


def test_who_has_left_before_the_mail_did_is_told_nothing(run: Run) -> None:
    owed = list(run.store().owed(CONTOSO))
    applied(run, WITHOUT_BEN)
    taken_back(run)

    run.record(("finance", "ben@contoso.com", "left"))

    assert list(run.store().owed(CONTOSO)) == owed
    assert verified(run.store(), CONTOSO).problems == ()


def test_an_invitation_that_was_revoked_is_a_new_one_with_the_end_of_the_old(run: Run) -> None:
    applied(run, CUSTOMER.replace("    members: [lin@contoso.com]\n", ""))
    before = current(run).seats["retail"]["lin@contoso.com"]  # type: ignore[index]

    taken_back(run)

    after = current(run).seats["retail"]["lin@contoso.com"]  # type: ignore[index]
    assert (before.state, after.state) == (SeatState.REVOKED, SeatState.INVITED)
    assert after.generation == before.generation + 1
    assert [m.generation for m in run.store().owed(CONTOSO) if m.person == current(run).numbers["lin@contoso.com"]] == [  # type: ignore[index]
        after.generation
    ]


def test_a_new_workspace_is_deleted_and_its_number_is_never_given_again(run: Run) -> None:
    before = standing(run)
    applied(run, WITH_EMEA)
    number = current(run).workspace_numbers["emea"]  # type: ignore[index]

    assert words(planned(run))[-1] == "delete_workspace emea"
    taken_back(run)
    gone = current(run)
    applied(run, CUSTOMER.replace("  retail:\n", "  retail:\n    purpose: tills\n"))
    applied(run, WITH_EMEA)

    assert standing(run) - {row for row in standing(run) if row[0] == "emea"} == before
    assert "emea" not in gone.workspaces
    assert current(run).workspace_numbers["emea"] > number  # type: ignore[index]
    assert verified(run.store(), CONTOSO).problems == ()


def test_a_new_workspace_goes_with_its_admin_who_has_accepted(run: Run) -> None:
    before = standing(run)
    applied(run, WITH_EMEA)
    run.record(("emea", "kai@contoso.com", "accepted"), ("emea", "eva@contoso.com", "accepted"))

    assert words(planned(run)) == [
        "remove emea eva@contoso.com",
        "remove emea kai@contoso.com",
        "delete_workspace emea",
    ]
    taken_back(run)

    assert standing(run) == before


def test_a_new_workspace_stays_with_its_admin_where_others_have_come_since(run: Run) -> None:
    applied(run, WITH_EMEA)
    name = last_apply(run)
    run.record(("emea", "kai@contoso.com", "accepted"))
    applied(run, WITH_EMEA.replace("[eva@contoso.com]", "[eva@contoso.com, ida@contoso.com]"))

    plan = planned(run, name)

    assert words(plan) == ["revoke emea eva@contoso.com"]
    assert conflicts(plan) == [
        ("kai@contoso.com", "D-08: emea would lose the last of its accepted admins"),
        ("emea", "workspace emea is not empty"),
    ]


def test_an_undo_is_undone(run: Run) -> None:
    applied(run, WITH_EMEA.replace("ana@contoso.com, ben@contoso.com", "ana@contoso.com"))
    after = standing(run)
    taken_back(run)

    taken_back(run)

    assert standing(run) == after


def test_people_and_workspaces_that_were_renamed_since_are_found_by_their_numbers(run: Run) -> None:
    applied(run, WITHOUT_BEN)
    name = last_apply(run)
    renamed = WITHOUT_BEN.replace("  finance:\n", "  money:\n    was: finance\n").replace(
        "workspaces:", "people:\n  benno@contoso.com: {also: [ben@contoso.com]}\nworkspaces:"
    )
    applied(run, renamed)

    assert words(planned(run, name)) == ["restore_member money benno@contoso.com"]
    taken_back(run, name)

    assert ("money", "benno@contoso.com", SeatState.MEMBER, "member") in standing(run)


@pytest.mark.parametrize("invited", ["{also: [ben@contoso.com]}", "{also: [ben@contoso.com], name: Ben}"])
def test_who_was_renamed_and_asked_elsewhere_by_one_apply_is_taken_back(run: Run, invited: str) -> None:
    before = standing(run)
    renamed = f"people:\n  benno@contoso.com: {invited}\nworkspaces:\n  emea:\n    admins: [benno@contoso.com]"
    applied(run, CUSTOMER.replace("workspaces:", renamed).replace(", ben@contoso.com", ", benno@contoso.com"))

    assert taken_back(run).exit_code == 0
    assert standing(run) == before


def test_an_offer_in_a_workspace_that_was_renamed_comes_back(run: Run) -> None:
    applied(run, CUSTOMER.replace("  retail:\n", "  shops:\n    was: retail\n").replace("[lin@contoso.com]", "[]"))

    assert taken_back(run).exit_code == 0
    assert ("retail", "lin@contoso.com", "invited", "member") in standing(run)


def test_who_accepted_since_loses_the_access_that_came_of_it(run: Run) -> None:
    applied(run, CUSTOMER.replace("ben@contoso.com", "ben@contoso.com, eva@contoso.com"))
    run.record(("finance", "eva@contoso.com", "accepted"))

    assert words(planned(run)) == ["remove finance eva@contoso.com"]


def test_what_others_decided_since_is_listed_one_by_one(run: Run) -> None:
    applied(run, CUSTOMER.replace("ben@contoso.com", "ben@contoso.com, eva@contoso.com, noa@contoso.com"))
    run.record(("finance", "eva@contoso.com", "declined"), ("finance", "noa@contoso.com", "accepted"))
    run.record(("finance", "noa@contoso.com", "left"))

    plan = planned(run)

    assert plan.changes == ()
    assert sorted(conflicts(plan)) == [
        ("eva@contoso.com", "declined since; there is nothing to take back"),
        ("noa@contoso.com", "left since; there is nothing to take back"),
    ]


def test_the_last_admin_stays_and_so_does_what_depends_on_them(run: Run) -> None:
    applied(run, CUSTOMER.replace("ben@contoso.com", "ben@contoso.com, eva@contoso.com"))
    (first, *_) = [row.apply for row in history(run.state, None) if row.apply]

    plan = planned(run, first)

    assert ("kai@contoso.com", "D-08: finance would lose the last of its accepted admins") in conflicts(plan)
    assert "delete_workspace retail" in words(plan)
    assert [why for what, why in conflicts(plan) if what == "finance"] == ["workspace finance is not empty"]
    assert [why for what, why in conflicts(plan) if what == "u26"] == [
        "D-03: finance would be in use while no contract is live"
    ]


def test_the_first_apply_is_taken_back_whole(run: Run) -> None:
    taken_back(run)

    gone = current(run)
    assert (gone.contracts, gone.workspaces, standing(run)) == ({}, {}, set())


def test_a_leaver_stays_removed(run: Run) -> None:
    applied(run, CUSTOMER.replace("workspaces:", "people:\n  ben@contoso.com: {status: leaver}\nworkspaces:"))

    assert conflicts(planned(run)) == [("ben@contoso.com", "was removed because of leaving the company")]


def test_a_fact_that_was_changed_again_is_not_taken_back(run: Run) -> None:
    def with_purpose(text: str) -> str:
        return CUSTOMER.replace("  finance:\n", f"  finance:\n    purpose: {text}\n")

    applied(run, with_purpose("Month end"))
    name = last_apply(run)
    assert words(planned(run)) == ["update_workspace finance"]
    applied(run, with_purpose("Year end"))

    assert conflicts(planned(run, name)) == [("finance", "purpose changed again since")]


def test_what_cannot_be_taken_back_and_what_to_do_in_the_files_is_said(run: Run) -> None:
    applied(run, WITHOUT_BEN)

    with undo(UndoRequest(last_apply(run), run.state, JUNE), world(JUNE)) as made:
        text = "".join(plan_text(made.heading, made.digests, made.totals, made.customers(), Look(width=120)))

    assert "+ restore member  ben@contoso.com  a member again at once, told and not asked" in text
    assert f"--undo {last_apply(run)}: 1 membership to restore." in text
    assert "the files may still ask for what this apply did" in text
    assert "1 person gains access at once." in text


def test_a_workspace_that_comes_back_is_seen_at_once(run: Run) -> None:
    run.record(*(("finance", f"{name}@contoso.com", "accepted") for name in ("kai", "ana", "ben")))
    applied(run, CUSTOMER.replace("  finance:\n", "  finance:\n    status: archived\n"))

    with undo(UndoRequest(last_apply(run), run.state, JUNE), world(JUNE)) as made:
        text = "".join(plan_text(made.heading, made.digests, made.totals, made.customers(), Look(width=120)))

    assert "1 workspace to restore. 3 people gain access at once." in text


def test_an_undo_of_an_undo_says_nothing_of_files_that_ask_for_it(run: Run) -> None:
    applied(run, WITHOUT_BEN)
    taken_back(run)

    plan = planned(run)
    said = [f"{found.summary}: {found.explanation}" for found in plan.findings]

    assert said == [
        "what that undo took back is done again: where the files were changed to go with the undo, change them back, "
        "or the next plan asks for that again"
    ]


def test_conflicts_are_said_where_nothing_else_is_to_do(run: Run) -> None:
    applied(run, CUSTOMER.replace("ben@contoso.com", "ben@contoso.com, eva@contoso.com"))
    run.record(("finance", "eva@contoso.com", "declined"))

    with undo(UndoRequest(last_apply(run), run.state, JUNE), world(JUNE)) as made:
        text = "".join(plan_text(made.heading, made.digests, made.totals, made.customers(), Look(width=120)))

    assert "not undone: invite eva@contoso.com in finance: declined since" in text
    assert "as declared" not in text


def test_a_plan_that_takes_back_is_applied_once(run: Run) -> None:
    applied(run, WITHOUT_BEN)
    taken_back(run)

    with pytest.raises(Exception, match="this plan was applied on"):
        run.apply_saved(run.folder / "undo.plan")


def test_a_plan_that_takes_back_is_stale_where_the_state_moved_on(run: Run) -> None:
    applied(run, WITHOUT_BEN)
    name = last_apply(run)
    with undo(UndoRequest(name, run.state, JUNE), world(JUNE)) as made:
        applied(run, CUSTOMER)
        receipt = apply(made, ApplyRequest(run.state, JUNE), world(JUNE))

    assert [each.result for each in receipt.customers] == ["stale"]


def test_an_apply_that_never_was_cannot_be_taken_back(run: Run) -> None:
    with pytest.raises(WrongUsage, match="there is no apply ZZZZ"):
        planned(run, "ZZZZ")


@pytest.mark.parametrize("change", [lambda text: text.replace("ana@contoso.com, ", ""), lambda _: WITH_EMEA])
def test_right_after_an_apply_nothing_of_it_is_left(run: Run, change: Callable[[str], str]) -> None:
    before = standing(run)
    applied(run, change(CUSTOMER))

    taken_back(run)

    assert standing(run) == before
