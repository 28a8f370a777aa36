from collections.abc import Iterator
from pathlib import Path

import pytest

from reconciler.ports import StateStore
from reconciler.stores.opening import create


@pytest.fixture(params=["memory", "json", "sqlite"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A place where no state is yet, one for each store."""
    places = {"memory": f"memory:{tmp_path}", "json": str(tmp_path / "hub.json"), "sqlite": str(tmp_path / "hub.db")}
    return places[request.param]


@pytest.fixture(params=["hub.json", "hub.db"])
def file_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The same for the stores that keep a file."""
    return str(tmp_path / request.param)


@pytest.fixture
def store(url: str) -> Iterator[StateStore]:
    """A new, empty state of each kind, open to be written."""
    store = create(url, "lineage-1")
    yield store
    store.close()
