"""Every call by which a command reads, writes or locks, answered with an error: once, or from then on for ever.

The command says what is true; after it the state verifies, and the same command finishes once the disk is mended."""

from collections.abc import Callable
from itertools import product

import pytest
from scenes import SCENES, Scene
from tally import Tally
from tracing import spoilt
from undisturbed import Stage

from reconciler.errors import ExitCode

APPLYING = next(scene for scene in SCENES if scene.name == "apply")
LOCKED_BY = {"hub.db": "fcntl", "hub.json": "flock"}
SAID_OF_LOCKS = {
    "hub.db": (ExitCode.STALE, "see to its lock server"),
    "hub.json": (ExitCode.FAILED, "No locks available"),
}
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

    every = [
        *product(staged.writing, ERRORS, (False, True)),
        *product(staged.reading, ("EIO",), (False, True)),
        *product(staged.locking, ("EIO",), (False, True)),
        *product(staged.locking, ("ENOLCK",), (False,)),
    ]
    for point, error, for_ever in tally.sample(every, SAMPLE, f"{scene.name} {bench.state}"):
        named = (str(point), error, "for ever" if for_ever else "once")
        failed = spoilt(bench.begin(), scene.command, point, f"error={error}", for_ever=for_ever)
        assert failed.met, named
        left = whole.converges(bench, failed.said, named)
        whole.is_true(failed.said, left, named)
        tally.survived()


def test_a_lock_server_that_is_gone_is_pointed_at_and_nothing_is_changed(
    stage: Callable[[Scene], Stage],
) -> None:
    """SQLite takes it for somebody else's lock, and waits; of a JSON state the lock is ours, whose error is told."""
    staged = stage(APPLYING)
    bench, locks = staged.bench, [p for p in staged.locking if p.call == LOCKED_BY[staged.bench.state]]
    point = locks[len(locks) // 2]  # the first of ``fcntl`` are no locks

    failed = spoilt(bench.begin(), (*APPLYING.command, "--lock-timeout", "1s"), point, "error=ENOLCK", for_ever=True)

    code, words = SAID_OF_LOCKS[bench.state]
    assert (failed.met, failed.said.code) == (True, code), failed.said
    assert words in failed.said.err
    assert staged.whole.converges(bench, failed.said, point) == staged.whole.before
