"""A permit lets through what it names, once, until its day, in its state; and nothing else."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from runs import CONTOSO, CUSTOMER, JUNE, Run, world

from reconciler.applying.receipt import Receipt, Result
from reconciler.errors import InputInvalid, WrongUsage
from reconciler.history.verify import verified
from reconciler.planning import canonical
from reconciler.planning.permit_file import permit_bytes, permit_from
from reconciler.planning.permits import Permit
from reconciler.planning.plan import CustomerPlan, Verdict
from reconciler.workflows.apply import ApplyRequest, apply
from reconciler.workflows.permit import PermitRequest, permit
from reconciler.workflows.plan import PlanRequest, plan, read_plan

PEOPLE = [f"p{n:02}@contoso.com" for n in range(40)]


def with_people(people: list[str]) -> str:
    return (
        CUSTOMER
        + "  emea:\n    admins: [kai@contoso.com]\n    members:\n"
        + "".join(f"      - {person}\n" for person in people)
    )


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Forty people in one workspace, of whom the files keep twenty."""
    run = Run(tmp_path, with_people(PEOPLE))
    assert run.apply().exit_code == 0
    run.declare(with_people(PEOPLE[:20]))
    return run


def permitted(run: Run, guard: str = "removals", on: date = JUNE, until: date | None = None) -> Path:
    """A permit for what the guard says to the plan of now, in its file."""
    with read_plan(run.saved(on)) as made:
        given = permit(made, PermitRequest(guard, "they moved to Fabrikam", until), world(on))
    file = run.folder / f"permit-{given.number}.txt"
    file.write_bytes(permit_bytes(given))
    return file


def planned(run: Run, *permits: Path, on: date = JUNE) -> CustomerPlan:
    with plan(PlanRequest(run.folder, run.state, on, permits=permits), world(on)) as made:
        (only,) = made.customers()
        return only


def applied(run: Run, *permits: Path, on: date = JUNE) -> Receipt:
    with plan(PlanRequest(run.folder, run.state, on, permits=permits), world(on)) as made:
        return apply(made, ApplyRequest(run.state, on), world(on))


def applied_saved(run: Run, file: Path, *permits: Path, on: date = JUNE) -> Receipt:
    with read_plan(file, on, permits) as made:
        return apply(made, ApplyRequest(run.state, on), world(on))


def verdict(plan: CustomerPlan, guard: str = "removals") -> Verdict:
    return next(v for v in plan.guards if v.guard == guard)


def test_a_stopped_plan_is_permitted_and_applied_as_it_was_saved(run: Run) -> None:
    file, given = run.saved(), permitted(run)

    assert run.apply_saved(file).customers[0].result is Result.BLOCKED
    receipt = applied_saved(run, file, given)

    assert receipt.customers[0].result is Result.APPLIED
    assert receipt.summary["revoke"] == 20
    assert verified(run.store(), CONTOSO).problems == ()


def test_what_was_planned_with_a_permit_is_applied_without_naming_it_again(run: Run) -> None:
    with plan(PlanRequest(run.folder, run.state, JUNE, permits=(permitted(run),)), world(JUNE)) as made:
        made.save(run.folder / "permitted.plan")

    assert applied_saved(run, run.folder / "permitted.plan").exit_code == 0


def test_the_journal_says_who_permitted_what_and_why(run: Run) -> None:
    given = permitted(run)
    applied(run, given)

    (line,) = canonical.load(list(run.store().journal(CONTOSO))[-1])["permits"]
    holding = run.store().holding(CONTOSO)

    assert holding is not None
    assert line["permit"] == permit_from(given.read_bytes(), "").id
    assert holding.texts[line["by"]] == "tester@contoso.com"
    assert holding.texts[line["because"]] == "they moved to Fabrikam"


def test_a_smaller_set_of_the_same_changes_passes(run: Run) -> None:
    given = permitted(run)
    run.declare(with_people(PEOPLE[:25]))

    assert applied(run, given).summary["revoke"] == 15


def test_one_change_that_it_does_not_name_stops_them_all(run: Run) -> None:
    given = permitted(run)
    run.declare(with_people(PEOPLE[:19]))

    told = verdict(planned(run, given))

    assert told.stops
    assert "names 20 of these 21 changes" in told.remedy


def test_another_plan_is_said_to_be_another_one(run: Run) -> None:
    given = permitted(run)
    run.declare(with_people(PEOPLE[20:]))

    assert "names none of these changes: it was made for another plan" in verdict(planned(run, given)).remedy


def test_somebody_who_has_accepted_meanwhile_is_another_change(run: Run) -> None:
    given = permitted(run)
    run.record(("emea", PEOPLE[30], "accepted"))

    assert verdict(planned(run, given)).stops


def test_it_works_once(run: Run) -> None:
    given = permitted(run)
    applied(run, given)
    run.declare(with_people(PEOPLE))
    run.apply()
    run.declare(with_people(PEOPLE[:20]))

    told = verdict(planned(run, given))

    assert told.stops
    assert "was used on 2026-06-01 (apply" in told.remedy


def test_a_plan_that_was_permitted_before_the_permit_was_used_is_refused(run: Run) -> None:
    given = permitted(run)
    run.declare(with_people(PEOPLE[:25]))
    with plan(PlanRequest(run.folder, run.state, JUNE, permits=(given,)), world(JUNE)) as made:
        made.save(run.folder / "late.plan")
    run.declare(with_people(PEOPLE[:28]))
    applied(run, given)

    (told,) = applied_saved(run, run.folder / "late.plan").customers

    assert told.result is Result.BLOCKED
    assert "a permit works once" in told.why[0]


