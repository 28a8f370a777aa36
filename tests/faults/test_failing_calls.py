"""Every call by which a command reads or writes, answered with an error: once, or from then on for ever.

The command says what is true; after it the state verifies, and the same command finishes once the disk is mended."""

from collections.abc import Callable
from itertools import product

import pytest
from scenes import SCENES, Scene
from tally import Tally
from tracing import spoilt
from undisturbed import Stage

ERRORS = ("EIO", "ENOSPC", "EROFS")
SAMPLE = 12
"""Points a scene and store, where not all are wanted."""


@pytest.mark.parametrize("scene", SCENES, ids=str)
def test_whatever_call_fails_the_command_tells_the_truth_and_loses_nothing(
    scene: Scene, stage: Callable[[Scene], Stage], tally: Tally
) -> None:
    staged = stage(scene)
    bench, whole = staged.bench, staged.whole
    assert len(staged.writing) >= 50 <= len(staged.reading)

    every = [*product(staged.writing, ERRORS, (False, True)), *product(staged.reading, ("EIO",), (False, True))]
    for point, error, for_ever in tally.sample(every, SAMPLE, f"{scene.name} {bench.state}"):
        named = (str(point), error, "for ever" if for_ever else "once")
        failed = spoilt(bench.begin(), scene.command, point, f"error={error}", for_ever=for_ever)
        assert failed.met, named
        left = whole.converges(bench, failed.said, named)
        whole.is_true(failed.said, left, named)
        tally.survived()
