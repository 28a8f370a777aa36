"""What becomes of one place when a customer's wishes are planned and applied: the reference's decision table."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from wishes import Wish, Wishes

INVITATION_DAYS, ATTEMPTS = 30, 3


@dataclass(frozen=True)
class Place:
    """What stands between one workspace and one person."""

    state: str
    role: str
    until: date | None = None
    generation: int = 0
    attempt: int = 0
    expires: date | None = None
    round: int = 1

    def open(self, on: date) -> bool:
        return self.offered(on) and not self.over(on)

    def offered(self, on: date) -> bool:
        return self.state == "invited" and self.expires is not None and on < self.expires

    def over(self, on: date) -> bool:
        return self.until is not None and self.until < on

    @property
    def admin(self) -> bool:
        return self.state == "member" and self.role == "admin"


@dataclass(frozen=True)
class Kept:
    """A workspace as it stands in the state."""

    status: str = "active"
    protect: bool = False
    admins: str = "full"
    members: str = "full"

    def managed(self, role: str) -> str:
        return self.admins if role == "admin" else self.members


def closed(place: Place, state: str) -> Place:
    return Place(state, place.role, generation=place.generation, round=place.round)


def outcome_of(
    wish: Wish | None, place: Place | None, person: str, force: Kept, wishes: Wishes, on: date
) -> tuple[Place | None, str]:
    """The place after, and on whose word: "strong" ends access at once, "weak" is held by D-08."""
    if person in wishes.leavers:
        return _taken(place, on), "strong"
    past = any(x is not None and x.until is not None and x.until < on for x in (wish, None if wish else place))
    blocked = person in wishes.personal_people and wishes.blocks_personal(on)
    if wish is None or past:
        if past:
            return _taken(place, on), "strong"
        if place is not None and force.managed(place.role) == "add_only":
            return _unmanaged(place, blocked, wishes, on)
        return _taken(place, on), "weak"
    if not wishes.live(on) or blocked:
        stays = _blocked(place, wishes, on) if wishes.live(on) else _paused(place, on)
        joined = stays is not None and stays.state == "member"
        return replace(stays, until=wish.until) if joined else stays, "strong"
    return _present(wish, place, force, on), "weak"


def _unmanaged(place: Place, blocked: bool, wishes: Wishes, on: date) -> tuple[Place, str]:
    """D-14: policies and a contract's end are stronger than ``add_only``."""
    if not wishes.live(on):
        return _paused(place, on) or place, "strong"
    if blocked:
        return _blocked(place, wishes, on) or place, "strong"
    return place, "strong"


def _taken(place: Place | None, on: date) -> Place | None:
    if place is not None and place.state == "member":
        return closed(place, "removed")
    return closed(place, "revoked") if place is not None and place.offered(on) else place


def _paused(place: Place | None, on: date) -> Place | None:
    """D-03: revoked, and asked again at resume with the attempt unchanged."""
    if place is None or not place.offered(on):
        return place
    return replace(closed(place, "revoked"), attempt=place.attempt)


def _blocked(place: Place | None, wishes: Wishes, on: date) -> Place | None:
    """D-10."""
    if place is not None and place.state == "member":
        return closed(place, "removed") if wishes.personal == "remove" else place
    return closed(place, "revoked") if place is not None and place.offered(on) else place


def _present(wish: Wish, place: Place | None, force: Kept, on: date) -> Place | None:
    if place is None:
        return _asked(wish, None, 1, on)
    if place.state in ("removed", "revoked"):
        return _asked(wish, place, max(1, place.attempt), on)
    if place.state == "member":
        if place.role == "admin" and wish.role == "member" and force.admins == "add_only":
            return place
        return replace(place, role=wish.role, until=wish.until)
    if place.state in ("declined", "left"):
        return _asked(wish, place, 1, on) if wish.round > place.round else place
    if place.state == "bounced":
        return place
    if place.offered(on):
        return _asked(wish, place, 1, on) if wish.role != place.role else replace(place, until=wish.until)
    if wish.round > place.round:
        return _asked(wish, place, 1, on)
    return _asked(wish, place, place.attempt + 1, on) if place.attempt < ATTEMPTS else place


def _asked(wish: Wish, place: Place | None, attempt: int, on: date) -> Place:
    """D-06: every asking has a generation of its own."""
    generation, round_ = (place.generation, place.round) if place is not None else (0, 1)
    ends = on + timedelta(days=INVITATION_DAYS)
    return Place("invited", wish.role, wish.until, generation + 1, attempt, ends, max(round_, wish.round))
