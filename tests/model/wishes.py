"""What the reference takes for a customer's files."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Wish:
    """One declared entry of a workspace."""

    role: str
    until: date | None = None
    round: int = 1


@dataclass(frozen=True)
class Room:
    """A workspace as declared."""

    people: dict[str, Wish] = field(default_factory=dict)
    archived: bool = False
    restore: bool = False
    protect: bool = False
    admins: str = "full"
    members: str = "full"


@dataclass(frozen=True)
class Wishes:
    """A customer as declared. ``personal`` is None, "allow", "block" or "remove", and may end on ``personal_until``."""

    support: str
    starts: date
    ends: date
    services_admins: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    rooms: dict[str, Room] = field(default_factory=dict)
    personal: str | None = None
    personal_until: date | None = None
    leavers: tuple[str, ...] = ()
    personal_people: tuple[str, ...] = ()
    closed: bool = False

    def live(self, on: date) -> bool:
        return self.starts <= on <= self.ends

    def blocks_personal(self, on: date) -> bool:
        """S-10, S-11, S-12."""
        allowed = self.personal == "allow" and (self.personal_until is None or on <= self.personal_until)
        return self.support == "unified" and not allowed
