"""What the targets of fuzzing make of what fuzzing found, and of more of its sort, where no fuzzer is installed.

The beginnings are the corpora; they are spoilt by a seed, so that a failure comes again. ``--exhaustive`` spoils more.
"""

from random import Random

import pytest
from corpora import LONGEST, beginnings, file_of, kept
from spoiling import spoilt
from targets import TARGETS

SLOW = {"loader": 300, "letters": 60, "plans": 300}
"""Those that read a thousand a second, or fewer."""
USUAL = 3_000


def tried(target: str, content: bytes) -> None:
    try:
        TARGETS[target](content)
    except Exception as fault:
        raise AssertionError(f"{target}({content!r})") from fault


@pytest.mark.parametrize("target", TARGETS)
def test_what_fuzzing_has_found_keeps_its_promise(target: str) -> None:
    for content in kept(target):
        tried(target, content)


@pytest.mark.parametrize("target", TARGETS)
def test_spoilt_bytes_are_refused_in_order(target: str, request: pytest.FixtureRequest) -> None:
    times = SLOW.get(target, USUAL) * (20 if request.config.getoption("--exhaustive") else 1)
    chance, whole = Random(7), beginnings(target)

    for _ in range(times):
        tried(target, spoilt(chance.choice(whole)[:LONGEST], chance))


def test_each_target_has_a_corpus_that_is_small() -> None:
    sizes = {target: sum(map(len, kept(target))) for target in TARGETS}

    assert all(0 < size <= 150_000 for size in sizes.values()), sizes
    assert {file_of(target) for target in TARGETS} == {*file_of("any").parent.iterdir()}
