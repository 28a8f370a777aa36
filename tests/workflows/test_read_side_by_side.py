"""Several processes that read a saved plan find what one process finds, and refuse what it refuses."""

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

import pytest
from runs import CUSTOMER, JUNE, Run, world

from reconciler.errors import InputInvalid
from reconciler.kinds.address import PersonKey
from reconciler.kinds.customer import CustomerId
from reconciler.kinds.seat import Role, Seat, SeatState
from reconciler.planning.changes import Action, Authority, Change
from reconciler.planning.plan import CustomerPlan, Heading
from reconciler.planning.plan_file import customers, write
from reconciler.workflows.plan import LARGE, PlanRequest, plan, read_plan
from reconciler.workflows.reading_crew import read_beside
from reconciler.workflows.seen import Seen

EXAMPLES = Path(__file__).parents[2] / "examples"
DAYS = [JUNE, date(2030, 1, 1)]


def as_it_is(customer: CustomerPlan) -> CustomerPlan:
    return customer


def seen_by_one(stream: BinaryIO) -> Seen:
    stream.seek(0)
    seen = Seen()
    for _ in seen.of(customers(stream)):
        pass
    return seen


def seen_by_several(stream: BinaryIO) -> Seen:
    seen = Seen()
    for sums in read_beside(2, stream, as_it_is):
        seen.take(sums)
    return seen


@pytest.fixture
def fleet(tmp_path: Path) -> Iterator[BinaryIO]:
    """The lines of a plan of thirty customers, and Contoso."""
    run = Run(tmp_path)
    for number in range(30):
        run.declare(CUSTOMER.replace("contoso", f"c{number:02}"), f"c{number:02}.yaml")
    with plan(PlanRequest(run.folder, run.state, JUNE), world(JUNE)) as made:
        yield made.stream


@pytest.mark.parametrize("on", DAYS, ids=str)
@pytest.mark.parametrize("example", sorted(p.parent for p in EXAMPLES.rglob("reconciler.yaml")), ids=lambda p: p.name)
def test_several_find_in_an_example_what_one_finds(example: Path, on: date) -> None:
    with plan(PlanRequest(example, on=on), world(on)) as made:
        one, several = seen_by_one(made.stream), seen_by_several(made.stream)

    assert (several.totals, several.glances) == (one.totals, one.glances)


def test_several_find_in_a_fleet_what_one_finds(fleet: BinaryIO) -> None:
    one, several = seen_by_one(fleet), seen_by_several(fleet)

    assert (several.totals, several.glances) == (one.totals, one.glances)
    assert several.totals.customers == 31


@pytest.mark.parametrize(
    "wrong", [b'{"customer": 5}\n', b"[]\n", b'{"customer": "c09", "customer": "c09"}\n', b"c09\n", b'{"end": 9}\n']
)
def test_what_is_no_plan_is_refused_in_the_same_words(fleet: BinaryIO, wrong: bytes) -> None:
    fleet.seek(0)
    lines = list(fleet)
    with TemporaryFile() as forged:
        forged.writelines([*lines[:10], wrong, *lines[11:15], wrong, *lines[16:]])
        with pytest.raises(InputInvalid) as one:
            seen_by_one(forged)
        with pytest.raises(InputInvalid) as several:
            seen_by_several(forged)

    assert str(several.value) == str(one.value)


def test_a_large_plan_is_the_same_plan_however_many_read_it(tmp_path: Path) -> None:
    file = tmp_path / "saved.plan"
    people = tuple(PersonKey(f"person{number:05}@contoso.com") for number in range(2000))
    with file.open("wb") as out:
        write(Heading(JUNE, "", "", "0"), (asking(f"c{number:02}", people) for number in range(90)), out)
    assert file.stat().st_size > LARGE

    with read_plan(file) as one, read_plan(file, parallel=2) as several:
        assert list(several.customers()) == list(one.customers()) != []
        assert (several.totals, several.glances, several.digests) == (one.totals, one.glances, one.digests)
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def asking(customer: str, people: tuple[PersonKey, ...]) -> CustomerPlan:
    seat = Seat(SeatState.INVITED, Role.MEMBER, expires=DAYS[1], generation=1)
    wave = Change(Action.INVITE, "emea", None, seat, "S-07", people, Authority.WORKSPACE_ADMIN)
    return CustomerPlan(CustomerId(customer), 0, (wave,))
