"""Many applies at once, one of which is killed every 50 ms: each serial once, and what was acknowledged is there."""

import os
import random
import signal
import time
from collections.abc import Iterator, Mapping, Sequence
from selectors import EVENT_READ, DefaultSelector

import pytest
from bench import Bench, Seen
from commands_run import CONTOSO, configured
from nursery import Command
from scenes import ANSWERS, applied
from tally import Tally
from tracing import Point, need_strace, stopped_at

from reconciler.errors import ExitCode

EVERY = 0.05
"""Seconds from one kill to the next."""
FIRST = 0.005
"""Seconds to the first one: eight of them may be done before the second."""


@pytest.mark.parametrize("crowd", [8, 64])
def test_of_many_applies_at_once_some_killed_none_is_lost_and_none_done_twice(
    bench: Bench, tally: Tally, crowd: int
) -> None:
    """Two at each plan, of which each invites one person more. Who is killed is drawn; where, the machine decides."""
    plans = _plans(bench, crowd // 2)
    before = bench.look().serials["contoso"]
    bench.warm(plans[0])

    ended = _at_once(bench.begin(), [*plans, *plans], random.Random(crowd))
    seen = bench.look()
    invited = _invited(seen)
    codes = {code for code, _ in ended}
    assert {-signal.SIGKILL, ExitCode.DONE} <= codes <= {-signal.SIGKILL, ExitCode.DONE, ExitCode.STALE}, ended
    assert {number % len(plans) for code, number in ended if code >= 0} <= invited, "what was acknowledged is lost"
    assert seen.serials["contoso"] == before + len(invited)

    again = bench.ran(*plans)
    assert {number for number, said in enumerate(again) if said.code == ExitCode.STALE} == invited
    last = bench.look()
    assert _invited(last) == {*range(len(plans))}
    assert last.serials["contoso"] == before + len(plans)
    for _ in tally.each(ended):
        tally.survived()


def _plans(bench: Bench, number: int) -> list[Command]:
    """Made of one state: whoever comes second finds it changed, and what it wants to do still right."""
    configured(bench.at)
    bench.done(("apply", "--auto-approve"))
    for each in range(number):
        (bench.at / "contoso.yaml").write_text(f"{CONTOSO}      - p{each}@contoso.com\n")
        bench.done(("plan", "--out", f"{each}.plan"))
    bench.keep()
    return [("--lock-timeout", "5m", "apply", f"{each}.plan", "--auto-approve") for each in range(number)]


def _invited(seen: Seen) -> set[int]:
    """Whose plan is applied."""
    (contoso,) = seen.estates
    people = [invitation["person"] for invitation in contoso["workspaces"]["finance"]["invitations"]]
    return {int(person[1 : person.index("@")]) for person in people if person[1].isdigit()}


def _at_once(bench: Bench, plans: Sequence[Command], chance: random.Random) -> list[tuple[int, int]]:
    """How each ended, by its number."""
    alive = {bench.started(command, said=f"crowd-{number}"): number for number, command in enumerate(plans)}
    for pid in alive:
        bench.nursery.go(pid)
    return [(bench.nursery.waited(pid), alive.pop(pid)) for pid in _one_after_the_other(alive, chance)]


def _one_after_the_other(alive: Mapping[int, int], chance: random.Random) -> Iterator[int]:
    """As they end; half of them may be killed, so that some are left to tell of."""
    left, turn = len(alive) // 2, time.monotonic() + FIRST
    with DefaultSelector() as waiting:
        for pid in alive:
            waiting.register(os.pidfd_open(pid), EVENT_READ, pid)
        while alive:
            ended = [key for key, _ in waiting.select(max(turn - time.monotonic(), 0) if left else None)]
            if left and not ended:
                os.kill(chance.choice([*alive]), signal.SIGKILL)
                left, turn = left - 1, turn + EVERY
            for key in ended:
                waiting.unregister(key.fileobj)
                os.close(key.fd)
                yield key.data


def test_a_holder_that_is_stopped_for_longer_than_the_timeout_loses_nothing(bench: Bench, tally: Tally) -> None:
    """Its lock is its own as long as it lives: nobody breaks it, and who waits in vain is told who holds it."""
    need_strace(bench)
    applied(bench)
    (bench.at / "answers.csv").write_text(ANSWERS)
    bench.keep()
    record = ("record", "answers.csv")
    bench.warm(record)
    for signed in tally.each(range(1, 3)):
        with stopped_at(bench.begin(), record, Point("pwrite64", signed)) as holder:
            (waiter,) = bench.ran(("--lock-timeout", "1s", *record))
        _, again, end = bench.look_and_again(record)

        assert waiter.code == ExitCode.STALE or signed > 1, waiter
        assert waiter.code != ExitCode.STALE or "is locked by" in waiter.err, waiter
        assert (holder.code, again.code) == (ExitCode.DONE, ExitCode.DONE)
        assert end.serials == {"contoso": 2, "fabrikam": 2}
        tally.survived()
