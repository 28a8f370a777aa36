"""The domain's sentences a second time, on purpose without a line of the product: plain dictionaries and words.

What the product plans and applies is compared with what this says should come out. It is slow and short: it knows no
changes, no order and no plan, only what stands between a workspace and a person before and after. Where the two
disagree one of them misreads a sentence of the domain.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from outcomes import Kept, Place, closed, outcome_of
from wishes import Room, Wish, Wishes

LOOSENESS = {"full": 0, "add_only": 1, "observe": 2}


@dataclass(frozen=True)
class Customer:
    """The state: workspaces, and who stands where. ``wishes`` are the last that were applied."""

    rooms: dict[str, Kept] = field(default_factory=dict)
    places: dict[tuple[str, str], Place] = field(default_factory=dict)
    wishes: Wishes | None = None

    def after(self, wishes: Wishes, on: date) -> "Customer | None":
        """The state after planning and applying, or None where the guard ``last_admin`` stops it (D-08)."""
        rooms: dict[str, Kept] = {}
        places = dict(self.places)
        people = replace(wishes, rooms={}) if wishes.closed else wishes  # nobody is declared in a closed customer
        for name in sorted({*self.rooms, *wishes.rooms, *self._made_by_activation(wishes, on)}):
            kept = self._room_after(name, wishes, on)
            if kept is None:
                continue
            rooms[name] = kept
            stopped = self._people_after(name, people, on, kept, places)
            if stopped:
                return None
        return Customer(rooms, places, wishes)

    def _made_by_activation(self, wishes: Wishes, on: date) -> set[str]:
        """S-01."""
        return {"default"} if wishes.live(on) and not wishes.closed else set()

    def _room_after(self, name: str, wishes: Wishes, on: date) -> Kept | None:
        have, said = self.rooms.get(name), wishes.rooms.get(name)
        running = "active" if wishes.live(on) else "suspended"
        if wishes.closed:
            return have and _closed_room(have, said, running)
        if have is None:
            return _new_room(said, wishes, on)
        if have.status == "archived" and (said is None or said.archived or not said.restore):
            return have  # what is said of it counts once it is back
        if said is None or said.archived:
            return self._undeclared(name, have, said, wishes, on)
        stated = replace(have, protect=said.protect, admins=said.admins, members=said.members)
        return stated if observed(in_force(have, said)) else replace(stated, status=running)

    def _undeclared(self, name: str, have: Kept, said: Room | None, wishes: Wishes, on: date) -> Kept:
        """D-17: archived, unless it is observed, protected, add_only (D-14) or the default one."""
        goes_on = replace(have, status="active" if wishes.live(on) else "suspended")
        the_default = name == "default" and said is None
        if said is not None and have.protect:  # D-21: that ends first
            have, goes_on = replace(have, protect=False), replace(goes_on, protect=False)
            return have if observed(have) else goes_on
        if observed(have):
            return replace(have, admins="full", members="full") if the_default else have
        only_added_to = said is None and "add_only" in (have.admins, have.members)
        if the_default:
            return replace(goes_on, admins="full", members="full")  # as its customer is managed
        if have.protect or only_added_to:
            return goes_on
        return replace(have, status="archived")

    def _people_after(
        self, name: str, wishes: Wishes, on: date, room: Kept, places: dict[tuple[str, str], Place]
    ) -> bool:
        """Fills in ``places``; whether the last admin would go with nobody to follow."""
        before = {p: x for (w, p), x in self.places.items() if w == name}
        have, said = self.rooms.get(name), wishes.rooms.get(name)
        if have is not None and observed(in_force(have, said)):
            return False
        if room.status == "archived":
            newly = have is not None and have.status != "archived"
            for person, place in before.items():
                if newly and place.offered(on):  # D-07
                    places[name, person] = closed(place, "revoked")
                elif person in wishes.leavers and place.state == "member":  # D-16: everything they have
                    places[name, person] = closed(place, "removed")
            return False
        force = in_force(have, said)
        wanted = self._wanted(name, wishes, on)
        outcome = {
            person: outcome_of(wanted.get(person), before.get(person), person, force, wishes, on)
            for person in {*before, *wanted}
        }
        held = _held(before, outcome, wanted, wishes, on)
        if held is None:
            return True
        for person, (place, _why) in outcome.items():
            if person not in held and place is not None:
                places[name, person] = place
        return False

    def _wanted(self, name: str, wishes: Wishes, on: date) -> dict[str, Wish]:
        said, have = wishes.rooms.get(name), self.rooms.get(name)
        gone = have is not None and (said is None or said.archived)
        stays_as_it_is = gone and (name != "default" or wishes.closed)
        if stays_as_it_is:  # D-17 protected, D-14 add_only
            mine = {p: x for (w, p), x in self.places.items() if w == name}
            return {p: Wish(x.role, x.until, x.round) for p, x in mine.items() if x.state == "member" or x.offered(on)}
        people = dict(said.people) if said is not None else {}
        if name == "default":  # S-02
            for person in wishes.services_admins:
                own = people.get(person, Wish("admin"))
                people[person] = replace(own, role="admin")
            for person in wishes.contacts:
                people.setdefault(person, Wish("member"))
        return people

    def answered(self, name: str, person: str, answer: str, on: date) -> "Customer":
        """D-05, D-09: the answer counts if it may."""
        place = self.places.get((name, person))
        if place is None or self.wishes is None:
            return self
        now: Place | None = None
        if answer == "left" and place.state == "member":
            now = closed(place, "left")
        elif answer == "bounced" and place.state == "invited":
            now = replace(place, state="bounced", expires=None)  # what was offered is offered again
        elif answer == "declined" and place.open(on):
            now = replace(closed(place, "declined"), attempt=place.attempt)
        elif answer == "accepted" and place.open(on):
            blocked = person in self.wishes.personal_people and self.wishes.blocks_personal(on)
            if self.rooms[name].status == "active" and self.wishes.starts <= on <= self.wishes.ends and not blocked:
                now = replace(place, state="member", attempt=0, expires=None)
        return self if now is None else replace(self, places={**self.places, (name, person): now})

    def without_access(self) -> Iterator[tuple[str, str]]:
        yield from (at for at, place in self.places.items() if place.state != "member")


def in_force(have: Kept | None, said: Room | None) -> Kept:
    """D-21: what is in the state, and what is tighter in the files."""
    if said is None or (said.archived and have is not None):
        return have or Kept()
    if have is None:
        return Kept("active", said.protect, said.admins, said.members)
    tighter = {
        part: max(getattr(have, part), getattr(said, part), key=LOOSENESS.__getitem__) for part in ("admins", "members")
    }
    return replace(have, protect=have.protect or said.protect, **tighter)


def observed(room: Kept) -> bool:
    return room.admins == room.members == "observe"


def _closed_room(have: Kept, said: Room | None, running: str) -> Kept:
    """D-17: archived, once its protection is over; that ends first, unless somebody declares it again (D-21)."""
    protected = have.protect or (said is not None and said.protect)
    if have.status == "archived" or (observed(have) and not protected):
        return have
    if protected:
        have = replace(have, protect=said is not None and said.protect)
        return have if observed(have) else replace(have, status=running)
    return replace(have, status="archived")


def _new_room(said: Room | None, wishes: Wishes, on: date) -> Kept | None:
    if not wishes.live(on) or (said is not None and said.archived):
        return None  # S-04: it waits
    if said is not None and said.admins == said.members == "observe":
        return None
    said = said or Room()
    return Kept("active", said.protect, said.admins, said.members)


def _held(
    before: dict[str, Place],
    outcome: dict[str, tuple[Place | None, str]],
    wanted: dict[str, Wish],
    wishes: Wishes,
    on: date,
) -> set[str] | None:
    """D-08: whose removal or demotion waits for a successor; None where nobody is named to follow."""
    admins = {p for p, x in before.items() if x.admin}
    after = {p for p, (x, _) in outcome.items() if x is not None and x.admin}
    lost = admins - after
    weak = sorted(p for p in lost if outcome[p][1] == "weak")
    base = len(admins) - (len(lost) - len(weak)) + len(after - admins)
    if not weak or base == 0 or base > len(weak):
        return set()
    follow = {
        p
        for p, wish in wanted.items()
        if wish.role == "admin"
        and p not in wishes.leavers
        and p not in admins | after
        and not (wish.until is not None and wish.until < on)
        and not (p in wishes.personal_people and wishes.blocks_personal(on))
    }
    return set(weak[:1]) if follow else None
