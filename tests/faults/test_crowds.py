"""Several applies at once, some of which are killed: each serial once, and what one said was applied is there."""

import os
import random
import signal

from bench import Bench
from scenes import ANSWERS, accepted_and_changed, applied
from tally import Tally
from tracing import Point, need_strace, stopped_at

from reconciler.errors import ExitCode

APPLY = ("apply", "--auto-approve")


def test_of_many_applies_at_once_some_killed_none_is_lost_and_none_done_twice(bench: Bench, tally: Tally) -> None:
    """Who is killed is drawn from the size of the crowd; when, the machine decides."""
    accepted_and_changed(bench)
    bench.keep()
    before = bench.look().serials
    bench.warm(APPLY)
    for crowd in (8, 64) if tally.whole else (8,):
        codes = _at_once(bench.begin(), crowd, random.Random(crowd))

        assert set(codes) <= {ExitCode.DONE, ExitCode.STALE, ExitCode.PARTLY, -signal.SIGKILL}, codes
        _, again, last = bench.look_and_again(APPLY)
        assert again.code == ExitCode.DONE
        assert last.serials == {customer: serial + 1 for customer, serial in before.items()}
        for _ in codes:
            tally.survived()


def _at_once(bench: Bench, crowd: int, chance: random.Random) -> list[int]:
    pids = [bench.started(APPLY, said=f"crowd-{number}") for number in range(crowd)]
    for pid in pids:
        bench.nursery.go(pid)
        if chance.random() < 0.25:
            os.kill(pid, signal.SIGKILL)
    return [bench.nursery.waited(pid) for pid in pids]


def test_a_holder_that_is_stopped_for_longer_than_the_timeout_loses_nothing(bench: Bench, tally: Tally) -> None:
    """Its lock is its own as long as it lives: nobody breaks it, and who waits in vain is told who holds it."""
    need_strace(bench)
    applied(bench)
    (bench.at / "answers.csv").write_text(ANSWERS)
    bench.keep()
    record = ("record", "answers.csv")
    bench.warm(record)
    for signed in range(1, 3):
        with stopped_at(bench.begin(), record, Point("pwrite64", signed)) as holder:
            (waiter,) = bench.ran(("--lock-timeout", "1s", *record))
        _, again, end = bench.look_and_again(record)

        assert waiter.code == ExitCode.STALE or signed > 1, waiter
        assert waiter.code != ExitCode.STALE or "is locked by" in waiter.err, waiter
        assert (holder.code, again.code) == (ExitCode.DONE, ExitCode.DONE)
        assert end.serials == {"contoso": 2, "fabrikam": 2}
        tally.survived()
