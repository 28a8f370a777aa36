"""Where each change comes from in the configuration: the line that asks for it, be it one that a rule reads.

What is written no more has no place, rather than that of something around it that does not ask for it.
"""

from collections.abc import Iterator, Sequence

from reconciler.findings import Place, Places, Run, Subject, places_in, runs_of
from reconciler.kinds.address import PersonKey
from reconciler.kinds.seat import Role, Seat
from reconciler.planning.changes import ON_BENEFITS, ON_CONTRACTS, ON_PEOPLE, Action, Change, facts_of

_BY_RULE = frozenset({"S-02", "D-03", "D-07"})
"""What these ask for is written elsewhere than in a list of the workspace's people."""


class Provenance:
    """Of one customer. What follows from a contract stands in that which speaks on the day, ``contract``."""

    def __init__(self, places: Places, contract: str) -> None:
        self._places, self._contract = places, contract
        self._customer = places.of(())

    def placed(self, change: Change) -> Change:
        """The change with the place of each of its people, or its one place; nothing for what no line asks for."""
        if change.who:
            found = self._of_people(change)
            return change._replace(places=found) if found else change
        place = self._first(self._subjects(change))
        return change._replace(places=(Run(*place),)) if place is not None else change

    def _of_people(self, change: Change) -> tuple[Run, ...]:
        """By the line that brings them to the workspace, but for leavers: these go because of what is said of them.
        Nothing where none of them is written anywhere."""
        if change.rule == "D-16":
            runs = runs_of(self._first([("people", person, "status")]) for person in change.who)
        else:
            runs = self._places.seats(change.at, change.who)
            if not [run for run in runs if not run.file]:
                return runs
            if change.rule in _BY_RULE:
                runs = runs_of(self._of_a_rule(change, runs))
        return runs if any(run.file for run in runs) else ()

    def _of_a_rule(self, change: Change, seats: tuple[Run, ...]) -> Iterator[Place | None]:
        for person, place in zip(change.who, places_in(seats), strict=True):
            yield place or self._first([self._said_by(change, person)])

    def _said_by(self, change: Change, person: PersonKey) -> Subject:
        if change.rule == "D-07":
            return ("workspaces", change.at, "status")
        if change.rule == "D-03":
            return ("contracts", self._contract, "ends")
        admin = isinstance(change.now, Seat) and change.now.role is Role.ADMIN
        return ("contracts", self._contract, "services_admins" if admin else "support_contacts", person)

    def _first(self, subjects: Sequence[Subject]) -> Place | None:
        """The place of the first subject that has one, or of what it is a part of; none where that is only the
        customer as a whole."""
        for subject in subjects:
            place = self._places.of(subject)
            if place is not None and place != self._customer:
                return place
        return None

    def _subjects(self, change: Change) -> list[Subject]:
        """Where it may be written, the best place first."""
        if change.do in ON_CONTRACTS:
            return [("contracts", change.at)]
        if change.do in ON_PEOPLE:
            return [("people", change.at)]
        of_workspace = ("workspaces", change.at, *_part(change)) if change.at else _part(change)
        if change.do is Action.SUSPEND_WORKSPACE:
            return [("contracts", self._contract, "ends"), of_workspace]
        if change.do is Action.RESUME_WORKSPACE:
            return [("contracts", self._contract), of_workspace]
        return [of_workspace, ("contracts", self._contract)] if change.rule == "S-01" else [of_workspace]


def _part(change: Change) -> Subject:
    if change.do in ON_BENEFITS:
        return ("benefits", str(facts_of(change.now or change.was)["benefit"]))
    if change.do is Action.SET_LIMITS and not change.at:
        return ("assertions",) if "assertions" in facts_of(change.now) else ("limits",)
    return _PARTS.get(change.do, ())


_PARTS = {Action.ARCHIVE_WORKSPACE: ("status",), Action.SET_POLICY: ("account_policy",)}
