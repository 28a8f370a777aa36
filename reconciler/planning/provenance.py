"""Where each change comes from in the configuration: the line that asks for it, be it one that a rule reads.

What is written no more has no place, rather than that of something around it that does not ask for it.
"""

from collections.abc import Iterator

from reconciler.findings import Place, Places, Run, Subject, places_in, runs_of
from reconciler.kinds.address import PersonKey
from reconciler.kinds.seat import Role, Seat
from reconciler.planning.changes import ON_CONTRACTS, ON_PEOPLE, Action, Change


def placed(change: Change, places: Places, contract: str) -> Change:
    """The change with the place of each of its people, or its one place; nothing for what no line asks for. What
    follows from a contract stands in that which speaks on the day, ``contract``."""
    if change.who:
        found = _of_people(change, places, contract)
        return change._replace(places=found) if any(run.file for run in found) else change
    place = next(filter(None, (_within(places, subject) for subject in _subjects(change, contract))), None)
    return change._replace(places=(Run(*place),)) if place else change


def _of_people(change: Change, places: Places, contract: str) -> tuple[Run, ...]:
    """By the line that brings them to the workspace, but for leavers: these go because of what is said of them."""
    if change.rule == "D-16":
        return runs_of(_within(places, ("people", person, "status")) for person in change.who)
    seats = places.seats(change.at, change.who)
    if change.rule not in _BY_RULE or all(run.file for run in seats):
        return seats
    return runs_of(_of_a_rule(change, places, contract, seats))


_BY_RULE = frozenset({"S-02", "D-03", "D-07"})
"""What these ask for is written elsewhere than in a list of the workspace's people."""


def _of_a_rule(change: Change, places: Places, contract: str, seats: tuple[Run, ...]) -> Iterator[Place | None]:
    for person, place in zip(change.who, places_in(seats), strict=True):
        yield place or _within(places, _said_by(change, person, contract))


def _said_by(change: Change, person: PersonKey, contract: str) -> Subject:
    if change.rule == "D-07":
        return ("workspaces", change.at, "status")
    if change.rule == "D-03":
        return ("contracts", contract, "ends")
    admin = isinstance(change.now, Seat) and change.now.role is Role.ADMIN
    return ("contracts", contract, "services_admins" if admin else "support_contacts", person)


def _within(places: Places, subject: Subject) -> Place | None:
    """The place of the subject or of what it is a part of; none where that is only the customer as a whole."""
    place = places.of(subject)
    return None if place == places.of(()) else place


def _subjects(change: Change, contract: str) -> Iterator[Subject]:
    """Where it may be written, the best place first."""
    if change.do in ON_CONTRACTS:
        yield ("contracts", change.at)
        return
    if change.do in ON_PEOPLE:
        yield ("people", change.at)
        return
    if change.do is Action.SUSPEND_WORKSPACE:
        yield ("contracts", contract, "ends")
    elif change.do is Action.RESUME_WORKSPACE:
        yield ("contracts", contract)
    workspace = ("workspaces", change.at) if change.at else ()
    yield (*workspace, *_part(change))
    if change.rule == "S-01":
        yield ("contracts", contract)


def _part(change: Change) -> Subject:
    match change.do:
        case Action.ARCHIVE_WORKSPACE:
            return ("status",)
        case Action.SET_POLICY:
            return ("account_policy",)
        case Action.SET_LIMITS if not change.at:
            return ("assertions",) if isinstance(change.now, dict) and "assertions" in change.now else ("limits",)
        case _:
            return _benefit(change)


def _benefit(change: Change) -> Subject:
    sides = [s for s in (change.now, change.was) if isinstance(s, dict) and "benefit" in s]
    return ("benefits", str(sides[0]["benefit"])) if sides else ()
