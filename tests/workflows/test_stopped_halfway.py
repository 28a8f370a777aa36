"""What stops a run when some of it is done says so, since no receipt will; the same command goes on from there."""

import resource
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from runs import CUSTOMER, JUNE, Run, seeded, world

from reconciler.applying.apply_id import apply_id
from reconciler.applying.receipt import Receipt
from reconciler.errors import CommitInDoubt, ExitCode, ReconcilerError, StateBroken
from reconciler.kinds.workspace import Manage
from reconciler.workflows.apply import ApplyRequest, apply
from reconciler.workflows.import_state import import_state
from reconciler.workflows.plan import MadePlan, PlanRequest, plan, read_plan
from reconciler.workflows.record import record
from reconciler.workflows.world import World

CUSTOMERS = ("contoso", "fabrikam", "northwind")
GOES_ON = "then run the same command again: it goes on where this stopped"


@pytest.fixture(params=["hub.db", "hub.json"])
def run(request: pytest.FixtureRequest, tmp_path: Path) -> Run:
    return applied(tmp_path, request.param)


def applied(folder: Path, file: str = "hub.db") -> Run:
    """Three customers, each of whom has one more person since."""
    made = Run(folder)
    made.url = str(folder / file)
    for people in ("", "eva@mail.example, "):
        for customer in CUSTOMERS:
            made.declare(CUSTOMER.replace("contoso", customer).replace("[ana", f"[{people}ana"), f"{customer}.yaml")
        if not people:
            made.apply()
    return made


def edited(run: Run, sql: str) -> None:
    with closing(sqlite3.connect(run.url, isolation_level=None)) as other:
        other.execute(sql)


def broken(run: Run, customer: str) -> None:
    """By another hand, after everything was planned."""
    edited(run, f"DELETE FROM seat WHERE customer = {1 + CUSTOMERS.index(customer)} AND workspace = 2")


