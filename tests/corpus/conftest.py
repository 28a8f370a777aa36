"""Commands of the corpus are processes that take at most two seconds and 300 MB, as the kernel counts them."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from commands_run import configured
from nursery import NOW, Nursery, nursery

SECONDS, MEMORY = 2, 300 * 1024 * 1024


@pytest.fixture(scope="session")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    """Commands that a customer called contoso was validated and applied with before."""
    at = configured(tmp_path_factory.mktemp("warm"))
    with nursery(tmp_path_factory.mktemp("said"), {"RECONCILER_NOW": NOW}) as born:
        for state in ("hub.json", "hub.db"):
            done = born.warm(at, [["validate"], ["--state", state, "apply", "--auto-approve"]])
            assert [said.code for said in done] == [0, 0], done
        born.limit(cpu_seconds=SECONDS, memory=MEMORY)
        yield born


@pytest.fixture(scope="session")
def applied(warm: Nursery, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a state, ``hub.json``, in which contoso has people."""
    at = configured(tmp_path_factory.mktemp("applied"))
    (said,) = warm.ran(at, ["--state", "hub.json", "apply", "--auto-approve"])
    assert said.code == 0, said
    return at


@pytest.fixture
def state(applied: Path, tmp_path: Path) -> Path:
    """A copy of that state, alone in a folder."""
    at = tmp_path / "state"
    at.mkdir()
    for file in applied.glob("hub.*"):
        shutil.copy2(file, at / file.name)
    return at / "hub.json"
