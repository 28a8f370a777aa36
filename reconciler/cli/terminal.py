"""Standard error and the terminal: how it looks, talking to it, asking it, and showing progress on it."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from select import select
from typing import IO, TYPE_CHECKING, Any

from reconciler.reporting.look import WIDTH_OF_A_PIPE, Look

if TYPE_CHECKING:
    from reconciler.cli.masking import Masker

_NARROWEST = 40
_QUICK = 1.0
"""Seconds; what is done within them shows no progress."""
_BETWEEN = 0.1
"""Seconds between two looks at the progress."""


def look_of(stream: IO[Any] | None, environ: Mapping[str, str], color: str = "auto") -> Look:
    """How text for this stream should look. A pipe has a fixed width and, unless asked for, no colours."""
    terminal = stream is not None and not stream.closed and stream.isatty()
    width = _width_of_the_terminal() if terminal else WIDTH_OF_A_PIPE
    if "COLUMNS" in environ and environ["COLUMNS"].isdecimal():
        width = max(_NARROWEST, int(environ["COLUMNS"]))
    plain = bool(environ.get("NO_COLOR")) or environ.get("TERM") == "dumb"
    colour = color == "always" or (color == "auto" and terminal and not plain)
    return Look(width, colour, unicode=_is_utf8(stream, environ))


def _width_of_the_terminal() -> int:
    import shutil  # start-up time: a pipe has none

    return max(_NARROWEST, shutil.get_terminal_size((WIDTH_OF_A_PIPE, 24)).columns)


def _is_utf8(stream: IO[Any] | None, environ: Mapping[str, str]) -> bool:
    """Python reads and writes UTF-8 in the C locale too (PEP 538, PEP 540), a terminal there does not: so the
    locale decides. PEP 538 sets LC_CTYPE itself, which then says nothing."""
    encoding = (getattr(stream, "encoding", None) or "utf-8").lower().replace("_", "-")
    if encoding not in ("utf-8", "utf8"):
        return False
    ctype = environ.get("LC_CTYPE", "")
    coerced = ctype in ("C.UTF-8", "C.utf8", "UTF-8") and environ.get("LANG", "C") in ("", "C", "POSIX")
    locale = environ.get("LC_ALL") or ("" if coerced else ctype) or environ.get("LANG") or ""
    return locale.lower().replace("-", "").endswith("utf8") or bool(environ.get("PYTHONIOENCODING"))


def stderr_look() -> Look:
    return look_of(sys.stderr, os.environ)


_maskers: "list[Masker]" = []
"""The one of this run, if it has one: errors are said where no command is any more."""


def mask_emails(wanted: bool) -> None:
    """From now on, or not any more."""
    _maskers.clear()
    if wanted:
        from reconciler.cli.masking import Masker  # start-up time: few mask anything

        _maskers.append(Masker())


def masking_learns(texts: Callable[[], Iterable[str]], own_words: Iterable[str]) -> None:
    """What else is personal, where anything is to be masked; ``own_words`` never are."""
    for masker in _maskers:
        masker.learn(texts, own_words)


def masked(text: Iterable[str]) -> Iterable[str]:
    """Text that may leave, as it may."""
    return _maskers[0].lines(text) if _maskers else text


def talk(text: str) -> None:
    """Talk goes to stderr, and nobody need listen: a closed stderr stops nothing."""
    try:
        sys.stderr.write("".join(masked([text])))
        sys.stderr.flush()
    except (OSError, ValueError, AttributeError, UnicodeError):
        pass


def can_ask() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def is_watched() -> bool:
    return sys.stderr is not None and sys.stderr.isatty()


def asked(question: str) -> bool:
    """Whether somebody at the terminal types ``yes``, and nothing else."""
    talk(f"{question} ")
    _wait_for_a_line()
    return sys.stdin.readline().strip() == "yes"


def _wait_for_a_line() -> None:
    """A signal that comes just before ``readline`` begins to wait would be noticed only after the answer; here it ends
    the wait by a byte in a pipe, whenever it comes."""
    told, tell = os.pipe()
    os.set_blocking(tell, False)
    before = signal.set_wakeup_fd(tell)
    try:
        select([sys.stdin, told], [], [])
    finally:
        signal.set_wakeup_fd(before)
        os.close(told)
        os.close(tell)


class Progress:
    """A line on stderr that is rewritten in place, where somebody watches; only for what takes over a second."""

    def __init__(self, watched: bool, clock: Callable[[], float] = time.monotonic) -> None:
        self._watched, self._clock = watched, clock
        self._started = self._shown = clock()
        self._drawn = False
        self._what, self._since, self._from = "", self._started, 0

    def __call__(self, what: str, done: int, total: int) -> None:
        now = self._clock()
        if what != self._what:
            self._what, self._since, self._from = what, now, done
        if not self._watched or now - self._started < _QUICK or now - self._shown < _BETWEEN:
            return
        self._shown, self._drawn = now, True
        talk(f"\r{what} {done:,}{f' of {total:,}' if total else ''}{self._left(now, done, total)}\x1b[K")

    def _left(self, now: float, done: int, total: int) -> str:
        """The time that the rest takes, if it goes on as it went since this began; nothing before that is known."""
        spent, steps = now - self._since, done - self._from
        if spent < _QUICK or steps <= 0 or done >= total:
            return ""
        return f", {_rounded(spent * (total - done) / steps)} left"

    def clear(self) -> None:
        """Before anything else is written."""
        if self._drawn:
            talk("\r\x1b[K")
            self._drawn = False


def _rounded(seconds: float) -> str:
    """Nobody counts the seconds of an estimate of hours."""
    minutes = round(seconds / 60)
    if minutes >= 90:
        return f"about {round(minutes / 60)} h"
    return f"about {minutes} min" if seconds >= 90 else f"about {max(1, round(seconds))} s"
