"""Things told through a pipe come as they were, and together what they have in common comes once."""

import os
from collections.abc import Iterator
from datetime import date

import pytest

from reconciler.kinds.customer import CustomerId
from reconciler.kinds.letter import Owed
from reconciler.ports import Commit, Private, PrivateKind, SeatWrite
from reconciler.workflows import applying_crew as applying_crew  # says how a commit is told
from reconciler.workflows.bundles import Bundle, heard


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    ends = os.pipe()
    yield ends
    for end in ends:
        os.close(end)


def told(pipe: tuple[int, int], *things: object) -> list[object]:
    bundle = Bundle()
    for thing in things:
        bundle.add(thing)
    bundle.tell(pipe[1])
    found = heard(pipe[0])
    return [found.next() for _ in range(found.left)] if found is not None else []


def test_what_several_things_have_in_common_is_one_thing_again(pipe: tuple[int, int]) -> None:
    shared = ["ana@contoso.com"]

    first, second = told(pipe, (1, shared), (2, shared))

    assert (first, second) == ((1, shared), (2, shared))
    assert first[1] is second[1]  # type: ignore[index]  # they are pairs


def test_what_cannot_be_told_leaves_what_was_there(pipe: tuple[int, int]) -> None:
    bundle = Bundle()
    bundle.add("first")
    with pytest.raises(Exception, match="lambda"):
        bundle.add([1, lambda: None])
    bundle.tell(pipe[1])
    bundle.add("second")
    bundle.tell(pipe[1])

    assert [found.next() for found in (heard(pipe[0]), heard(pipe[0])) if found is not None] == ["first", "second"]


def test_a_bundle_without_anything_is_not_told(pipe: tuple[int, int]) -> None:
    Bundle().tell(pipe[1])

    assert told(pipe, "first") == ["first"]


@pytest.mark.parametrize(
    "private",
    [
        [],
        [Private(1, PrivateKind.PERSON, "ana@contoso.com", b"s" * 16), Private(2, PrivateKind.TEXT, "Ana", b"t" * 16)],
        [Private(7, PrivateKind.PERSON, None, None, b"p" * 32)],
    ],
)
def test_a_commit_is_the_same_in_another_process(pipe: tuple[int, int], private: list[Private]) -> None:
    seats = [SeatWrite(1, {"state": "member"}, [1, 2]), SeatWrite(2, None, [1], {"state": "left"})]
    owed = [Owed(1, 1, date(2026, 6, 1), seats[0].who)]
    commit = Commit(CustomerId("contoso"), 3, b"{}", "head", {"last": 2}, private, seats, owed=owed, apply="7Q4K")

    (found,) = told(pipe, commit)

    assert found == commit
    assert isinstance(found, Commit)
    assert {*map(type, (*found.private, *found.seats, *found.owed))} == {SeatWrite, Owed, *map(type, private)}
