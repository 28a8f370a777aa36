"""kill -9, and then kill -9 at every call of the command that finishes what was left: whoever comes third finds it
sound."""

from collections.abc import Callable, Sequence

import pytest
from scenes import SCENES, Scene
from tally import Tally
from tracing import KILL, Point, points, spoilt
from undisturbed import Stage

SAMPLE = 3
"""Second kills for each first one, where not all are wanted."""
FIRST = ("pwrite64", "ftruncate", "fsync", "rename")
"""What the first kill meets in the middle of: of each the call that is half-way."""


@pytest.mark.parametrize(
    "scene", [s for s in SCENES if s.name in ("apply", "undo", "deliver", "import-state")], ids=str
)
def test_a_command_killed_while_it_repairs_is_repaired_by_the_next(
    scene: Scene, stage: Callable[[Scene], Stage], tally: Tally
) -> None:
    staged = stage(scene)
    bench, whole = staged.bench, staged.whole
    for first in _in_the_middle(staged.writing):
        assert spoilt(bench.begin(), scene.command, first, KILL).met
        bench.keep("killed")
        found = points(bench.begin("killed"), scene.command)
        for second in tally.sample(found, SAMPLE, f"{scene.name} {bench.state} {first}"):
            killed = spoilt(bench.begin("killed"), scene.command, second, KILL)
            assert killed.met, (first, second)
            left = whole.converges(bench, killed.said, (first, second))
            whole.repeats(left, (first, second))
            tally.survived()


def _in_the_middle(found: Sequence[Point]) -> list[Point]:
    calls = {call: [p for p in found if p.call == call] for call in FIRST}
    return [of_one[len(of_one) // 2] for of_one in calls.values() if of_one]
