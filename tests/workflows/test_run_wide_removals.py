"""A few people taken out of each of many customers: the run stops as a whole, and passes with a permit."""

import json
from pathlib import Path

import pytest
from runs import CUSTOMER, JUNE, Run, world

from reconciler.errors import Stopped
from reconciler.planning.permit_file import permit_bytes
from reconciler.planning.permits import Scope
from reconciler.reporting.look import Look
from reconciler.reporting.plan_json import plan_json
from reconciler.reporting.plan_text import plan_text
from reconciler.workflows.against_now import against_now
from reconciler.workflows.apply import ApplyRequest, apply
from reconciler.workflows.permit import PermitRequest, permit
from reconciler.workflows.plan import PlanRequest, plan, read_plan
from reconciler.workflows.record import record

NAMES = ("contoso", "fabrikam", "lamna")


def crowd(customer: str, count: int) -> str:
    people = "".join(f"      - p{n:02}@{customer}.com\n" for n in range(count))
    return CUSTOMER.replace("contoso", customer) + f"  emea:\n    admins: [kai@{customer}.com]\n    members:\n{people}"


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Three customers with forty people each."""
    run = Run(tmp_path)
    for name in NAMES:
        run.declare(crowd(name, 40), f"{name}.yaml")
    assert run.apply().exit_code == 0
    return run


def keep(run: Run, **counts: int) -> None:
    for name, count in counts.items():
        run.declare(crowd(name, count), f"{name}.yaml")


def plan_of(run: Run, *permits: Path):  # type: ignore[no-untyped-def]
    return plan(PlanRequest(run.folder, run.state, JUNE, permits=permits), world(JUNE))


def permitted(run: Run) -> Path:
    with read_plan(run.saved()) as made:
        given = permit(made, PermitRequest("removals", "a spring clean"), world(JUNE))
    file = run.folder / f"{given.number}.txt"
    file.write_bytes(permit_bytes(given))
    return file


def test_ten_of_each_of_three_are_thirty_of_a_run(run: Run) -> None:
    keep(run, contoso=30, fabrikam=30, lamna=30)

    with plan_of(run) as made:
        assert (made.totals.stopped, made.exit_code()) == (0, 4)
        with pytest.raises(Stopped, match=r"30 of 141 memberships .21.3 %. of 3 customers") as stop:
            apply(made, ApplyRequest(run.state, JUNE), world(JUNE))

    assert "permit this very plan" in stop.value.remedy
    assert run.store().customers() == dict.fromkeys(NAMES, 1)


def test_twenty_five_pass(run: Run) -> None:
    keep(run, contoso=30, fabrikam=30, lamna=35)

    assert run.apply().summary == {"revoke": 25}


def test_one_customer_has_its_own_limit_and_no_other(run: Run) -> None:
    run.declare("version: 1\nname: tests\nlimits: {removals: {floor: 40}}\n", "reconciler.yaml")
    run.apply()
    keep(run, contoso=10)

    assert run.apply().summary == {"revoke": 30}


def test_who_is_stopped_alone_takes_nobody_with_them(run: Run) -> None:
    keep(run, contoso=10, fabrikam=35, lamna=35)

    receipt = run.apply()

    assert (receipt.exit_code, receipt.summary) == (6, {"revoke": 10})


def test_a_permit_for_the_run_names_everybody_and_works_once_for_each(run: Run) -> None:
    keep(run, contoso=30, fabrikam=30, lamna=30)
    file = permitted(run)

    with plan_of(run, file) as made:
        assert apply(made, ApplyRequest(run.state, JUNE), world(JUNE)).summary == {"revoke": 30}

    keep(run, contoso=40, fabrikam=40, lamna=40)
    run.apply()
    keep(run, contoso=30, fabrikam=30, lamna=30)
    with plan_of(run, file) as made:
        assert made.exit_code() == 4


def test_it_is_made_for_the_run_and_lifts_customers_that_stop_by_themselves_too(run: Run) -> None:
    run.declare(crowd("wingtip", 40), "wingtip.yaml")
    run.apply()
    keep(run, contoso=10, fabrikam=30, lamna=30, wingtip=30)
    with read_plan(run.saved()) as made:
        given = permit(made, PermitRequest("removals", "a spring clean"), world(JUNE))

    assert given.scope is Scope.RUN
    assert set(given.customers) == {"contoso", "fabrikam", "lamna", "wingtip"}


def test_what_is_permitted_for_one_is_not_counted_for_the_run(run: Run) -> None:
    keep(run, contoso=10)
    file = permitted(run)
    keep(run, fabrikam=35, lamna=35)

    with plan_of(run, file) as made:
        assert apply(made, ApplyRequest(run.state, JUNE), world(JUNE)).summary == {"revoke": 40}


def test_a_saved_plan_is_permitted_and_applied(run: Run) -> None:
    keep(run, contoso=30, fabrikam=30, lamna=30)
    file, given = run.saved(), permitted(run)

    with read_plan(file) as made, pytest.raises(Stopped, match="of 3 customers") as stop:
        apply(made, ApplyRequest(run.state, JUNE), world(JUNE))
    with read_plan(file, JUNE, [given]) as made:
        receipt = apply(made, ApplyRequest(run.state, JUNE), world(JUNE))

    assert f"reconciler permit {file} --guard removals" in stop.value.remedy
    assert receipt.summary == {"revoke": 30}


def test_its_limit_is_the_strictest_in_force(run: Run) -> None:
    run.declare(crowd("lamna", 35) + "limits: {removals: {run_floor: 5, run_percent: 1}}\n", "lamna.yaml")
    keep(run, contoso=38)

    with plan_of(run) as made:
        stop = made.totals.run_stop

    assert stop is not None
    assert (stop.value, stop.limit) == (7, 5)


def test_a_looser_one_counts_from_the_next_apply_on(run: Run) -> None:
    run.declare("version: 1\nname: tests\nlimits: {removals: {run_floor: 40}}\n", "reconciler.yaml")
    keep(run, contoso=30, fabrikam=30, lamna=30)
    with plan_of(run) as made:
        assert made.totals.run_stop is not None

    keep(run, contoso=40, fabrikam=40, lamna=40)
    run.apply()
    keep(run, contoso=30, fabrikam=30, lamna=30)

    assert run.apply().summary == {"revoke": 30}


def test_text_and_json_say_what_stops_the_run(run: Run) -> None:
    keep(run, contoso=30, fabrikam=30, lamna=30)

    with plan_of(run) as made:
        text = "".join(plan_text(made.heading, made.digests, made.totals, made.customers(), Look()))
        told = json.loads("".join(plan_json(made.heading, made.digests, made.customers())))

    assert "The whole run is\n  stopped by guard removals: 30 of 141 memberships (21.3 %) of 3 customers" in text
    assert "removals of the run 30 of 141 (21.3 %) STOPS" in " ".join(text.split())
    (whole,) = (g for g in told["guards"] if g["customer"] is None)
    assert (whole["id"], whole["ok"], whole["value"], whole["limit"]) == ("removals", False, 30, 25)


def test_a_saved_plan_is_held_against_the_limit_of_the_day_on_which_it_is_applied(run: Run) -> None:
    keep(run, contoso=32, fabrikam=32, lamna=32)
    file = run.saved()
    keep(run, contoso=40, fabrikam=40, lamna=40)
    run.declare("version: 1\nname: tests\nlimits: {removals: {run_floor: 20}}\n", "reconciler.yaml")
    run.apply()

    with pytest.raises(Stopped, match=r"24 of 141 memberships .* the limit is 20 ") as stop:
        run.apply_saved(file)

    assert f"permit this very plan: reconciler permit {file}" in stop.value.remedy
    assert run.store().customers() == dict.fromkeys(NAMES, 2)


def test_a_saved_plan_held_against_now_is_judged_as_a_run_too(run: Run) -> None:
    keep(run, contoso=32, fabrikam=32, lamna=32)
    file = run.saved()
    keep(run, contoso=40, fabrikam=40, lamna=40)
    run.declare("version: 1\nname: tests\nlimits: {removals: {run_floor: 20}}\n", "reconciler.yaml")
    run.apply()

    with read_plan(file) as made, pytest.raises(Stopped, match=r"24 of 141 memberships .* the limit is 20 ") as stop:
        against_now(made, run.state, world(JUNE))

    assert f"permit this very plan: reconciler permit {file}" in stop.value.remedy


def few_in_use(run: Run, *people: str) -> None:
    """Everybody in a workspace of their own has accepted."""
    members = "".join(f"\n  few:\n    admins: [kai@X.com]\n    members: [{', '.join(people)}]\n")
    for name in NAMES:
        run.declare((crowd(name, 40).rstrip() + members).replace("X.com", f"{name}.com"), f"{name}.yaml")
    run.apply()
    rows = [f"{name},few,{person},accepted,2026-06-01" for name in NAMES for person in ("kai@X.com", *people)]
    answers = "\n".join(row.replace("X.com", f"{row.split(',')[0]}.com") for row in rows)
    file = run.folder / "said.csv"
    file.write_text(f"customer,workspace,person,answer,at\n{answers}\n", encoding="utf-8")
    assert not record(file, run.state, world(JUNE)).findings


def test_members_who_came_to_a_workspace_since_are_counted_when_it_is_archived(run: Run) -> None:
    few_in_use(run, "a@X.com", "b@X.com", "c@X.com")
    keep(run, contoso=40, fabrikam=40, lamna=40)
    file = run.saved()
    few_in_use(run, "a@X.com", "b@X.com", "c@X.com", *(f"later{n}@X.com" for n in range(6)))

    with pytest.raises(Stopped, match=r"30 of 171 memberships .* of 3 customers would be removed in one run"):
        run.apply_saved(file)


def test_members_who_came_since_are_counted_no_more_than_they_are(run: Run) -> None:
    few_in_use(run, "a@X.com")
    keep(run, contoso=40, fabrikam=40, lamna=40)
    file = run.saved()
    few_in_use(run, "a@X.com", "b@X.com", "c@X.com")

    assert run.apply_saved(file).summary == {"archive_workspace": 3}


def test_a_saved_plan_that_was_begun_is_held_against_now_as_what_is_left_of_it(run: Run) -> None:
    keep(run, contoso=39, fabrikam=39, lamna=39)
    file = run.saved()
    asked = iter([True])
    with read_plan(file) as made:
        begun = apply(made, ApplyRequest(run.state, JUNE), world(JUNE)._replace(goes_on=lambda: next(asked, False)))

        told = against_now(made, run.state, world(JUNE))

    assert [c.customer for c in begun.customers] == ["contoso"]
    assert [c.result.value for c in told.customers] == ["nothing", "applied", "applied"]
