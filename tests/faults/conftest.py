"""What every harness may ask for: a nursery, a bench on each store, and a tally that is told at the end."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from bench import Bench
from nursery import NOW, Nursery, nursery
from scenes import Scene
from tally import Tally, told
from tracing import need_strace
from undisturbed import Stage

STATES = {"sqlite": "hub.db", "json": "hub.json"}
"""Another store that keeps a file joins by a line here; it is asked everything that these are."""


@pytest.fixture(scope="session")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    with nursery(tmp_path_factory.mktemp("said"), {"RECONCILER_NOW": NOW}) as born:
        yield born


@pytest.fixture(params=STATES)
def state(request: pytest.FixtureRequest) -> str:
    return STATES[request.param]


@pytest.fixture
def bench(warm: Nursery, state: str, tmp_path: Path) -> Bench:
    """An empty one."""
    made = Bench(warm, tmp_path / "at", state)
    made.at.mkdir()
    return made


@pytest.fixture(scope="session")
def staged(warm: Nursery, tmp_path_factory: pytest.TempPathFactory) -> Callable[[Scene, str], Stage]:
    """Every harness asks for the same scenes: each is prepared once."""

    @cache
    def prepared(scene: Scene, state: str) -> Stage:
        bench = Bench(warm, tmp_path_factory.mktemp(scene.name) / "at", state)
        bench.at.mkdir()
        scene.prepared(bench)
        bench.keep()
        bench.warm(scene.command)
        return Stage.of(bench, scene)

    return prepared


@pytest.fixture
def stage(staged: Callable[[Scene, str], Stage], bench: Bench) -> Callable[[Scene], Stage]:
    """Where everything is prepared for a scene, and strace may look on."""
    need_strace(bench)
    return lambda scene: staged(scene, bench.state)


@pytest.fixture
def tally(request: pytest.FixtureRequest) -> Iterator[Tally]:
    name = request.path.stem.removeprefix("test_").replace("_", " ")
    counted = Tally(name, request.config.getoption("--exhaustive"))
    yield counted
    counted.settled()
    request.node.user_properties.append(("faults", counted.row()))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [report for kind in terminalreporter.stats.values() for report in kind]
    found = [
        tuple(v)
        for r in reports
        for k, v in getattr(r, "user_properties", ())
        if k == "faults" and r.when == "teardown"
    ]
    if found:
        terminalreporter.section("faults")
        terminalreporter.write("\n".join([*told(found), ""]))
