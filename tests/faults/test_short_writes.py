"""No file may grow past a size: a writing is cut short there, in the middle of a page or a line, and then refused.

As a disk quota does it, and without another disk."""

from collections.abc import Callable

import pytest
from scenes import SCENES, Scene
from tally import Tally
from undisturbed import Stage

STEP = 777
"""Bytes from one size to the next: of no common measure with pages."""
LEAST = 3 * STEP
"""Below it what is told would be cut too, since it goes into files here."""
SAMPLE = 2
"""Sizes a scene and store, where not all are wanted."""


@pytest.mark.parametrize("scene", [s for s in SCENES if s.name != "import-state"], ids=str)  # its JSON is too small
def test_wherever_a_file_ends_too_early_nothing_is_lost(
    scene: Scene, stage: Callable[[Scene], Stage], tally: Tally
) -> None:
    staged = stage(scene)
    bench, whole, codes = staged.bench, staged.whole, []
    bench.begin().done(scene.command)
    largest = max(path.stat().st_size for path in bench.at.rglob("*") if path.is_file())
    for size in tally.sample(range(LEAST, largest, STEP), SAMPLE, f"{scene.name} {bench.state}"):
        bench.nursery.limit(file_size=size)
        (said,) = bench.begin().ran(scene.command)
        bench.nursery.limit()
        left = whole.converges(bench, said, size)
        whole.is_true(said, left, size)
        codes.append(said.code)
        tally.survived()
    assert any(codes), "nothing was cut short"
