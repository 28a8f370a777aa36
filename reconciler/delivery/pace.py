"""How fast mails leave: so many a minute, evenly."""

import time
from collections.abc import Callable


class Pace:
    """None a minute is as fast as it goes."""

    def __init__(
        self,
        per_minute: int | None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._between = 60.0 / per_minute if per_minute else 0.0
        self._clock, self._sleep = clock, sleep
        self._next = clock()

    def wait(self) -> None:
        """Before each mail. What was late is not made up for by a burst."""
        if self._between:
            now = self._clock()
            if now < self._next:
                self._sleep(self._next - now)
            self._next = max(self._next, now) + self._between

    def at_once(self, most: int, seconds: float = 10.0) -> int:
        """How many mails leave in so many seconds, at most so many."""
        return max(1, min(most, int(seconds / self._between))) if self._between else most
