"""How an edit of the configuration is shown: what is different now, and what to type next."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reconciler.cli.session import Session
from reconciler.reporting.look import Look, Shade

if TYPE_CHECKING:
    from reconciler.workflows.desk import Desk

_SHADES = {"+": Shade.ADD, "-": Shade.REMOVE}


def put_edit(desk: "Desk", session: Session) -> int:
    """The exit code. The difference is data; what else there is to know is talk."""
    session.put(_coloured(desk.differences(), session.shown))
    for note in desk.notes:
        session.say(session.look.safe(f"note: {note}") + "\n")
    session.say("Nothing was applied. Next: reconciler plan\n")
    return 0


def _coloured(lines: list[str], look: Look) -> Iterator[str]:
    for line in lines:
        shade = _SHADES.get(line[:1])
        yield (look.painted(shade, look.safe(line)) if shade else look.safe(line)) + "\n"
