"""Several processes look, one writes: receipt and state are what one process makes, whatever becomes of the others."""

import os
import signal
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from runs import CUSTOMER, JUNE, Run, seeded, world

from reconciler.applying.receipt import Receipt, Result
from reconciler.errors import StateBroken
from reconciler.kinds.estate import CustomerId
from reconciler.ports import StateStore
from reconciler.stores import opening
from reconciler.workflows.apply import ApplyRequest, apply
from reconciler.workflows.plan import PlanRequest, plan, read_plan
from reconciler.workflows.world import World

STORES = ("memory:hub", "hub.db", "hub.json")
FLEET = [f"c{number:02}" for number in range(70)]
NINE = world(JUNE)
NAMED = "people:\n  ana@contoso.com: {name: Ana Ruiz, also: [ana@northwind.example], language: de}\n"
"""Somebody of whom the state keeps several texts, which a plan in a file has in another order."""
ANSWERS = [("finance", "ana@contoso.com", "accepted"), ("retail", "lin@contoso.com", "declined")]


def fleet(folder: Path, store: str = "hub.db") -> Run:
    """Contoso, Fabrikam, and many others, of whom two are committed at once."""
    folder.mkdir()
    run = Run(folder)
    run.url = f"{store}-{folder}" if store.startswith("memory") else str(folder / store)
    run.declare(CUSTOMER.replace("contoso", "fabrikam"), "fabrikam.yaml")
    for name in FLEET:
        run.declare(CUSTOMER.replace("contoso", name), f"{name}.yaml")
    return run


def applied(run: Run, parallel: int, here: World = NINE, *, strict: bool = False) -> Receipt:
    with plan(PlanRequest(run.folder, run.state, JUNE, parallel=parallel), here) as made:
        return apply(made, ApplyRequest(run.state, JUNE, strict=strict, parallel=parallel), here)


def applied_saved(run: Run, file: Path, parallel: int, here: World = NINE) -> Receipt:
    with read_plan(file, JUNE) as made:
        many = made._replace(kept=())  # as of a plan that is too large to be kept beside its file
        return apply(many, ApplyRequest(run.state, JUNE, parallel=parallel), here)


def opened(run: Run) -> StateStore:
    store = opening.open_for_reading(run.url)
    assert store is not None
    return store


def told(run: Run) -> list[Any]:
    """Everything that the state holds."""
    store = opened(run)
    return [(store.lineage, store.check()), *(of(store, customer) for customer in store.customers())]


def of(store: StateStore, customer: CustomerId) -> tuple[object, ...]:
    entries, texts = list(store.journal(customer)), list(store.private(customer))
    return store.holding(customer), entries, texts, list(store.owed(customer)), store.converged([customer])


def a_life(run: Run, parallel: int) -> Iterator[object]:
    """Receipts, and what is in the state then: of a beginning, of nothing to do, and of all that can go wrong."""
    yield applied(run, parallel)
    run.record(*ANSWERS)
    yield applied(run, parallel)
    yield told(run)
    run.declare(CUSTOMER.replace("ana@contoso.com, ", ""))
    run.declare(CUSTOMER.replace("contoso", "fabrikam") + "colour: red\n", "fabrikam.yaml")
    for name in FLEET[3:60]:
        run.declare(CUSTOMER.replace("contoso", name).replace("[ana@", "[eva@contoso.com, ana@"), f"{name}.yaml")
    (run.folder / "c02.yaml").rename(run.folder / "c02-moved.yaml")
    saved = run.saved()
    yield applied(run, parallel, strict=True)
    run.declare((CUSTOMER + NAMED).replace("contoso", "c65"), "c65.yaml")
    run.record(("finance", "ana@contoso.com", "left"))
    yield applied_saved(run, saved, parallel)
    yield told(run)
    yield applied(run, parallel)
    yield told(run)


@pytest.mark.parametrize("store", STORES)
def test_every_receipt_and_all_of_the_state_are_those_of_one_process(store: str, tmp_path: Path) -> None:
    alone, together = (list(a_life(fleet(tmp_path / str(n), store), n)) for n in (1, 3))

    assert alone == together
    results = {each.result for receipt in alone if isinstance(receipt, Receipt) for each in receipt.customers}
    assert results == {Result.APPLIED, Result.NOTHING, Result.STALE, Result.FAILED}


