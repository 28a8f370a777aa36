"""Saved plans that are not what was saved, or not for this state or day: exit 3 or 5, why, and nothing is touched."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from commands_run import CONTOSO, configured
from corpus_cases import written_in
from damaged_plans import DAMAGED
from nursery import Nursery, Said

STATES = ("hub.json", "hub.db")
PLAN = "next.plan"
MORE = CONTOSO.replace("      - ana@contoso.com\n", "      - ana@contoso.com\n      - zoe@contoso.com\n")


@pytest.fixture(scope="session", params=STATES)
def saved(request: pytest.FixtureRequest, warm: Nursery, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a state in which contoso has people, and a plan that is right for it."""
    at, state = configured(tmp_path_factory.mktemp("saved")), ["--state", request.param]
    (applied,) = warm.ran(at, [*state, "apply", "--auto-approve"])
    configured(at, MORE)
    (planned,) = warm.ran(at, [*state, "plan", "--out", PLAN])
    assert [applied.code, planned.code] == [0, 0], (applied, planned)
    return at


@pytest.fixture
def here(saved: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of it, of which nothing but a plan may be changed."""
    at = Path(shutil.copytree(saved, tmp_path / "here"))
    before = kept_of(at)
    yield at
    assert kept_of(at) == before


def kept_of(at: Path) -> list[tuple[str, bytes]]:
    return [(name, content) for name, content in written_in(at) if not name.endswith((PLAN, ".lock"))]


def state_of(at: Path) -> str:
    return next(name for name in STATES if (at / name).exists())


def applied(warm: Nursery, at: Path, *more: str, state: str = "") -> Said:
    (said,) = warm.ran(at, ["--state", state or state_of(at), "apply", PLAN, "--auto-approve", *more])
    assert "Traceback" not in said.err
    return said


def refused(said: Said, code: int, why: str) -> None:
    first, *_ = (line for line in said.err.splitlines() if not line.startswith("note:"))
    assert (said.code, first[: len(f"error: {why}")]) == (code, f"error: {why}")


@pytest.mark.parametrize("name", DAMAGED)
def test_a_plan_that_is_not_what_was_saved_is_refused(name: str, warm: Nursery, here: Path) -> None:
    plan = here / PLAN
    content = DAMAGED[name].content(plan.read_bytes())
    assert content != plan.read_bytes()
    plan.write_bytes(content)

    refused(applied(warm, here), DAMAGED[name].code, DAMAGED[name].said)


@pytest.mark.parametrize(
    ("on", "why"),
    [
        ("2026-06-30", "this plan is made for 1 July 2026, and today is 30 June 2026"),
        ("2026-07-31", "made for 1 July 2026, no longer true since 31 July 2026"),
        ("2027-07-01", "made for 1 July 2026, no longer true since 31 July 2026"),
        ("9999-12-31", "made for 1 July 2026, no longer true since 31 July 2026"),
    ],
)
def test_a_plan_before_its_day_or_past_its_end_is_refused(on: str, why: str, warm: Nursery, here: Path) -> None:
    said = applied(warm, here, "--date", on)

    assert said.code == 5, said
    assert why in " ".join((said.out + said.err).split()), said


def test_a_plan_for_another_state_is_refused(warm: Nursery, here: Path) -> None:
    other = here.with_name("other")
    other.mkdir()
    (made,) = warm.ran(configured(other), ["--state", state_of(here), "apply", "--auto-approve"], RECONCILER_SEED="8")
    assert made.code == 0

    said = applied(warm, here, state=str(other / state_of(here)))

    refused(said, 3, f"the state at {other / state_of(here)} has lineage ")


def test_a_plan_for_a_state_that_is_away_makes_none(warm: Nursery, here: Path) -> None:
    said = applied(warm, here, state=f"away-{state_of(here)}")

    refused(said, 3, "the plan names a state with lineage ")


def test_a_plan_that_was_applied_already_is_refused(warm: Nursery, saved: Path, tmp_path: Path) -> None:
    at = Path(shutil.copytree(saved, tmp_path / "twice"))
    first = applied(warm, at)
    before = kept_of(at)

    again = applied(warm, at)

    assert first.code == 0
    refused(again, 5, "this plan was applied on 2026-07-01 ")
    assert kept_of(at) == before
