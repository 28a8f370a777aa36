"""Several processes that do the same for one customer after the other; what comes of it is given in the order asked.

Each is a fork that opens what it needs itself (``begin``): no connection is open while they are made. It is given a
customer as it has time for one, so that large ones keep nobody waiting, and only so far ahead of what was taken that
memory stays bounded. What one cannot do, whatever the reason, is told as not done: whoever asks does it then, and fails
as one process would. They ignore Ctrl-C, which ends the first process, and that ends them; where it is killed they
find nobody to listen to any more.
"""

import os
import pickle
import select
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Generic, NoReturn, Self, TypeVar

from reconciler.errors import ReconcilerError
from reconciler.kinds.estate import CustomerId

T = TypeVar("T")
Work = Callable[[CustomerId], T]

_AHEAD = 2
"""Customers that one process is given at once: it starts the next one while its last result is fetched."""
_WAITING = 8
"""Customers for each process of whom nothing was taken yet."""
_PIECE = 1024 * 1024
_LENGTH = 8
"""Bytes before each result."""


@dataclass(slots=True)
class _Hand:
    """One of the processes, as the first one sees it. ``given`` are its customers without a result, ``heard`` what
    came from it and is no whole result yet."""

    process: int
    tasks: int
    results: int
    given: deque[CustomerId] = field(default_factory=deque)
    heard: bytearray = field(default_factory=bytearray)


class Crew(Generic[T]):
    def __init__(self, size: int, begin: Callable[[], Work[T]]) -> None:
        self._size, self._begin = size, begin
        self._hands: list[_Hand] = []
        self._done: dict[CustomerId, T | None] = {}

    def __enter__(self) -> Self:
        try:
            for _ in range(self._size):
                self._hands.append(self._fork())
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def each(self, customers: Sequence[CustomerId], here: Work[T]) -> Iterator[T]:
        """``here`` does what was not done. ReconcilerError where one of the processes was ended from outside."""
        waiting, order = deque(customers), deque[CustomerId]()
        while waiting or order:
            while waiting and len(order) < _WAITING * self._size and (hand := self._idlest()) is not None:
                order.append(waiting.popleft())
                self._give(hand, order[-1])
            while order and order[0] not in self._done:
                self._hear()
                if waiting and self._idlest() is not None and len(order) < _WAITING * self._size:
                    break
            if order and order[0] in self._done:
                customer = order.popleft()
                found = self._done.pop(customer)
                yield found if found is not None else here(customer)

    def _idlest(self) -> _Hand | None:
        hand = min(self._hands, key=lambda each: len(each.given))
        return hand if len(hand.given) < _AHEAD else None

    def _give(self, hand: _Hand, customer: CustomerId) -> None:
        hand.given.append(customer)
        try:
            os.write(hand.tasks, f"{customer}\n".encode())
        except BrokenPipeError:
            self._refuse_ended(hand)

    def _hear(self) -> None:
        ready, _, _ = select.select([hand.results for hand in self._hands], (), ())
        for hand in self._hands:
            if hand.results in ready:
                self._take(hand)

    def _take(self, hand: _Hand) -> None:
        piece = os.read(hand.results, _PIECE)
        if not piece:
            self._refuse_ended(hand)
        hand.heard += piece
        while len(hand.heard) >= _LENGTH:
            end = _LENGTH + int.from_bytes(hand.heard[:_LENGTH])
            if len(hand.heard) < end:
                break
            result = bytes(hand.heard[_LENGTH:end])
            del hand.heard[:end]
            self._done[hand.given.popleft()] = pickle.loads(result) if result else None  # noqa: S301 - of our own fork, through our own pipe

    def _refuse_ended(self, hand: _Hand) -> NoReturn:
        _, status = os.waitpid(hand.process, 0)
        self._hands.remove(hand)
        _shut(hand)
        ended = f"by signal {-code}" if (code := os.waitstatus_to_exitcode(status)) < 0 else f"with {code}"
        busy = f" while it was at {hand.given[0]}" if hand.given else ""
        raise ReconcilerError(
            f"one of {self._size} processes ended {ended}{busy}; nothing was changed",
            "run the same command again; where memory is short, with a smaller --parallel",
        )

    def _fork(self) -> _Hand:
        (to_do, tasks), (results, done) = os.pipe(), os.pipe()
        process = os.fork()
        if process:
            os.close(to_do)
            os.close(done)
            return _Hand(process, tasks, results)
        try:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            for end in (tasks, results, *(end for hand in self._hands for end in (hand.tasks, hand.results))):
                os.close(end)
            _serve(self._begin, to_do, done)
        finally:
            os._exit(0)

    def _end(self) -> None:
        for hand in self._hands:
            _shut(hand)
            with suppress(ProcessLookupError):
                os.kill(hand.process, signal.SIGKILL)
            with suppress(ChildProcessError):
                os.waitpid(hand.process, 0)
        self._hands = []


def _shut(hand: _Hand) -> None:
    os.close(hand.tasks)
    os.close(hand.results)


def _serve(begin: Callable[[], Work[Any]], to_do: int, done: int) -> None:
    work: Work[Any] | None = None
    with os.fdopen(to_do, "rb") as asked, os.fdopen(done, "wb") as told:
        for line in asked:
            try:
                work = work or begin()
                result = pickle.dumps(work(CustomerId(line.decode().rstrip("\n"))), pickle.HIGHEST_PROTOCOL)
            except Exception:  # noqa: BLE001 - it is said where it happens again, in the first process
                result = b""
            told.write(len(result).to_bytes(_LENGTH) + result)
            told.flush()
