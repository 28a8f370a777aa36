"""Several processes at one thing: what comes of it is what one would have made, in order, and none is left behind."""

import os
import signal
from collections.abc import Callable

import pytest

from reconciler.errors import InputInvalid, ReconcilerError
from reconciler.kinds.estate import CustomerId
from reconciler.workflows.crew import Crew, Work

MANY = [CustomerId(f"c{n:03}") for n in range(100)]


def each(work: Work[object], here: Work[object], size: int = 3) -> list[object]:
    with Crew[object](size, lambda: work) as crew:
        return [*crew.each(MANY[:50], here), *crew.each(MANY[50:], here)]


def nobody_is_left() -> bool:
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return True
    return False


def loud(customer: CustomerId) -> object:
    return customer.upper() * (50_000 if customer == MANY[7] else 1)


def not_here(customer: CustomerId) -> object:
    raise AssertionError(customer)


def test_everything_is_done_by_the_others_and_comes_in_order() -> None:
    assert each(loud, not_here) == [loud(c) for c in MANY]
    assert nobody_is_left()


def test_each_begins_once_and_by_itself() -> None:
    def begin() -> Work[object]:
        mine = [os.getpid()]
        return lambda _: mine[0]

    with Crew[object](2, begin) as crew:
        found = set(crew.each(MANY, not_here))

    assert len(found) <= 2
    assert os.getpid() not in found


@pytest.mark.parametrize("failing", [InputInvalid("no"), MemoryError(), RecursionError()])
def test_what_one_cannot_do_is_done_here(failing: Exception) -> None:
    def fails(customer: CustomerId) -> object:
        if customer == MANY[3]:
            raise failing
        return lambda: None if customer == MANY[4] else customer  # which cannot be sent

    assert each(fails, loud) == [loud(c) for c in MANY]


def test_what_fails_here_too_ends_them_all() -> None:
    def fails(customer: CustomerId) -> object:
        raise InputInvalid(f"{customer} cannot be read")

    with pytest.raises(InputInvalid, match="c000 cannot be read"):
        each(fails, fails)
    assert nobody_is_left()


@pytest.mark.parametrize(
    ("end", "said"), [(lambda: os.kill(os.getpid(), signal.SIGKILL), "by signal 9"), (lambda: os._exit(3), "with 3")]
)
def test_one_that_is_ended_from_outside_is_told_of_with_whom_it_was_at(end: Callable[[], object], said: str) -> None:
    def ends(customer: CustomerId) -> object:
        return end() if customer == MANY[20] else customer

    with pytest.raises(ReconcilerError, match=f"one of 3 processes ended {said} while it was at c020; nothing was"):
        each(ends, not_here)
    assert nobody_is_left()
