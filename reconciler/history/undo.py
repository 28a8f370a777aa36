"""The inverse of one entry of a journal, against the estate of today.

A static list of inverses fails at the first rename, so each change is taken back on the estate as the ones before it
left it, the last one first, and people and workspaces are found by their numbers. In this order the estate goes back
through what it came through, so that no step passes a state that a plan would not have passed (D-19). Whatever does
not hold any more, or would break an invariant, is a conflict: listed one by one, while everything else goes on.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from reconciler.applying.invariants import broken_by
from reconciler.applying.passage import passage
from reconciler.history.fact_back import RULE, fact_back
from reconciler.history.replay import Replayed
from reconciler.history.seat_back import seat_back
from reconciler.kinds.address import PersonKey
from reconciler.kinds.estate import Estate
from reconciler.kinds.seat import Seat, SeatState
from reconciler.kinds.tombstone import is_nobody
from reconciler.kinds.workspace import WorkspaceId, WorkspaceStatus
from reconciler.planning import canonical
from reconciler.planning.changes import ON_CONTRACTS, ON_PEOPLE, ON_SEATS, Action, Change
from reconciler.planning.plan import Listed, Listing


@dataclass(frozen=True, slots=True)
class Undone:
    """``estate`` is what comes of the changes; ``conflicts`` are what they leave as it is, one by one."""

    changes: tuple[Change, ...]
    conflicts: tuple[Listed, ...]
    estate: Estate


def undone(step: Replayed, today: Estate, on: date) -> Undone:
    """What takes ``step`` back, if it is done on a day."""
    pairs = list(zip(step.entry["changes"], step.changes, strict=True))[::-1]
    if today.live_contract(on) is None:  # nothing comes back without one
        pairs.sort(key=lambda pair: pair[1].do not in ON_CONTRACTS)
    why = ""
    for banned in (frozenset[Action](), _COMES_BACK, frozenset(Action)):
        undoing = _Undoing(today, on, banned, why, _made_whole(step, today))
        for line, change in pairs:
            undoing.take_back(line, change)
        why = next(broken_by(today, undoing.estate, undoing.changes, on), "")
        if not why:
            break
    return Undone(tuple(undoing.changes), tuple(undoing.conflicts), undoing.estate)


_COMES_BACK = frozenset({Action.RESTORE_MEMBER, Action.RESTORE_INVITATION})
"""What may be right while it is done and forbidden by what is done after it: then the contract is not live any more."""


def _made_whole(step: Replayed, today: Estate) -> frozenset[WorkspaceId]:
    """The workspaces, by what they are called today, that go as they came: made by the step, without a case, and
    with nobody in them but those whom it brought there. Their last admin may go, as they go themselves (D-08)."""
    numbers = {number: name for name, number in today.workspace_numbers.items()}
    people = {number: key for key, number in today.numbers.items()}
    brought: dict[WorkspaceId, set[PersonKey]] = {}
    for line in step.entry["changes"]:
        if line["do"] == Action.CREATE_WORKSPACE and line["at"] in numbers:
            brought[numbers[line["at"]]] = set()
    for line, change in zip(step.entry["changes"], step.changes, strict=True):
        if change.do in ON_SEATS and (at := numbers.get(line["at"])) in brought:
            brought[at].update(people[n] for n in canonical.numbers_in(line["who"]) if n in people)
    return frozenset(w for w, those in brought.items() if not today.cases.get(w) and _standing(today, w) <= those)


def _standing(estate: Estate, workspace: WorkspaceId) -> set[PersonKey]:
    return {p for p, s in estate.seats_in(workspace).items() if s.state in (SeatState.MEMBER, SeatState.INVITED)}


class _Undoing:
    """``banned`` is what may not be done for a reason that only the end has shown: ``why``. ``going`` are workspaces
    that go whole."""

    def __init__(
        self, today: Estate, on: date, banned: frozenset[Action], why: str, going: frozenset[WorkspaceId]
    ) -> None:
        self.estate, self._on, self._banned, self._why, self._going = today, on, banned, why, going
        self.changes: list[Change] = []
        self.conflicts: list[Listed] = []
        self._people = {number: key for key, number in today.numbers.items()}
        self._workspaces = {number: name for name, number in today.workspace_numbers.items()}

    def take_back(self, line: Mapping[str, Any], done: Change) -> None:
        """``line`` is the change in numbers, ``done`` the same in the names of then."""
        if done.do in ON_SEATS:
            self._seats(line, done)
        else:
            self._fact(line, done)

    def _seats(self, line: Mapping[str, Any], done: Change) -> None:
        at = self._workspaces.get(line["at"])
        numbers = canonical.numbers_in(line["who"])
        if at is None:
            self._refuse(done, done.at, done.who, "the workspace was deleted since")
            return
        groups: dict[Seat | None, list[PersonKey]] = {}
        for number in numbers:
            if number in self._people:
                person = self._people[number]
                groups.setdefault(self.estate.seats_in(at).get(person), []).append(person)
            else:
                then = self._then(done, numbers, number)
                why = "was erased since" if is_nobody(then) else "became one with somebody else since"
                self._refuse(done, at, [then], why)
        for have, people in groups.items():
            back = seat_back(done, have, self._on)
            if back.conflict:
                self._refuse(done, at, people, back.conflict)
            elif back.do is not None:
                self._try(Change(back.do, at, have, back.now, RULE, tuple(sorted(people)), meaning=back.meaning), done)

    def _then(self, done: Change, numbers: Sequence[int], number: int) -> PersonKey:
        return done.who[numbers.index(number)]

    def _fact(self, line: Mapping[str, Any], done: Change) -> None:
        at = self._name(line, done)
        if at is None:
            self._refuse(done, done.at, (), "is not there any more")
            return
        back = fact_back(done, at, self.estate)
        if isinstance(back, str):
            self._refuse(done, at, (), back)
        elif back is not None and self._try(back, done):
            self._remember(line, back)

    def _name(self, line: Mapping[str, Any], done: Change) -> str | None:
        """What it is called today; None where it is gone."""
        if done.do in ON_PEOPLE:
            return self._people.get(int(line["who"]))
        if done.do in ON_CONTRACTS or "at" not in line or done.do is Action.DELETE_WORKSPACE:
            return done.at
        return self._workspaces.get(line["at"])

    def _remember(self, line: Mapping[str, Any], back: Change) -> None:
        self._people = {number: key for key, number in self.estate.numbers.items()}
        if back.do in (Action.CREATE_WORKSPACE, Action.RENAME_WORKSPACE):
            self._workspaces[line["at"]] = WorkspaceId(back.at)
        elif back.do is Action.DELETE_WORKSPACE:
            del self._workspaces[line["at"]]

    def _try(self, change: Change, done: Change) -> bool:
        """Does it, if that can be; of many people those for whom it can be."""
        if change.do in self._banned:
            self._refuse(done, change.at, change.who, self._why)
            return False
        went = passage(self.estate, [change])
        why = next(iter([*went.broken, *self._forbidden(went.after, change)]), "")
        if not why:
            self.estate = went.after
            self.changes.append(change)
            return True
        if len(change.who) < 2:
            self._refuse(done, change.at, change.who, why)
            return False
        middle = len(change.who) // 2
        parts = [self._try(change._replace(who=who), done) for who in (change.who[:middle], change.who[middle:])]
        return all(parts)

    def _forbidden(self, after: Estate, change: Change) -> Iterator[str]:
        if change.at not in self._going or change.do not in (Action.REMOVE, Action.REVOKE):
            yield from _forbidden(self.estate, after, change, self._on)
        else:
            gone = Change(Action.DELETE_WORKSPACE, change.at, None, None, RULE)
            yield from broken_by(self.estate, _without(after, change.at), [change, gone], self._on)

    def _refuse(self, done: Change, at: str, people: Sequence[PersonKey], why: str) -> None:
        one_by_one: list[tuple[PersonKey, ...]] = [(person,) for person in people]
        for who in one_by_one or [()]:
            self.conflicts.append(Listed(Listing.CONFLICT, at, RULE, why, who, action=done.do.value))


def _without(estate: Estate, workspace: str) -> Estate:
    """As it will be when the workspace has gone."""
    workspaces = {w: x for w, x in estate.workspaces.items() if w != workspace}
    return replace(estate, workspaces=workspaces, seats={w: s for w, s in estate.seats.items() if w != workspace})


def _forbidden(before: Estate, after: Estate, change: Change, on: date) -> Iterator[str]:
    yield from broken_by(before, after, [change], on)
    lost = before.live_contract(on) is not None and after.live_contract(on) is None
    active = sorted(w for w, x in after.workspaces.items() if x.status is WorkspaceStatus.ACTIVE)
    if change.do is Action.DEACTIVATE_CONTRACT and lost and active:
        yield f"D-03: {active[0]} would be in use while no contract is live"
    if change.do is Action.RESUME_WORKSPACE and after.live_contract(on) is None:
        yield "D-03: no contract is live"
    if change.do is Action.RESTORE_MEMBER and _archived(after, change):
        yield f"D-17: {change.at} is archived"


def _archived(estate: Estate, change: Change) -> bool:
    return estate.workspaces[WorkspaceId(change.at)].status is WorkspaceStatus.ARCHIVED
