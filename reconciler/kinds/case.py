"""A support request opened in a workspace, and what it has used of a benefit.

A case is known by its workspace and a number that counts within it, so that no number tells how many cases others have.
It names people by their number, which no new address and no merge of people changes.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from reconciler.kinds.personal import PERSONAL

HUNDREDTHS = 100
_QUANTITY = re.compile(r"([0-9]{1,9})(?:\.([0-9]{1,2}))?")


class CaseSeverity(StrEnum):
    """From worst to least."""

    CRITICAL = "critical"
    HIGH = "high"
    NORMAL = "normal"


@dataclass(frozen=True, slots=True)
class Case:
    """``used`` counts hundredths of the benefit's unit, and is known when the case is closed. ``reopened`` is
    when it was opened again the last time, if ever."""

    title: str = field(metadata=PERSONAL)
    opened: date
    opened_by: int
    severity: CaseSeverity = CaseSeverity.NORMAL
    benefit: str | None = None
    closed: date | None = None
    closed_by: int | None = None
    used: int = 0
    reopened: date | None = None
    reopened_by: int | None = None

    @property
    def open(self) -> bool:
        return self.closed is None

    def age(self, on: date) -> int:
        """Days for which it has been open, or was."""
        return max(0, ((self.closed or on) - self.opened).days)


def hundredths(text: str) -> int:
    """A quantity with two decimals at most, ``3.5`` or ``12.25``, in hundredths. ValueError where it is none."""
    match = _QUANTITY.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is no quantity")
    return int(match[1]) * HUNDREDTHS + int((match[2] or "").ljust(2, "0"))


def quantity_said(count: int) -> str:
    """The inverse, for people: ``1,234.5``; what is below nothing has a minus."""
    whole, part = divmod(abs(count), HUNDREDTHS)
    decimals = f".{part:02}".rstrip("0") if part else ""
    return f"{'-' if count < 0 else ''}{whole:,}{decimals}"


def in_units(count: int) -> float:
    """Hundredths as a number for programs: 3.5, or 3 where it is whole."""
    return count // HUNDREDTHS if count % HUNDREDTHS == 0 else count / HUNDREDTHS


def used_of(cases: Iterable[Case], benefit: str, since: date | None) -> int:
    """Hundredths of a benefit that these cases used, as far as they were closed from ``since`` on: what was used of an
    earlier contract is not taken from the one that followed it."""
    counted = (c for c in cases if c.benefit == benefit and c.closed is not None)
    return sum(c.used for c in counted if since is None or (c.closed is not None and c.closed >= since))