def test_it_has_an_end(run: Run) -> None:
    given = permitted(run, until=JUNE + timedelta(2))

    late = verdict(planned(run, given, on=JUNE + timedelta(3)))

    assert late.stops
    assert "was good until 3 June 2026" in late.remedy
    assert not verdict(planned(run, given, on=JUNE + timedelta(2))).stops


def test_a_plan_that_was_permitted_is_refused_after_the_end_of_its_permit(run: Run) -> None:
    with plan(PlanRequest(run.folder, run.state, JUNE, permits=(permitted(run),)), world(JUNE)) as made:
        made.save(run.folder / "permitted.plan")

    (told,) = applied_saved(run, run.folder / "permitted.plan", on=JUNE + timedelta(8)).customers

    assert told.result is Result.BLOCKED
    assert "was good until 8 June 2026" in told.why[0]


def test_one_for_another_state_is_refused(run: Run) -> None:
    given = permit_from(permitted(run).read_bytes(), "")
    stranger = run.folder / "stranger.txt"
    stranger.write_bytes(permit_bytes(resealed(given, lineage="another")))

    with pytest.raises(InputInvalid, match="is for the state with lineage another"):
        planned(run, stranger)


def resealed(given: Permit, **facts: object) -> Permit:
    from reconciler.planning.permit_file import sealed

    return sealed(replace(given, **facts))  # type: ignore[arg-type]


def test_one_for_another_guard_lifts_nothing(run: Run) -> None:
    given = permit_from(permitted(run).read_bytes(), "")
    other = run.folder / "other.txt"
    other.write_bytes(permit_bytes(resealed(given, guard="vanished")))

    assert verdict(planned(run, other)).stops


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda text: text.replace(b"Fabrikam", b"Contoso"), "was changed after it was made"),
        (lambda text: text[:-40], "is no permit"),
        (lambda _: b"", "is no permit"),
        (lambda _: b"[]", "is no permit"),
        (lambda _: b'{"permit": 2}', "another version"),
        (lambda text: text.replace(b'"until"', b'"until":1,"until"', 1), "stands twice"),
        (lambda _: b"[" * 100_000, "is no permit"),
    ],
)
def test_one_that_is_not_as_it_was_made_is_refused(run: Run, change: object, why: str) -> None:
    given = permitted(run)
    given.write_bytes(change(given.read_bytes()))  # type: ignore[operator]

    with pytest.raises(InputInvalid, match=why):
        planned(run, given)


def test_permits_of_the_configuration_are_read_by_themselves(run: Run) -> None:
    given = permitted(run)
    (run.folder / "permits").mkdir()
    given.rename(run.folder / "permits" / "pr-420.json")

    assert run.apply().summary["revoke"] == 20


def test_a_broken_one_there_permits_nothing_and_stops_nobody_else(run: Run) -> None:
    (run.folder / "permits").mkdir()
    (run.folder / "permits" / "pr-420.json").write_text("{", encoding="utf-8")

    with plan(PlanRequest(run.folder, run.state, JUNE), world(JUNE)) as made:
        (finding,) = made.heading.findings
        (only,) = made.customers()

    assert (finding.rule, finding.place and finding.place.file) == ("permit", "permits/pr-420.json")
    assert verdict(only).stops


def test_a_used_one_there_is_no_matter_while_nothing_stops(run: Run) -> None:
    given = permitted(run)
    (run.folder / "permits").mkdir()
    given.rename(run.folder / "permits" / "pr-420.json")
    run.apply()

    told = planned(run)

    assert told.in_sync
    assert not any(v.permits or (v.remedy and "permit " in v.what) for v in told.guards)


def test_a_permit_is_not_used_where_none_is_needed(run: Run) -> None:
    given = permitted(run)
    run.declare(with_people(PEOPLE[:35]))
    applied(run, given)
    run.declare(with_people(PEOPLE[:22]))

    assert not verdict(planned(run, given)).stops


def test_a_guard_that_stops_nothing_is_not_permitted(run: Run) -> None:
    with pytest.raises(WrongUsage, match="guard vanished stops nothing"):
        permitted(run, "vanished")


def test_a_customer_that_is_gone_comes_back_or_says_that_it_is_closed(run: Run) -> None:
    (run.folder / "contoso.yaml").write_text(CUSTOMER.replace("contoso", "fabrikam"), encoding="utf-8")

    with pytest.raises(WrongUsage, match="not for anybody to permit") as stopped:
        permitted(run, "vanished")

    assert "status: closed" in stopped.value.remedy


@pytest.mark.parametrize(
    ("request_", "why"),
    [
        (PermitRequest("removal", "why not"), "there is no guard removal"),
        (PermitRequest("removals", "  "), "says nothing"),
        (PermitRequest("removals", "a\nb"), "not one line"),
        (PermitRequest("removals", "so", date(2026, 5, 1)), "is over already"),
    ],
)
def test_nonsense_is_refused(run: Run, request_: PermitRequest, why: str) -> None:
    with read_plan(run.saved()) as made, pytest.raises(WrongUsage, match=why):
        permit(made, request_, world(JUNE))


def test_a_contract_that_left_the_files_is_permitted_and_stays_in_the_state(run: Run) -> None:
    run.declare(
        with_people(PEOPLE)
        .replace("u26:", "u27:")
        .replace("2026-01-01", "2027-01-01")
        .replace("2026-12-31", "2027-12-31")
    )
    assert verdict(planned(run), "vanished").stops

    assert applied(run, permitted(run, "vanished")).exit_code == 0
