"""A plan that is kept in memory says exactly what its file says; one that is too large is read from the file."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryFile

import pytest
from runs import world

from reconciler.kinds.address import PersonKey
from reconciler.kinds.customer import CustomerId
from reconciler.kinds.seat import Role, Seat, SeatState
from reconciler.planning import plan_file
from reconciler.planning.changes import Action, Authority, Change
from reconciler.planning.glance import SHOWN_WHOLE, glance
from reconciler.planning.plan import CustomerPlan, Heading
from reconciler.planning.tally import tallied
from reconciler.reporting.look import Look
from reconciler.reporting.plan_json import plan_json
from reconciler.reporting.plan_text import plan_text
from reconciler.workflows.by_number import by_number
from reconciler.workflows.plan import MadePlan, PlanRequest, plan, read_plan
from reconciler.workflows.seen import Seen

EXAMPLES = sorted(p.parent for p in (Path(__file__).parents[2] / "examples").rglob("reconciler.yaml"))
DAYS = [date(2025, 12, 1), date(2026, 7, 1), date(2030, 1, 1)]


@pytest.mark.parametrize("on", DAYS, ids=str)
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda p: p.name)
def test_what_is_kept_is_shown_like_what_was_written(example: Path, on: date, tmp_path: Path) -> None:
    with plan(PlanRequest(example, on=on), world(on)) as made:
        made.save(tmp_path / "saved.plan")
        made.stream.seek(0)
        read = list(plan_file.customers(made.stream))

        assert [c.customer for c in read] == [c.customer for c in made.kept]
        for show in (plan_text, lambda *plan: plan_text(*plan, unfold=True)):
            both = (made.kept, read)
            shown = [list(show(made.heading, made.digests, tallied(those), those, Look())) for those in both]
            assert shown[0] == shown[1]
        assert list(plan_json(made.heading, made.digests, made.customers())) == list(
            plan_json(made.heading, made.digests, read)
        )
        assert [(c.changes, c.guards, c.listed, c.people) for c in read] == [
            (c.changes, c.guards, c.listed, c.people) for c in made.kept
        ]
    with read_plan(tmp_path / "saved.plan") as saved:
        assert list(saved.customers()) == read


def test_a_saved_plan_that_somebody_writes_to_is_still_the_one_that_was_read(tmp_path: Path) -> None:
    file = tmp_path / "saved.plan"
    with plan(PlanRequest(EXAMPLES[0], on=DAYS[1]), world(DAYS[1])) as made:
        made.save(file)

    with read_plan(file) as saved:
        meant = list(saved.customers())
        file.write_bytes(b"")

        assert list(saved._replace(kept=()).customers()) == meant != []


def test_of_many_customers_the_first_are_kept_and_all_pass() -> None:
    customers = [_inviting(n) for n in range(4)]
    none, some, every = Seen(room=0), Seen(room=2), Seen(room=4)

    assert [list(seen.of(customers)) for seen in (none, some, every)] == [customers] * 3
    assert [seen.kept for seen in (none, some, every)] == [[], customers[:2], customers]


@pytest.mark.parametrize("room", range(5))
def test_however_many_are_kept_each_customer_is_had_in_its_place(room: int) -> None:
    seen, heading, customers = Seen(room), Heading(DAYS[0], "", "", "0"), [_inviting(n) for n in range(4)]

    with TemporaryFile() as stream:
        digests = plan_file.write(heading, seen.of(customers), stream)
        made = MadePlan(stream, heading, digests, seen.totals, kept=seen.kept, glances=seen.glances)

        assert list(made.customers()) == list(made.customers()) == customers
        assert list(made.customers([False, True, False, True])) == customers[1::2]
        assert list(map(by_number(made), range(4))) == customers


def test_who_is_told_in_a_line_is_told_so_from_memory_and_from_the_file_alike(tmp_path: Path) -> None:
    made_of = [_inviting(n) for n in range(SHOWN_WHOLE + 9)]
    heading = Heading(DAYS[0], "", "", "0")
    seen = Seen()

    with TemporaryFile() as stream:
        digests = plan_file.write(heading, seen.of(made_of), stream)
        kept = MadePlan(stream, heading, digests, seen.totals, kept=seen.kept, glances=seen.glances)
        told = list(kept.at_a_glance())

        assert told == list(kept._replace(kept=()).at_a_glance())
        assert told[:SHOWN_WHOLE] == made_of[:SHOWN_WHOLE]
        assert told[SHOWN_WHOLE:] == [glance(plan) for plan in made_of[SHOWN_WHOLE:]] != [None] * 9


def _inviting(number: int) -> CustomerPlan:
    seat, person = Seat(SeatState.INVITED, Role.MEMBER, expires=DAYS[1]), PersonKey(f"p{number}@contoso.com")
    invite = Change(Action.INVITE, "emea", None, seat, "S-07", (person,), Authority.WORKSPACE_ADMIN)
    return CustomerPlan(CustomerId(f"c{number:03}"), 0, (invite,))
