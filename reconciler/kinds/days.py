"""Days as far as there are any, and how a moment is written.

9999-12-31 is how people write "for ever", and has no day after it; 0001-01-01 is what some exports write for "unknown".
"""

from datetime import UTC, date, datetime, timedelta


def days_after(day: date, count: int = 1) -> date:
    """So many days later, or earlier; the last or first day there is where that would lie beyond."""
    try:
        return day + timedelta(days=count)
    except OverflowError:
        return date.max if count > 0 else date.min


def day_of(text: str | None) -> date | None:
    """The day that a text as of ``isoformat`` names; None where nothing is said. ValueError where it is none."""
    return None if text is None else date.fromisoformat(text)


def in_utc(moment: datetime) -> str:
    """``2026-06-01T09:00:00Z``. Not by ``strftime``, whose year 900 has three digits and is read back by nobody."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
