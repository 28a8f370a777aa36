"""Several processes at one thing: what comes of it is what one would have made, in order, and none is left behind."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext

import pytest

from reconciler.errors import InputInvalid
from reconciler.workflows.crew import Crew

MANY = [f"c{n:03}" for n in range(100)]
Work = Callable[[str], object]


def each(work: Work, here: Work, size: int = 3, ahead: int = 2) -> list[object]:
    with Crew[str, object](size, lambda _: nullcontext(work), ahead) as crew:
        return [*crew.each(MANY[:50], here), *crew.each(MANY[50:], here)]


def nobody_is_left() -> bool:
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return True
    return False


def loud(customer: str) -> object:
    return customer.upper() * (50_000 if customer == MANY[7] else 1)


def not_here(customer: str) -> object:
    raise AssertionError(customer)


def test_everything_is_done_by_the_others_and_comes_in_order() -> None:
    assert each(loud, not_here) == [loud(c) for c in MANY]
    assert nobody_is_left()


def test_each_begins_once_and_by_itself_with_what_it_is_told() -> None:
    def begin(brief: object) -> Work:
        mine = (os.getpid(), brief)
        return lambda _: mine

    with Crew[str, object](2, lambda brief: nullcontext(begin(brief))) as crew:
        found = set(crew.each(MANY, not_here, "at nine"))

    assert len(found) <= 2
    assert (os.getpid(), "at nine") not in found
    assert {brief for _, brief in found} == {"at nine"}


def test_what_each_has_opened_is_open_as_long_as_it_works() -> None:
    @contextmanager
    def begin(_: object) -> Iterator[Work]:
        opened = ["state"]
        yield lambda customer: f"{customer} in {opened[0]}"
        opened.clear()

    with Crew[str, object](2, begin) as crew:
        assert list(crew.each(MANY, not_here)) == [f"{customer} in state" for customer in MANY]


def test_what_is_too_much_to_be_held_waits_where_it_was_made() -> None:
    """The first answer comes when a dozen others are there, of which no more than some are taken before it."""
    done, told = os.pipe()

    def large(customer: str) -> object:
        if customer == MANY[0]:
            return b"".join(os.read(done, 1) for _ in range(12))
        os.write(told, b".")
        return customer * 750_000

    with Crew[str, object](2, lambda _: nullcontext(large), 20) as crew:
        found = [*crew.each(MANY[:30], not_here)]

    assert found == [b"." * 12, *(c * 750_000 for c in MANY[1:30])]


@pytest.mark.parametrize("failing", [InputInvalid("no"), MemoryError(), RecursionError()])
@pytest.mark.parametrize("ahead", [2, 20])
def test_what_one_cannot_do_is_done_here(ahead: int, failing: Exception) -> None:
    def fails(customer: str) -> object:
        if customer == MANY[3]:
            raise failing
        return lambda: None if customer == MANY[4] else customer  # which cannot be sent

    assert each(fails, loud, ahead=ahead) == [loud(c) for c in MANY]


def test_what_fails_here_too_ends_them_all() -> None:
    def fails(customer: str) -> object:
        raise InputInvalid(f"{customer} cannot be read")

    with pytest.raises(InputInvalid, match="c000 cannot be read"):
        each(fails, fails)
    assert nobody_is_left()


@pytest.mark.parametrize("end", [lambda: os.kill(os.getpid(), signal.SIGKILL), lambda: os._exit(3)])
@pytest.mark.parametrize("whose", [MANY[20], MANY[0], ""])
def test_what_one_was_asked_that_is_ended_from_outside_is_done_here(end: Callable[[], object], whose: str) -> None:
    def ends(customer: str) -> object:
        return end() if whose in customer else loud(customer)

    assert each(ends, loud) == [loud(c) for c in MANY]
    assert nobody_is_left()


def test_what_one_has_no_answer_to_is_done_here() -> None:
    assert each(lambda customer: None if customer == MANY[5] else customer, loud) == [
        loud(c) if c == MANY[5] else c for c in MANY
    ]


def test_whoever_asks_no_more_leaves_nobody_behind() -> None:
    with Crew[str, object](3, lambda _: nullcontext(loud)) as crew:
        next(crew.each(MANY, not_here))

    assert nobody_is_left()
