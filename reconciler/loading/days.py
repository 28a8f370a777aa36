"""Days as they are written: YYYY-MM-DD and nothing else."""

import re
from datetime import date

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def is_day(text: object) -> bool:
    """True also for what is no text: its type is judged elsewhere, as JSON Schema's formats do."""
    if not isinstance(text, str):
        return True
    if not _DAY.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def day(text: str | None) -> date | None:
    """The day in a text that ``is_day`` has judged."""
    return None if text is None else date.fromisoformat(text)
