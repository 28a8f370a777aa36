"""Counting days, as far as there are any: 9999-12-31 is how people write "for ever", and has no day after it."""

from datetime import date, timedelta


def days_after(day: date, count: int = 1) -> date:
    """So many days later, or earlier; the last or first day there is where that would lie beyond."""
    try:
        return day + timedelta(days=count)
    except OverflowError:
        return date.max if count > 0 else date.min
