"""States that are not as they were written, or not the right ones: exit 3 or 7, why, and never a byte is written."""

import shutil
from pathlib import Path

import pytest
from commands_run import CONTOSO, configured
from corpus_cases import written_in
from damaged_states import OF_EACH
from nursery import Nursery, Said

DAMAGED = [(state, name) for state, damaged in OF_EACH.items() for name in damaged]
MORE = CONTOSO.replace("      - ana@contoso.com\n", "      - ana@contoso.com\n      - zoe@contoso.com\n")


@pytest.fixture(scope="session")
def sound(warm: Nursery, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both states, each with contoso's people; the files ask for one more."""
    at = configured(tmp_path_factory.mktemp("sound"))
    for state in OF_EACH:
        (said,) = warm.ran(at, ["--state", state, "apply", "--auto-approve"])
        assert said.code == 0, said
    return configured(at, MORE)


@pytest.fixture
def here(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sound, tmp_path / "here"))


def kept_of(at: Path) -> list[tuple[str, bytes]]:
    """Beside the lock, which says who was there last."""
    return [(name, content) for name, content in written_in(at) if not name.endswith(".lock")]


def refused(warm: Nursery, at: Path, state: str, code: int, why: str) -> None:
    """By whoever reads it, and by whoever would write it."""
    before = kept_of(at)

    for said in warm.ran(at, ["--state", state, "plan"], ["--state", state, "apply", "--auto-approve"]):
        assert first_of(said).startswith("error: "), said
        assert (said.code, why in first_of(said)) == (code, True), said
        assert "\nhelp:  " in said.err, said
        assert "Traceback" not in said.err
        assert said.out == ""
    assert kept_of(at) == before


def first_of(said: Said) -> str:
    return next((line for line in said.err.splitlines() if not line.startswith("note:")), "")


@pytest.mark.parametrize(("state", "name"), DAMAGED)
def test_a_state_that_is_not_as_it_was_written_is_refused(state: str, name: str, warm: Nursery, here: Path) -> None:
    damaged = OF_EACH[state][name]
    damaged.damage(here / state)

    refused(warm, here, state, damaged.code, damaged.said)


@pytest.mark.parametrize("state", OF_EACH)
def test_a_state_from_a_backup_is_refused_beside_what_happened_since(state: str, warm: Nursery, here: Path) -> None:
    old = (here / state).read_bytes()
    (said,) = warm.ran(here, ["--state", state, "apply", "--auto-approve"])
    assert said.code == 0
    (here / state).write_bytes(old)

    refused(warm, here, state, 7, "as if")


@pytest.mark.parametrize("state", OF_EACH)
@pytest.mark.parametrize(
    ("now", "why"),
    [("away", "there is no state at "), ("empty", " is empty"), ("foreign", " is not a state of reconciler")],
)
def test_where_the_configuration_names_a_lineage_nothing_is_planned_without_it(
    state: str, now: str, why: str, warm: Nursery, here: Path
) -> None:
    lineage_named(here, state, "0" * 32)
    for file in here.glob(f"{Path(state).stem}*"):
        file.unlink()
    if now != "away":
        (here / state).write_bytes(b"notes of mine\n" if now == "foreign" else b"")

    refused(warm, here, state, 3, why)


@pytest.mark.parametrize("state", OF_EACH)
def test_where_the_configuration_names_another_lineage_nothing_is_planned(
    state: str, warm: Nursery, here: Path
) -> None:
    lineage_named(here, state, "0" * 32)

    refused(warm, here, state, 3, " has lineage ")


def lineage_named(here: Path, state: str, lineage: str) -> None:
    (here / "reconciler.yaml").write_text(
        f"version: 1\nname: tests\nstate: {{url: {state}, lineage: {lineage}}}\n", encoding="utf-8"
    )
