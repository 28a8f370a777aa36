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
from reconciler.workflows.plan import MadePlan, PlanRequest, Seen, plan, read_plan

EXAMPLES = sorted(p.parent for p in (Path(__file__).parents[2] / "examples").rglob("reconciler.yaml"))
DAYS = [date(2025, 12, 1), date(2026, 7, 1), date(2030, 1, 1)]


@pytest.mark.parametrize("on", DAYS, ids=str)
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda p: p.name)
def test_what_is_kept_is_shown_like_what_was_written(example: Path, on: date, tmp_path: Path) -> None:
    with plan(PlanRequest(example, on=on), world(on)) as made:
        made.save(tmp_path / "saved.plan")
        assert made.kept is not None
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

        assert list(saved._replace(kept=None).customers()) == meant != []


def test_a_plan_of_too_many_is_not_kept_and_passes_whole() -> None:
    customers = [CustomerPlan("a", 0), CustomerPlan("b", 0)]  # type: ignore[arg-type]
    many, few = Seen(room=-1), Seen(room=0)

    assert list(many.of(customers)) == list(few.of(customers)) == customers
    assert many.kept is None
    assert few.kept == customers


def test_who_is_told_in_a_line_is_told_so_from_memory_and_from_the_file_alike(tmp_path: Path) -> None:
    made_of = [CustomerPlan(CustomerId(f"c{n:03}"), 0, (_invite(f"p{n}@contoso.com"),)) for n in range(SHOWN_WHOLE + 9)]
    heading = Heading(DAYS[0], "", "", "0")
    seen = Seen()

    with TemporaryFile() as stream:
        digests = plan_file.write(heading, seen.of(made_of), stream)
        kept = MadePlan(stream, heading, digests, seen.totals, kept=seen.kept, glances=seen.glances)
        told = list(kept.at_a_glance())

        assert told == list(kept._replace(kept=None).at_a_glance())
        assert told[:SHOWN_WHOLE] == made_of[:SHOWN_WHOLE]
        assert told[SHOWN_WHOLE:] == [glance(plan) for plan in made_of[SHOWN_WHOLE:]] != [None] * 9


def _invite(address: str) -> Change:
    seat = Seat(SeatState.INVITED, Role.MEMBER, expires=DAYS[1])
    return Change(Action.INVITE, "emea", None, seat, "S-07", (PersonKey(address),), Authority.WORKSPACE_ADMIN)
