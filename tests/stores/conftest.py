from pathlib import Path

import pytest


@pytest.fixture(params=["memory", "json", "sqlite"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A place where no state is yet, one for each store."""
    places = {"memory": f"memory:{tmp_path}", "json": str(tmp_path / "hub.json"), "sqlite": str(tmp_path / "hub.db")}
    return places[request.param]


@pytest.fixture(params=["hub.json", "hub.db"])
def file_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The same for the stores that keep a file."""
    return str(tmp_path / request.param)