@pytest.fixture
def file_limit() -> Iterator[Callable[[], None]]:
    """From the moment in which it is called no file grows, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (10, before[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def at(customer: str, deed: Callable[[], None]) -> World:
    """A world in which something happens while that customer is looked at."""

    def chance(purpose: str, count: int) -> bytes:
        if purpose.startswith(f"salts {customer} "):
            deed()
        return seeded(purpose, count)

    return world(JUNE, chance)


def apply_saved(run: Run, file: Path, parallel: int = 1, here: World | None = None) -> Receipt:
    here = here or world(JUNE)
    with read_plan(file, JUNE) as made:
        return apply(made, ApplyRequest(run.state, JUNE, parallel=parallel), here)


def apply_id_of(file: Path) -> str:
    with read_plan(file, JUNE) as made:
        return apply_id(made.digests.plan)


def serials(run: Run) -> list[int]:
    with closing(run.store()) as store:
        return list(store.customers().values())


@pytest.mark.parametrize("parallel", [1, 2])
def test_a_customer_who_does_not_verify_ends_an_apply_that_says_what_it_did(tmp_path: Path, parallel: int) -> None:
    run = applied(tmp_path)
    saved = run.saved()
    broken(run, "northwind")

    with pytest.raises(StateBroken) as stopped:
        apply_saved(run, saved, parallel)

    fault = stopped.value
    assert fault.exit_code is ExitCode.UNSOUND
    assert ": northwind: " in fault.what
    assert fault.what.endswith(f"; before that 2 customers changed in the state (apply {apply_id_of(saved)})")
    assert str(fault) == fault.what
    assert fault.remedy.startswith("reconciler verify says all that is wrong; ")
    assert fault.remedy.splitlines()[-1] == GOES_ON
    assert serials(run) == [2, 2, 1]


def test_who_stops_an_apply_before_anything_is_done_leaves_nothing_to_tell(tmp_path: Path) -> None:
    run = applied(tmp_path)
    saved = run.saved()
    broken(run, "contoso")

    with pytest.raises(StateBroken) as stopped:
        apply_saved(run, saved)

    assert "changed in the state" not in stopped.value.what
    assert GOES_ON not in stopped.value.remedy
    assert serials(run) == [1, 1, 1]


def saved_before(run: Run) -> Callable[[World], Receipt]:
    saved = run.saved()
    return lambda here: apply_saved(run, saved, here=here)


def planned_here(run: Run) -> Callable[[World], Receipt]:
    def planned_and_applied(here: World) -> Receipt:
        with plan(PlanRequest(run.folder, run.state, JUNE), here) as made:
            return apply(made, ApplyRequest(run.state, JUNE), here)

    return planned_and_applied


@pytest.mark.parametrize("applying", [saved_before, planned_here])
def test_a_full_disk_says_what_it_left_done_and_the_rest_is_done_once_there_is_room(
    run: Run, file_limit: Callable[[], None], applying: Callable[[Run], Callable[[World], Receipt]]
) -> None:
    apply_it, before = applying(run), resource.getrlimit(resource.RLIMIT_FSIZE)

    with pytest.raises(CommitInDoubt) as stopped:
        apply_it(at("northwind", file_limit))
    resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert stopped.value.exit_code is ExitCode.FAILED
    assert "; before that 2 customers changed in the state (apply " in stopped.value.what
    assert serials(run) == [2, 2, 1]
    rest = apply_it(world(JUNE))
    assert (rest.exit_code, rest.summary["invite"], serials(run)) == (ExitCode.DONE, 1, [2, 2, 2])


def test_where_nobody_can_say_whether_the_last_of_it_happened_that_is_said(
    tmp_path: Path, file_limit: Callable[[], None]
) -> None:
    run = applied(tmp_path, "hub.json")

    def unreadable() -> None:
        Path(run.url).write_bytes(b"{")
        file_limit()

    with pytest.raises(CommitInDoubt) as stopped:
        saved_before(run)(at("northwind", unreadable))

    writing, doubt, before = stopped.value.what.split("; ")
    assert writing == f"writing the state {run.url} failed: File too large"
    assert doubt.startswith(f"whether it happened all the same is not known ({run.url} ")
    assert before.startswith("before that 2 customers changed in the state (apply ")
    assert stopped.value.remedy.splitlines()[-1] == GOES_ON


def test_where_a_plan_finds_no_room_that_is_known_before_it_is_applied(
    run: Run, file_limit: Callable[[], None]
) -> None:
    made = list[MadePlan]()
    file_limit()

    with (
        pytest.raises(OSError, match="too large"),
        plan(PlanRequest(run.folder, run.state, JUNE), world(JUNE)) as plan_,
    ):
        made.append(plan_)

    assert made == []


def answers(run: Run) -> None:
    record(
        table(run, "customer,workspace,person,answer,at", "finance,ana@contoso.com,accepted,"), run.state, world(JUNE)
    )


def memberships(run: Run) -> None:
    file = table(run, "customer,workspace,person,role", "finance,zoe@mail.example,member")
    import_state(file, Manage.FULL, run.state, world(JUNE))


def table(run: Run, head: str, row: str) -> Path:
    file = run.folder / "rows.csv"
    file.write_text("\n".join([head, *(f"{customer},{row}" for customer in CUSTOMERS), ""]), encoding="utf-8")
    return file


@pytest.mark.parametrize(("command", "done"), [(answers, "recorded"), (memberships, "imported")])
def test_so_do_answers_and_an_import(tmp_path: Path, command: Callable[[Run], None], done: str) -> None:
    run = applied(tmp_path)
    broken(run, "fabrikam")

    with pytest.raises(ReconcilerError) as stopped:
        command(run)

    assert stopped.value.exit_code is ExitCode.UNSOUND
    assert ": fabrikam: " in stopped.value.what
    assert stopped.value.what.endswith("; before that 1 customer changed in the state")
    assert (
        stopped.value.remedy.splitlines()[-1]
        == f"run the same command again: what was {done} already is not {done} twice"
    )
    assert serials(run) == [2, 1, 1]
