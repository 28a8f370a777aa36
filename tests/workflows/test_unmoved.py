"""Who did not move since an apply found nothing to do is not planned again, and nobody can tell from what comes out."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from runs import CUSTOMER, JUNE, Run, world

from reconciler.kinds.estate import CustomerId
from reconciler.loading.scanning import scan
from reconciler.ports import Holding, StateStore
from reconciler.reporting.grouping import By
from reconciler.reporting.look import Look
from reconciler.reporting.plan_formats import PLAN_FORMATS, Shown
from reconciler.workflows.apply import ApplyRequest, apply
from reconciler.workflows.plan import PlanRequest, plan, read_plan
from reconciler.workflows.plan_customers import planned
from reconciler.workflows.scope import Scope
from reconciler.workflows.targets import chosen

ROSTERED = CUSTOMER + "    members_from: [people.csv]\n"
FABRIKAM = CUSTOMER.replace("contoso", "fabrikam")
EVERYBODY = [("finance", p) for p in ("kai", "ana", "ben")] + [("retail", p) for p in ("kai", "lin", "eva")]


class Unread:
    """A state of which no customer may be read."""

    def __init__(self, store: StateStore) -> None:
        self._store = store

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    def holding(self, customer: CustomerId) -> Holding | None:
        raise AssertionError(f"{customer} was read")


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return settled(tmp_path)


def settled(folder: Path, file: str = "") -> Run:
    """Two customers, all as declared, which an apply has found; the state is in memory, or in a file."""
    made = Run(folder, ROSTERED)
    made.url = str(folder / file) if file else made.url
    (folder / "people.csv").write_text("person\neva@contoso.com\n")
    made.declare(FABRIKAM, "fabrikam.yaml")
    made.apply()
    made.record(*accepted())
    made.apply()
    return made


def accepted() -> list[tuple[str, str, str]]:
    told = [(w, f"{p}@contoso.com", "accepted") for w, p in EVERYBODY]
    return [*told, ("default", "mia@contoso.com", "accepted")]


def read_for(run: Run, on: date = JUNE) -> set[str]:
    """Whom a plan cannot do without reading."""
    configuration, store = scan(run.folder), run.store()
    everybody = set(configuration.customers)
    for customer in sorted(everybody):
        targets = chosen([customer], configuration.selected, configuration.customers, store.customers())
        try:
            list(planned(configuration, Unread(store), Scope(on, targets, False, False), world(on), {}))  # type: ignore[arg-type]
            everybody.remove(customer)
        except AssertionError:
            pass
    return everybody


def outputs(run: Run, on: date, **asked: object) -> list[object]:
    request = PlanRequest(run.folder, run.state, on)._replace(**asked)  # type: ignore[arg-type]
    with plan(request, world(on)) as made:
        shown = Shown(made.heading, made.digests, made.totals, made.customers, Look(), True, By.WORKSPACE)
        told = {name: "".join(render(shown)) for name, render in PLAN_FORMATS.items()}
        return [told, "".join(made.lines()), made.exit_code(True), made.totals]


def test_nobody_is_read_of_whom_nothing_moved(run: Run) -> None:
    assert read_for(run) == set()
    assert read_for(run, date(2026, 6, 30)) == set()


def test_applying_once_more_reads_nobody_and_writes_nothing(run: Run) -> None:
    store = run.store()
    before = store.converged([CustomerId("contoso"), CustomerId("fabrikam")])

    with plan(PlanRequest(run.folder, run.state, JUNE), world(JUNE)) as made:
        receipt = apply(made, ApplyRequest(run.state, JUNE), world(JUNE))

    assert [(c.customer, c.serial, c.result.value) for c in receipt.customers] == [
        ("contoso", 2, "nothing"),
        ("fabrikam", 1, "nothing"),
    ]
    assert store.converged([CustomerId("contoso"), CustomerId("fabrikam")]) == before


def edit(file: str, text: str) -> Callable[[Run], object]:
    return lambda run: (run.folder / file).write_text(text)


@pytest.mark.parametrize(
    ("moves", "who"),
    [
        (edit("contoso.yaml", ROSTERED + "# a word\n"), {"contoso"}),
        (edit("people.csv", "person\neva@contoso.com\nida@contoso.com\n"), {"contoso"}),
        (edit("reconciler.yaml", "version: 1\nname: tests\nlimits: {min_admins: 2}\n"), {"contoso", "fabrikam"}),
        (edit("lamna.yaml", CUSTOMER.replace("contoso", "lamna")), {"lamna"}),
        (edit("more.yaml", "version: 1\ncustomer: contoso\nname: Contoso\n"), {"contoso"}),
        (lambda run: (run.folder / "contoso.yaml").rename(run.folder / "other.yaml"), {"contoso"}),
        (lambda run: run.record(("finance", "ana@contoso.com", "left")), {"contoso"}),
        (lambda run: run.store().remember(CustomerId("fabrikam"), "other", {}), {"fabrikam"}),
    ],
)
def test_whoever_moved_is_planned(run: Run, moves: Callable[[Run], object], who: set[str]) -> None:
    moves(run)

    assert read_for(run) == who
    assert outputs(run, JUNE) == outputs(run, JUNE, no_skip=True)


def test_a_day_that_turns_something_makes_everybody_planned_and_so_does_one_that_was_before(run: Run) -> None:
    assert read_for(run, date(2026, 7, 1)) == {"fabrikam"}  # whose invitations are at their end
    assert read_for(run, date(2026, 12, 31)) == {"contoso", "fabrikam"}
    assert read_for(run, date(2026, 5, 31)) == {"contoso", "fabrikam"}


def test_a_saved_plan_vouches_for_the_day_that_it_was_made_for_where_its_signer_is_known(run: Run) -> None:
    run.record(("finance", "ana@contoso.com", "left"))
    saved = run.saved()
    with read_plan(saved) as made:
        apply(made, ApplyRequest(run.state, date(2026, 6, 9)), world(date(2026, 6, 9)))
    assert read_for(run) == {"contoso"}

    with read_plan(saved) as made:
        known = world(date(2026, 6, 9)).signed_by("mia@contoso.com")
        apply(made, ApplyRequest(run.state, date(2026, 6, 9)), known)

    assert read_for(run) == set()


@pytest.mark.parametrize("asked", [{"no_removals": True}, {"targets": ("contoso/finance",)}])
def test_a_plan_of_a_part_vouches_for_nothing(run: Run, asked: dict[str, object]) -> None:
    run.record(("finance", "ana@contoso.com", "left"))

    with plan(PlanRequest(run.folder, run.state, JUNE)._replace(**asked), world(JUNE)) as made:  # type: ignore[arg-type]
        apply(made, ApplyRequest(run.state, JUNE), world(JUNE))

    assert "contoso" in read_for(run)


def test_what_stopped_or_changed_vouches_for_nothing(run: Run) -> None:
    run.declare(ROSTERED.replace("ana@contoso.com, ", ""))
    run.declare(FABRIKAM + "colour: red\n", "fabrikam.yaml")
    run.apply()

    assert read_for(run) == {"contoso", "fabrikam"}
    run.apply()
    assert read_for(run) == {"fabrikam"}


DECLARED = (
    ROSTERED,
    ROSTERED.replace("ana@contoso.com, ", ""),
    ROSTERED.replace("[ana@contoso.com", "[{person: ana@contoso.com, until: 2026-06-20}"),
    ROSTERED + "account_policy: {personal_accounts: allow, because: customer_choice, by: mia@contoso.com}\n",
    ROSTERED.replace("  retail:", "  sales:"),
    ROSTERED.replace("admins: [kai@contoso.com]", "admins: [lin@contoso.com]"),
    ROSTERED.replace("ends: 2026-12-31", "ends: 2026-06-15"),
    ROSTERED.replace("finance:\n", "finance:\n    manage: add_only\n"),
)
ROSTERS = ("person\neva@contoso.com\n", "person\n", "person\neva@contoso.com\nnoa@mail.example\nida@contoso.com\n")


def declare(text: str) -> "Deed":
    return lambda run, _: run.declare(text)


def roster(text: str) -> "Deed":
    return lambda run, _: edit("people.csv", text)(run)


def answer(said: tuple[tuple[str, str], str]) -> "Deed":
    (workspace, person), word = said
    return lambda run, on: run.record((workspace, f"{person}@contoso.com", word), on=on)


Deed = Callable[[Run, date], object]
deeds: st.SearchStrategy[Deed] = st.one_of(
    st.sampled_from(DECLARED).map(declare),
    st.sampled_from(ROSTERS).map(roster),
    st.tuples(st.sampled_from(EVERYBODY), st.sampled_from(("accepted", "declined", "left"))).map(answer),
    st.just(lambda run, on: run.record(*accepted(), on=on)),
    st.just(lambda run, on: run.apply(on)),
    st.just(lambda run, on: run.apply_saved(run.saved(on), on)),
)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(deeds, st.integers(0, 12)), min_size=2, max_size=8))
def test_not_planning_again_changes_no_byte_of_anything(
    life: list[tuple[Deed, int]],
) -> None:
    with TemporaryDirectory() as folder:
        run = Run(Path(folder), ROSTERED)
        edit("people.csv", ROSTERS[0])(run)
        run.declare(FABRIKAM, "fabrikam.yaml")
        run.apply()
        on = JUNE
        for deed, days in life:
            deed(run, on)
            run.apply(on)
            on += timedelta(days=days)
            assert outputs(run, on) == outputs(run, on, no_skip=True)
        assert outputs(run, on) == outputs(run, on, no_skip=True, parallel=2) == outputs(run, on, parallel=2)


def test_several_processes_say_the_same_of_who_changed_is_wrong_or_is_gone(run: Run) -> None:
    run.declare(ROSTERED.replace("ana@contoso.com, ", ""))
    run.declare(CUSTOMER.replace("contoso", "lamna"), "lamna.yaml")
    run.declare(CUSTOMER.replace("contoso", "wingtip") + "colour: red\n", "wingtip.yaml")
    (run.folder / "fabrikam.yaml").unlink()

    assert outputs(run, JUNE) == outputs(run, JUNE, parallel=3)


def test_all_stores_and_numbers_of_processes_with_and_without_skipping_make_the_same_bytes(tmp_path: Path) -> None:
    found = []
    for number, file in enumerate(("", "hub.db", "hub.json")):
        (tmp_path / str(number)).mkdir()
        run = settled(tmp_path / str(number), file)
        run.declare(CUSTOMER.replace("contoso", "lamna"), "lamna.yaml")
        edit("people.csv", "person\nida@contoso.com\n")(run)
        assert read_for(run) == {"contoso", "lamna"}
        found += [outputs(run, JUNE, parallel=n, no_skip=all_) for n in (1, 2) for all_ in (False, True)]

    assert all(each == found[0] for each in found)
    assert len(found) == 12
