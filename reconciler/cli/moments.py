"""``--at`` and ``--date`` of the commands that read a state, and the door that they open."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from reconciler.cli.options import option
from reconciler.cli.session import Session, day

if TYPE_CHECKING:
    from reconciler.workflows.as_of import AsOf

AT = option("--at", metavar="TIME|APPLY", help="As it was then: 2026-06-01 (its end), a time, or right after an apply.")


@contextmanager
def looking(session: Session, at: str | None, on: str | None = None) -> Iterator["AsOf"]:
    """The state as it is, or as it was at ``at``, to be judged on a day; which moment that is, is said."""
    from reconciler.workflows.as_of import When, as_of  # start-up time: not every command opens a state

    with as_of(session.state(), When(at, day(on)), session.world()) as then:
        if then.moment is not None:
            session.say(f"As it was {then.said}, judged on {then.on}.\n")
        yield then
