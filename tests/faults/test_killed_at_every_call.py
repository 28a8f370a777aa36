"""kill -9 at every call by which a command writes, one after the other: before each, and so after the one before.

After each the state verifies, the same command finishes what was begun, and tells whether there was anything to do."""

from collections.abc import Callable

import pytest
from scenes import SCENES, Scene
from tally import Tally
from tracing import KILL, points, spoilt
from undisturbed import Stage

SAMPLE = 10
"""Points a scene and store, where not all are wanted."""


@pytest.mark.parametrize("scene", SCENES, ids=str)
def test_whatever_call_a_command_is_killed_at_the_same_command_finishes_it(
    scene: Scene, stage: Callable[[Scene], Stage], tally: Tally
) -> None:
    staged = stage(scene)
    bench, whole = staged.bench, staged.whole
    found = staged.writing
    assert found == points(bench.begin(), scene.command)
    assert len(found) >= 50

    for point in tally.sample(found, SAMPLE, f"{scene.name} {bench.state}"):
        killed = spoilt(bench.begin(), scene.command, point, KILL)
        assert killed.met, point
        left = whole.converges(bench, killed.said, point)
        whole.repeats(left, point)
        tally.survived()
