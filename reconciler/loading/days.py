"""Days and moments as people write them: YYYY-MM-DD, and YYYY-MM-DDTHH:MM:SSZ; nothing else that Python can read."""

import re
from datetime import UTC, date, datetime

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(_DAY.pattern + r"[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})?")


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


def moment(text: str) -> datetime:
    """The moment, in UTC, that a text names; one without a zone is in UTC. ValueError where it is none."""
    if not _MOMENT.fullmatch(text):
        raise ValueError(f"{text!r} is no moment")
    try:
        named = datetime.fromisoformat(text)
        return named.replace(tzinfo=named.tzinfo or UTC).astimezone(UTC)
    except OverflowError:
        raise ValueError(f"{text!r} is before all days or after them") from None
