"""A plugin of pytest that, in place of running the tests, tries mutants: for each of them those tests that reach it.

Everything is imported and collected once. First the tests run as they are, in children, which note what lines of those
functions each reaches and how long it takes. Then each mutant gets a child of its own, in which the code of one
function is another, whoever holds that function; the tests that reach the line that is another run there, the fastest
first, until one fails.
"""

import json
import os
import resource
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from types import FrameType, FunctionType, ModuleType
from typing import Any, NamedTuple

import pytest
from mutations import Mutant

MEMORY = 4 << 30
"""What a child may take: a loop that a mutant made endless may collect as it goes."""
PLAIN = (bool, int, float, str)


class Fate(StrEnum):
    KILLED = "killed"
    TIMED_OUT = "timed out"
    SURVIVED = "survived"
    UNREACHED = "reached by no test"

    @property
    def lives(self) -> bool:
        return self in (Fate.SURVIVED, Fate.UNREACHED)


class Reach(NamedTuple):
    """What a test took, in seconds, and what it came through: functions by their names, lines by their numbers."""

    seconds: float
    places: frozenset[str]


class Trying:
    """``seconds``: what the tests of one mutant may take as they are; those that would take longer are left out.

    ``told`` hears of each mutant when its fate is known.
    """

    def __init__(
        self, mutants: list[Mutant], place: Path, told: Callable[[Mutant, Fate], None], seconds: float, at_once: int
    ) -> None:
        self._mutants, self._place, self._told = mutants, place, told
        self._seconds, self._at_once = seconds, at_once
        self._running: dict[int, Mutant | None] = {}

    def pytest_configure(self) -> None:
        """Properties are tried on the same examples each time, and a failure is not made smaller: it is enough."""
        from hypothesis import HealthCheck, Phase, settings  # after pytest, which rewrites the asserts of its plugin

        phases, checks = [Phase.explicit, Phase.generate], list(HealthCheck)
        settings.register_profile(
            "mutants", deadline=None, derandomize=True, database=None, phases=phases, suppress_health_check=checks
        )
        settings.load_profile("mutants")

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        reporter = session.config.pluginmanager.unregister(name="terminalreporter")
        reached = self._reach(session.items)
        tests = {item.nodeid: item for item in session.items}
        for mutant in self._mutants:
            chosen, longest = self._tests_of(mutant, reached)
            if chosen:
                self._start(
                    mutant,
                    lambda chosen=chosen, mutant=mutant: _tried(mutant, [tests[each] for each in chosen]),
                    longest,
                )
            else:
                self._told(mutant, Fate.UNREACHED)
        while self._running:
            self._wait()
        session.config.pluginmanager.register(reporter, "terminalreporter")
        return True

    def _reach(self, items: list[pytest.Item]) -> dict[str, Reach]:
        """By each test; one that fails without a mutant says nothing, and is left out."""
        files = [self._place / f"reach-{number}.json" for number in range(self._at_once)]
        for number, file in enumerate(files):
            mine = items[number :: self._at_once]
            self._start(None, lambda mine=mine, file=file: _noted(mine, self._mutants, file), 3_600)
        while self._running:
            self._wait()
        said = {test: reach for file in files for test, reach in json.loads(file.read_text()).items()}
        if left_out := [test for test, reach in said.items() if reach is None]:
            print("left out, since they fail without a mutant:", *left_out, sep="\n  ", flush=True)
        return {test: Reach(reach[0], frozenset(reach[1])) for test, reach in said.items() if reach is not None}

    def _tests_of(self, mutant: Mutant, reached: dict[str, Reach]) -> tuple[list[str], float]:
        """Of an argument's default, and of a line that is none to Python, those that reach the function."""
        exactly, roughly = mutant.places(), {_name(str(mutant.file), mutant.function)}
        reaching = [
            sorted((reach.seconds, test) for test, reach in reached.items() if not places.isdisjoint(reach.places))
            for places in (exactly, roughly)
        ]
        fastest = reaching[0] or reaching[1]
        chosen, whole = [], 0.0
        for seconds, test in fastest:
            if chosen and whole + seconds > self._seconds:
                break
            chosen.append(test)
            whole += seconds
        return chosen, whole

    def _start(self, mutant: Mutant | None, work: Callable[[], int], seconds: float) -> None:
        while len(self._running) >= self._at_once:
            self._wait()
        pid = os.fork()
        if pid:
            self._running[pid] = mutant
            return
        try:
            os.setsid()
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.setitimer(signal.ITIMER_REAL, 10 + 5 * seconds)
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            nowhere = os.open(os.devnull, os.O_RDWR)
            for stream in range(3):
                os.dup2(nowhere, stream)
            os.environ["PYTEST_DEBUG_TEMPROOT"] = str(_folder(self._place, os.getpid(), made=True))
            code = work()
        except BaseException:  # noqa: BLE001 - whatever it is, the child ends here, and not as its parent
            code = 1
        os._exit(code)

    def _wait(self) -> None:
        pid, status = os.waitpid(-1, 0)
        mutant = self._running.pop(pid)
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)  # what its tests had started
        shutil.rmtree(_folder(self._place, pid), ignore_errors=True)
        if mutant is None:
            assert status == 0, "the tests could not be run as they are"
        elif status == 0:
            self._told(mutant, Fate.SURVIVED)
        else:
            timed_out = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGALRM
            self._told(mutant, Fate.TIMED_OUT if timed_out else Fate.KILLED)