def test_two_files_of_json_are_the_same_to_the_byte(tmp_path: Path) -> None:
    runs = [fleet(tmp_path / str(n), "hub.json") for n in (1, 2)]
    for number, run in enumerate(runs, 1):
        applied(run, number)

    for file in ("hub.json", "hub.journal.jsonl"):
        assert (runs[0].folder / file).read_bytes() == (runs[1].folder / file).read_bytes()


def only_in(customer: str, deed: Callable[[], object]) -> World:
    """A world in which something happens to who looks at that customer, unless it is the first process."""
    first = os.getpid()

    def chance(purpose: str, count: int) -> bytes:
        if os.getpid() != first and purpose.startswith(f"salts {customer} "):
            deed()
        return seeded(purpose, count)

    return world(JUNE, chance)


@pytest.mark.parametrize("customer", ["c", "c00", "c40", "contoso"])
def test_a_process_that_is_killed_is_not_missed(customer: str, tmp_path: Path) -> None:
    alone, together = fleet(tmp_path / "alone"), fleet(tmp_path / "together")
    killed = only_in(customer, lambda: os.kill(os.getpid(), signal.SIGKILL))

    assert applied(alone, 1) == applied(together, 2, killed)
    assert told(alone) == told(together)


def until(customer: int) -> World:
    """A world in which Ctrl-C is pressed when so many are applied, or about to be."""

    def pressed(what: str, done: int, _of: int) -> None:
        if (what, done) == ("applying", customer):
            raise KeyboardInterrupt

    return world(JUNE)._replace(progress=pressed)


@pytest.mark.parametrize("store", ["hub.db", "hub.json"])
def test_what_was_interrupted_is_whole_and_the_same_plan_goes_on(store: str, tmp_path: Path) -> None:
    alone, together = fleet(tmp_path / "alone", store), fleet(tmp_path / "together", store)
    applied_saved(alone, alone.saved(), 1)
    saved = together.saved()

    with pytest.raises(KeyboardInterrupt):
        applied_saved(together, saved, 2, until(35))
    assert len(opened(together).customers()) == 34
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
    rest = applied_saved(together, saved, 2)

    assert rest.summary["activate_contract"] == 38
    assert told(alone) == told(together)


def test_whoever_is_told_to_end_commits_what_is_in_hand(tmp_path: Path) -> None:
    run, begun = fleet(tmp_path / "fleet"), list[str]()
    ending = world(JUNE)._replace(
        progress=lambda what, _done, _of: begun.append(what), goes_on=lambda: begun.count("applying") < 5
    )

    assert len(applied(run, 2, ending).customers) == 5
    assert len(opened(run).customers()) == 5


def with_more(run: Run, *people: str) -> None:
    for name in FLEET:
        run.declare(CUSTOMER.replace("contoso", name).replace("[ana@", f"[{', '.join(people)}, ana@"), f"{name}.yaml")


def test_a_customer_that_another_hand_was_at_is_proven_first(tmp_path: Path) -> None:
    run = fleet(tmp_path / "fleet")
    applied(run, 1)
    with_more(run, "eva@mail.example")
    with sqlite3.connect(run.url) as other:
        other.execute("DELETE FROM seal WHERE customer > 3")

    assert {each.result for each in applied(run, 2).customers} == {Result.APPLIED, Result.NOTHING}

    with_more(run, "eva@mail.example", "jo@mail.example")
    saved = run.saved()
    with sqlite3.connect(run.url) as other:
        other.execute("UPDATE private SET text = 'kim@mail.example' WHERE customer = 20 AND text LIKE 'eva@%'")
    with pytest.raises(StateBroken, match="was changed by another hand"):
        applied_saved(run, saved, 2)


def test_those_who_look_wait_for_who_writes_even_where_nobody_else_is_waited_for(tmp_path: Path) -> None:
    run = fleet(tmp_path / "fleet")
    at_once = run.state._replace(lock_timeout=0.0)

    with plan(PlanRequest(run.folder, at_once, JUNE), world(JUNE)) as made:
        receipt = apply(made, ApplyRequest(at_once, JUNE, parallel=3), world(JUNE))

    assert receipt.exit_code == 0
