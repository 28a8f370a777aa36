"""What every test may ask for."""

import gc
import signal
from itertools import count

import pytest
from estates import Household
from goldens import GOLDEN, Golden
from hypothesis import settings

_NUMBERS = count()
settings.register_profile("untimed", deadline=None)  # a busy machine is no fault of the code
settings.load_profile("untimed")

# A run in the background inherits an ignored Ctrl-C, and would hand it on to the commands that are to be interrupted.
signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="Write what is made now into tests/golden.")
    parser.addoption("--exhaustive", action="store_true", help="Try every point of tests/faults, not a sample.")


LONGEST = (
    "test_against_the_reference",
    "test_faults_in_random_lives",
    "test_killed",
    "test_failing_calls",
    "test_power_cuts",
    "test_smtp_answers",
    "test_bugs_are_found",
    "test_isolation",
    "test_random_histories",
    "test_store_processes",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first: begun last, they would leave every worker but one without work."""
    items.sort(key=lambda item: not item.path.name.startswith(LONGEST))


def pytest_collection_finish() -> None:
    """Thousands of tests and the modules they need stay for good; each collection of garbage looked through them."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compares with a file under ``tests/golden``; ``--update-golden`` writes it, for a reviewer to read."""

    def compare(name: str, text: str) -> None:
        file = GOLDEN / name
        if request.config.getoption("--update-golden"):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        assert file.is_file(), f"{file} is missing; look at the output and run pytest --update-golden"
        assert text == file.read_text(encoding="utf-8")

    return compare


@pytest.fixture
def household() -> Household:
    """A customer with a state of its own, in memory."""
    return Household(f"household-{next(_NUMBERS)}")
