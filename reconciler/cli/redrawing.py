"""A command that looks again and again: a page that is drawn anew on a terminal, and on a pipe only what is new."""

import shutil
import threading
from collections.abc import Callable, Iterable, Sequence

from reconciler.cli.session import Session
from reconciler.reporting.words import counted

_HOME, _REST, _LINE = "\x1b[H", "\x1b[J", "\x1b[K"


def redrawn(look: Callable[[], Iterable[str]], session: Session, every: float, *, terminal: bool) -> int:
    """Until Ctrl-C, or until nobody reads any more."""
    shown: list[str] = []
    asleep = threading.Event()
    while True:
        lines = "".join(look()).splitlines()
        fresh = _page(lines, shutil.get_terminal_size().lines) if terminal else _new(lines, shown)
        if fresh and not session.put(fresh):
            return 0
        shown = lines
        asleep.wait(every)


def _page(lines: Sequence[str], height: int) -> list[str]:
    """Written over what is there, so that nothing flickers; what does not fit is counted."""
    room = max(height - 1, 2)
    if len(lines) > room:
        lines = [*lines[: room - 1], f"and {counted(len(lines) - room + 1, 'more line')}"]
    return [_HOME, *(f"{line}{_LINE}\n" for line in lines), _REST]


def _new(lines: Sequence[str], shown: Sequence[str]) -> list[str]:
    before = set(shown)
    return [f"{line}\n" for line in lines if line not in before]
