"""What ``watch`` says while it runs: one event after the other, in its log."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import NamedTuple

from reconciler.findings import Finding, Severity

MOST_FINDINGS = 20
"""Of one commit; whoever wrote it sees the others with ``validate``."""


class Level(StrEnum):
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class Event(NamedTuple):
    """One thing that happened, in a word, and what belongs to it."""

    level: Level
    event: str
    facts: Mapping[str, object]


Tell = Callable[[Event], None]


def tell_findings(findings: tuple[object, ...], tell: Tell) -> None:
    """Where each is and what it is about; who is concerned is for those who read the file."""
    errors = [f for f in findings if isinstance(f, Finding) and f.severity is Severity.ERROR]
    for f in errors[:MOST_FINDINGS]:
        at = {"file": f.place.file, "line": f.place.line} if f.place is not None else {}
        tell(Event(Level.ERROR, "finding", {"rule": f.rule, "summary": f.summary, **at}))
