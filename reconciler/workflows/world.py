"""The world outside, as the core asks for it: clock, chance, who is acting, and where progress goes."""

import os
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from hashlib import shake_256
from typing import NamedTuple

from reconciler.errors import WrongUsage
from reconciler.loading.days import moment
from reconciler.ports import Clock, Randomness

Progress = Callable[[str, int, int], None]
"""``progress(what, done, total)``; total 0 where it is not known."""


def always() -> bool:
    """Of somebody who is never asked to end in the middle."""
    return True


def silent(_what: str, _done: int, _total: int) -> None:
    """The progress of somebody who does not watch."""


class World(NamedTuple):
    """``verified`` says that the actor proved to be who they are; ``fixed`` that clock or chance were set by hand, for
    tests and rehearsals. ``goes_on`` is asked between two customers and two letters: where it is false, what is in hand
    is finished, and the rest is left for another time."""

    clock: Clock
    randomness: Randomness
    actor: str
    via: str = "operator"
    verified: bool = False
    progress: Progress = silent
    fixed: bool = False
    goes_on: Callable[[], bool] = always

    def signed_by(self, signer: str) -> "World":
        """The same, where a signature tells who acts."""
        return self._replace(actor=signer, via="signature", verified=True)

    def today(self) -> date:
        return self.clock().date()


def of_environment(environ: Mapping[str, str], progress: Progress = silent) -> World:
    """``RECONCILER_NOW`` and ``RECONCILER_SEED`` fix clock and chance; ``RECONCILER_ACTOR`` names who acts.
    WrongUsage where ``RECONCILER_NOW`` is no moment."""
    now, seed = environ.get("RECONCILER_NOW"), environ.get("RECONCILER_SEED")
    return World(
        clock=_fixed_clock(now) if now else _utc_now,
        randomness=_seeded(seed) if seed else _random,
        actor=environ.get("RECONCILER_ACTOR") or _whoever_runs_this(environ),
        progress=progress,
        fixed=bool(now or seed),
    )


def _utc_now() -> datetime:
    return datetime.now(UTC)


def _fixed_clock(text: str) -> Clock:
    try:
        fixed = moment(text)
    except ValueError:
        raise WrongUsage(
            f"RECONCILER_NOW is {text!r}, which is no moment", "write it like 2026-06-01T09:00:00Z"
        ) from None
    return lambda: fixed


def _random(_purpose: str, count: int) -> bytes:
    return os.urandom(count)


def _seeded(seed: str) -> Randomness:
    """A stream for each purpose, so that the order of customers or the kind of store changes nothing."""
    return lambda purpose, count: shake_256(f"{seed}\0{purpose}".encode()).digest(count)


def _whoever_runs_this(environ: Mapping[str, str]) -> str:
    name = environ.get("LOGNAME") or environ.get("USER") or f"uid-{os.getuid()}"
    return f"{name}@{os.uname().nodename}"
