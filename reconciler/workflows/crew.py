"""Several processes that do the same for one thing after the other; what comes of it is given in the order asked.

Each is a fork that opens what it needs itself (``begin``): no connection is open while they are made. It is asked as it
has time, so that what is large keeps nobody waiting, and only so far ahead of what was taken that memory stays bounded.
What one cannot do, whatever the reason, is told as not done, and nor is what it was asked where it is ended from
outside: whoever asks does it then, and fails as one process would. They ignore Ctrl-C, which ends the first process,
and that ends them; where it is killed they find nobody to listen to any more.
"""

import fcntl
import os
import select
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, suppress
from dataclasses import dataclass, field
from typing import Any, Generic, Self, TypeVar

from reconciler.workflows.bundles import Bundle, Heard, heard

Q = TypeVar("Q")
T = TypeVar("T")
Work = Callable[[Q], T]
Begin = Callable[[Any], AbstractContextManager[Work[Q, T | None]]]

AHEAD = 2
"""So many one process is asked at once: it starts the next one while its last answer is fetched."""
_MOST_AHEAD, _PARTS = 8, 32
"""The same of thousands, since what is small is told together; of few, so many that no process has much to do still
when the others are done."""
_WAITING = 4
"""So many times as many are asked of whom nothing was taken yet."""
_HELD = 32 * 1024 * 1024
"""Bytes of answers that wait behind another one; what comes after waits in the pipes."""
_PIPE = 1024 * 1024


def ahead_of(questions: int, size: int) -> int:
    """How many of so many questions each of ``size`` processes is asked at once."""
    return max(AHEAD, min(_MOST_AHEAD, questions // (_PARTS * size)))


@dataclass(slots=True)
class _Hand:
    """One of the processes, as the first one sees it. ``given`` are the numbers of the questions without an answer."""

    process: int
    tasks: int
    results: int
    begun: bool = False
    questions: Bundle = field(default_factory=Bundle)
    given: deque[int] = field(default_factory=deque)

    def tell(self) -> None:
        with suppress(BrokenPipeError):  # it has ended, which is heard too
            self.questions.tell(self.tasks)


class Crew(Generic[Q, T]):
    """``begin`` is given the ``brief`` of ``each``, once in every process. Without an answer, which None is too, a
    question is not done. ``ahead`` is for those who are long away with what they have taken."""

    def __init__(self, size: int, begin: Begin[Q, T], ahead: int = AHEAD) -> None:
        self._size, self._begin, self._ahead = size, begin, ahead
        self._hands: list[_Hand] = []
        self._answers: dict[int, Heard | None] = {}
        """Who tells the answers to these questions: nobody, of those that are not done."""

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

    def each(self, questions: Iterable[Q], here: Work[Q, T], brief: object = None) -> Iterator[T]:
        """``here`` does what was not done."""
        waiting, asked = enumerate(questions), deque[tuple[int, Q]]()
        while True:
            self._ask(waiting, asked, brief)
            if not asked:  # nobody is left, or nothing
                yield from (here(question) for _, question in waiting)
                return
            if asked[0][0] in self._answers:
                number, question = asked.popleft()
                answer = self._answers.pop(number)
                found = answer.next() if answer is not None else None
                yield found if found is not None else here(question)
            else:
                self._hear(asked[0][0])

    def _ask(self, waiting: Iterator[tuple[int, Q]], asked: deque[tuple[int, Q]], brief: object) -> None:
        """Several together, by halves of what one may be asked: while the answers to one half are fetched, they are at
        the other."""
        half = self._ahead // 2
        few = [hand for hand in self._hands if len(hand.given) <= half]
        while few and len(asked) < _WAITING * self._ahead * self._size:
            hand = min(few, key=lambda each: len(each.given))
            if len(hand.given) == self._ahead or (following := next(waiting, None)) is None:
                break
            if not hand.begun:
                hand.begun = True
                hand.questions.add(brief)
            asked.append(following)
            hand.given.append(following[0])
            hand.questions.add(following[1])
            if hand.questions.count >= half:
                hand.tell()
        for hand in few:
            hand.tell()

    def _hear(self, first: int) -> None:
        """Waits until something comes, if it must be the answer to the first question, which whoever has it is at."""
        enough = sum(told.size for told in {*self._answers.values()} if told is not None) > _HELD
        heard = {hand.results: hand for hand in self._hands if not enough or first in hand.given}
        for ready in select.select(list(heard), (), ())[0]:
            self._take(heard[ready])

    def _take(self, hand: _Hand) -> None:
        told = heard(hand.results)
        if told is None:
            self._gone(hand)
        else:
            self._answers.update((hand.given.popleft(), told) for _ in range(told.left))

    def _gone(self, hand: _Hand) -> None:
        self._hands.remove(hand)
        self._answers.update(dict.fromkeys(hand.given))
        _end(hand)

    def _fork(self) -> _Hand:
        (to_do, tasks), (results, done) = os.pipe(), os.pipe()
        with suppress(OSError, AttributeError):  # what is in a large one keeps nobody waiting; not every system has any
            fcntl.fcntl(done, fcntl.F_SETPIPE_SZ, _PIPE)
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
            _end(hand)
        self._hands = []


def _end(hand: _Hand) -> None:
    os.close(hand.tasks)
    os.close(hand.results)
    with suppress(ProcessLookupError):
        os.kill(hand.process, signal.SIGKILL)
    with suppress(ChildProcessError):
        os.waitpid(hand.process, 0)


def _serve(begin: Begin[Any, Any], to_do: int, done: int) -> None:
    """What is asked together is answered together."""
    work: Work[Any, Any] | None = None
    answers, asked = Bundle(), heard(to_do)
    brief = asked.next() if asked is not None else None
    with ExitStack() as opened:
        while asked is not None:
            while asked.left:
                question = asked.next()
                try:
                    work = work or opened.enter_context(begin(brief))
                    answers.add(work(question))
                except Exception:  # noqa: BLE001 - it is said where it happens again, in the first process
                    answers.tell(done)
                    answers.add(None)
                if answers.large:
                    answers.tell(done)
            answers.tell(done)
            asked = heard(to_do)
