"""The loop of ``watch``: a round, a sleep, and what wakes or ends it from outside."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from time import monotonic
from types import FrameType

from reconciler.errors import ExitCode
from reconciler.workflows.watch import Round, Watched, one_round
from reconciler.workflows.watch_events import Event, Level, Tell
from reconciler.workflows.world import World

After = Callable[[Round, float, float], None]
LONGEST = 900.0
"""Seconds between two tries, however often it failed."""


@dataclass(slots=True)
class Outside:
    """SIGHUP wakes. SIGTERM and Ctrl-C end it after the customer in hand; who cannot wait sends a second one."""

    ended: signal.Signals | None = None
    _woken: "SimpleQueue[int]" = field(default_factory=SimpleQueue)
    """What is put into it may come in the middle of looking into it: an Event would wait for itself."""

    @contextmanager
    def heard(self) -> Iterator[None]:
        before = {which: signal.signal(which, self._told) for which in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
        try:
            yield
        finally:
            for which, handler in before.items():
                signal.signal(which, handler)

    def _told(self, which: int, _frame: FrameType | None) -> None:
        if which != signal.SIGHUP:
            if self.ended is not None:
                raise KeyboardInterrupt
            self.ended = signal.Signals(which)
        self._woken.put(which)

    def goes_on(self) -> bool:
        return self.ended is None

    def sleep(self, seconds: float) -> None:
        with suppress(Empty):
            self._woken.get(timeout=seconds if self.goes_on() else 0)
        for _ in range(self._woken.qsize()):
            self._woken.get_nowait()


@dataclass(slots=True)
class Loop:
    """``after`` is told of each round, how long it took, and in how many seconds the next one begins."""

    watched: Watched
    world: World
    every: float
    outside: Outside
    tell: Tell
    after: After
    _run: str = ""
    _failed: int = 0

    def once(self) -> Round:
        return self._round(0)

    def forever(self) -> int:
        """Until somebody ends it: 0 for SIGTERM, which is how a service is stopped, and 130 for Ctrl-C."""
        number = 0
        while self.outside.goes_on():
            wait = self._wait(self._round(number))
            number += 1
            self.outside.sleep(wait)
        return ExitCode.DONE if self.outside.ended is signal.SIGTERM else ExitCode.INTERRUPTED

    def _say(self, event: Event) -> None:
        self.tell(event._replace(facts={"run": self._run, **event.facts}))

    def _round(self, number: int) -> Round:
        self._run, started = self.world.randomness(f"round {number}", 6).hex(), monotonic()
        try:
            made = one_round(self.watched, self.world, self._say)
        except Exception as bug:  # noqa: BLE001 - the outermost door of a round: the next one may go well
            made = self._of_bug(bug)
        took = monotonic() - started
        self._failed = self._failed + 1 if made.faults else 0
        self.after(made, took, self._wait(made))
        self._tell_round(made, took)
        return made

    def _wait(self, made: Round) -> float:
        """Twice as long after each failure, and not for all watchers of a broken server the same."""
        if not made.faults:
            return self.every
        longest = max(self.every, min(self.every * 2.0 ** min(self._failed, 20), LONGEST))
        share = int.from_bytes(self.world.randomness(f"wait {self._run}", 2)) / 0xFFFF
        return max(self.every, longest * (0.5 + share / 2))

    def _tell_round(self, made: Round, took: float) -> None:
        results: dict[str, int] = {}
        for each in made.receipt.customers if made.receipt is not None else ():
            results[each.result.value] = results.get(each.result.value, 0) + 1
        outcome = "ok" if made.ok else "failed" if made.faults else "unsound"
        facts = {"outcome": outcome, "commit": made.commit, "customers": results, "seconds": round(took, 3)}
        if made.receipt is not None and made.receipt.summary:
            facts["changes"] = dict(sorted(made.receipt.summary.items()))
        self._say(Event(Level.WARNING if made.exit_code else Level.INFO, "round", facts))

    def _of_bug(self, bug: Exception) -> Round:
        """Its text may hold an address, so only its type and place are said."""
        frame = bug.__traceback__
        while frame is not None and frame.tb_next is not None:
            frame = frame.tb_next
        place = f"{frame.tb_frame.f_code.co_filename.rpartition('/')[2]}:{frame.tb_lineno}" if frame is not None else ""
        why = f"This is a bug in reconciler. ({type(bug).__name__} at {place})"
        self._say(Event(Level.ERROR, "bug", {"why": why, "help": "please report this line"}))
        return Round(faults=[OSError(why)])