def _folder(place: Path, pid: int, made: bool = False) -> Path:
    folder = place / str(pid)
    if made:
        folder.mkdir()
    return folder


class _Failures:
    """Hears of tests that fail; ``at_once`` ends the child at the first."""

    def __init__(self, at_once: bool) -> None:
        self.any, self._at_once = False, at_once

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.any = True
            if self._at_once:
                os._exit(1)


def _tried(mutant: Mutant, tests: list[pytest.Item]) -> int:
    _put_in(mutant.file, mutant.function, mutant.text())
    tests[0].config.pluginmanager.register(_Failures(at_once=True))
    for test, after in _each(tests):
        test.config.hook.pytest_runtest_protocol(item=test, nextitem=after)
    return 0


def _noted(tests: list[pytest.Item], mutants: list[Mutant], file: Path) -> int:
    """With each function put in as it is, which no test may mind."""
    for file_, function, text in {(each.file, each.function, each.unchanged()) for each in mutants}:
        _put_in(file_, function, text)
    names = {_name(str(each.file), each.function) for each in mutants}
    failures, places, noted = _Failures(at_once=False), set[str](), {}
    tests[0].config.pluginmanager.register(failures)

    def within(frame: FrameType, event: str, _about: object) -> object:
        if event == "line":
            places.add(f"{frame.f_code.co_filename}:{frame.f_lineno}")
        return within

    def called(frame: FrameType, _event: str, _about: object) -> object:
        code = frame.f_code
        if code.co_filename not in files or (name := _name(code.co_filename, code.co_qualname)) not in names:
            return None
        places.add(name)
        return within

    files = {str(each.file) for each in mutants}
    for test, after in _each(tests):
        places.clear()
        failures.any = False
        began = time.perf_counter()
        sys.settrace(called)
        test.config.hook.pytest_runtest_protocol(item=test, nextitem=after)
        sys.settrace(None)
        noted[test.nodeid] = None if failures.any else (time.perf_counter() - began, sorted(places))
    file.write_text(json.dumps(noted))
    return 0


def _each(tests: list[pytest.Item]) -> Iterable[tuple[pytest.Item, pytest.Item | None]]:
    """Each with the next one, for which what they share is kept."""
    return zip(tests, [*tests[1:], None], strict=True)


def _name(file: str, function: str) -> str:
    return f"{file}:{function.partition('.<locals>')[0]}"


def _put_in(file: Path, function: str, text: str) -> None:
    """Gives the function the code that it has in this text; what cannot even be imported raises what it raises."""
    for module in [each for each in sys.modules.values() if getattr(each, "__file__", None) == str(file)]:
        mutated = ModuleType(module.__name__)
        exec(compile(text, str(file), "exec"), mutated.__dict__)  # noqa: S102 - that is what it is for
        old, new = _function(module, function), _function(mutated, function)
        old.__code__ = new.__code__
        if new.__defaults__:
            old.__defaults__ = tuple(map(_default, old.__defaults__ or (), new.__defaults__))
        if new.__kwdefaults__:
            was = old.__kwdefaults__ or {}
            old.__kwdefaults__ = {key: _default(was[key], now) for key, now in new.__kwdefaults__.items()}


def _default(old: object, new: object) -> object:
    """Of the mutated module only what is the same in every module: an object of its own would be told apart."""
    return new if isinstance(new, PLAIN) else old


def _function(module: ModuleType, name: str) -> FunctionType:
    found: Any = module
    for part in name.split("."):
        found = vars(found)[part]
    plain = getattr(found, "__func__", found)
    assert isinstance(plain, FunctionType)
    return plain
