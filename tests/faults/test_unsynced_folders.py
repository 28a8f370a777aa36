"""Killed between making a folder and syncing its name: the next run syncs it, or a power cut would take all in it."""

from bench import Bench
from recording import Recording, Sync
from scenes import applied
from tally import Tally
from tracing import KILL, need_strace, points, recorded, spoilt

DELIVER = ("deliver",)


def test_a_folder_that_a_killed_run_made_is_synced_by_the_next(bench: Bench, tally: Tally) -> None:
    need_strace(bench)
    applied(bench)
    bench.keep()
    bench.warm(DELIVER)
    known = {path for path in bench.begin().at.rglob("*") if path.is_dir()}
    for point in points(bench, DELIVER, ["fsync"]):
        assert spoilt(bench.begin(), DELIVER, point, KILL).met
        made = {path for path in bench.at.rglob("*") if path.is_dir()} - known
        if made:
            said, log = recorded(bench, DELIVER)
            assert said.code == 0
            assert {Sync(path.parent) for path in made} <= {*Recording(bench.at, {}).follow(log)}, point
            known |= made
            for _ in tally.each([point]):
                tally.survived()
    assert tally.tried >= 4, "the outbox has four folders"
