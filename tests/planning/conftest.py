"""A household for each test, with a state in memory."""

from itertools import count

import pytest
from estates import Household

_NUMBERS = count()


@pytest.fixture
def household() -> Household:
    return Household(f"household-{next(_NUMBERS)}")
