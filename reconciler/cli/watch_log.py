"""What ``watch`` says: one JSON object a line, on stderr, for whatever collects logs."""

import json

from reconciler.cli.terminal import talk
from reconciler.ports import Clock
from reconciler.workflows.watch_events import Event, Level, Tell


def log(clock: Clock, *, quiet: bool) -> Tell:
    """Quiet, only warnings and errors are said."""

    def tell(event: Event) -> None:
        if quiet and event.level is Level.INFO:
            return
        heading = {"time": f"{clock():%Y-%m-%dT%H:%M:%SZ}", "level": event.level.value, "event": event.event}
        talk(json.dumps({**heading, **event.facts}) + "\n")

    return tell
