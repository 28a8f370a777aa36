"""What protects a customer from its own plans, and the terms on which people are invited.

Limits in force are those in the state (D-21); terms come with the configuration and are not remembered.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum

from reconciler.kinds.address import PersonKey
from reconciler.kinds.assertion import Assertion, together


@dataclass(frozen=True, slots=True)
class Limits:
    """A plan may take access from max(``removals_floor``, ``removals_percent`` of the memberships); higher is looser.
    ``min_admins`` is how many accepted admins a workspace keeps (D-08); lower is looser. A roster may lose
    max(``shrunken_rows``, ``shrunken_percent`` of its rows) before its removals are held (D-18); higher is looser, as
    for ``run_*`` (removals of one run that touches several customers, of all memberships) and ``invitations_*``
    (invitations of one plan, of the memberships). ``assertions`` are kept in the order of ``together``; fewer are
    looser."""

    removals_floor: int = 10
    removals_percent: float = 5.0
    min_admins: int = 1
    shrunken_rows: int = 10
    shrunken_percent: float = 10.0
    run_floor: int = 25
    run_percent: float = 2.5
    invitations_floor: int = 50
    invitations_percent: float = 20.0
    assertions: tuple[Assertion, ...] = ()

    def tighter(self, other: "Limits") -> "Limits":
        """The stricter of the two in every part."""
        if self == other:
            return self
        return Limits(
            min(self.removals_floor, other.removals_floor),
            min(self.removals_percent, other.removals_percent),
            max(self.min_admins, other.min_admins),
            min(self.shrunken_rows, other.shrunken_rows),
            min(self.shrunken_percent, other.shrunken_percent),
            min(self.run_floor, other.run_floor),
            min(self.run_percent, other.run_percent),
            min(self.invitations_floor, other.invitations_floor),
            min(self.invitations_percent, other.invitations_percent),
            together(self.assertions, other.assertions),
        )

    def renamed(self, old: str, new: str) -> "Limits":
        """The same, after a workspace got another id."""
        if not self.assertions:
            return self
        return replace(self, assertions=together((a.renamed(old, new) for a in self.assertions), ()))

    def readdressed(self, names: Mapping[PersonKey, PersonKey]) -> "Limits":
        """The same, after people got another key (old to new)."""
        if not self.assertions:
            return self
        return replace(self, assertions=together((a.readdressed(names) for a in self.assertions), ()))

    def removals_allowed(self, memberships: int) -> int:
        return _larger(self.removals_floor, self.removals_percent, memberships)

    def removals_said(self, memberships: int) -> str:
        """Which of the two counts: "5 %" or "at least 10"."""
        return _larger_said(self.removals_floor, self.removals_percent, memberships)

    @property
    def of_a_run(self) -> tuple[int, float]:
        return self.run_floor, self.run_percent

    def run_removals_allowed(self, memberships: int) -> int:
        return _larger(self.run_floor, self.run_percent, memberships)

    def run_removals_said(self, memberships: int) -> str:
        return _larger_said(self.run_floor, self.run_percent, memberships)

    def invitations_allowed(self, memberships: int) -> int:
        return _larger(self.invitations_floor, self.invitations_percent, memberships)

    def invitations_said(self, memberships: int) -> str:
        return _larger_said(self.invitations_floor, self.invitations_percent, memberships)

    def rows_lost_allowed(self, rows: int) -> int:
        return _larger(self.shrunken_rows, self.shrunken_percent, rows)

    def rows_lost_said(self, rows: int) -> str:
        return _larger_said(self.shrunken_rows, self.shrunken_percent, rows)


def _larger(floor: int, percent: float, of: int) -> int:
    return max(floor, int(of * percent / 100))


def _larger_said(floor: int, percent: float, of: int) -> str:
    return f"{percent:g} %" if _larger(floor, percent, of) > floor else f"at least {floor}"


class Outsiders(StrEnum):
    ALLOW = "allow"
    WARN = "warn"
    DENY = "deny"


class UnknownAccounts(StrEnum):
    """What is done about people whose kind of account nobody can tell, where personal ones are blocked (D-09)."""

    ALLOW = "allow"
    WARN = "warn"
    DENY = "deny"


@dataclass(frozen=True, slots=True)
class Terms:
    """``invitation_days`` from the day it is to be sent; ``attempts`` in each round (D-06); ``invitations_per_day`` is
    how many mails a day (None: all at once)."""

    invitation_days: int = 30
    attempts: int = 3
    outsiders: Outsiders = Outsiders.WARN
    unknown_accounts: UnknownAccounts = UnknownAccounts.WARN
    invitations_per_day: int | None = None

    @property
    def agreed_to(self) -> "Terms":
        """What of them somebody agrees to: not on how many days the mails leave."""
        return replace(self, invitations_per_day=None)


LIMIT_NAMES = tuple(f.name for f in fields(Limits))
