"""What differs between the desired and the current estate, as changes not yet in order.

Seats first. Seats are shared values, so that the people of a workspace have a few pairs of a wanted and a standing
seat; the decision table is asked once for each pair in a plan. Where it has nothing to say of any pair that meets in a
workspace, which is so in nearly all of them, the people are not looked at. In the others they are grouped by their
pair, and each group becomes one change or one line of a list.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from itertools import repeat
from typing import NamedTuple

from reconciler.kinds.address import PersonKey
from reconciler.kinds.days import days_after
from reconciler.kinds.desired import Desired, SignIn
from reconciler.kinds.estate import Estate
from reconciler.kinds.limits import Terms
from reconciler.kinds.seat import Seat
from reconciler.kinds.seating import Meeting, Pair, distinct, meeting
from reconciler.kinds.workspace import Manage, Workspace, WorkspaceId, WorkspaceStatus, manage_in_force, observed
from reconciler.planning.changes import Change
from reconciler.planning.plan import Listed
from reconciler.planning.seats import Decision, Situation, decide

NOBODY: Mapping[PersonKey, Seat] = {}
_FEW = 8


@dataclass(slots=True)
class Draft:
    """A plan in the making: changes in any order, lists, and every day on which the outcome may change."""

    changes: list[Change] = field(default_factory=list)
    listed: list[Listed] = field(default_factory=list)
    days: set[date] = field(default_factory=set)

    def hold(
        self,
        whom: Callable[[Change], Iterable[PersonKey]],
        said: Callable[[Change, tuple[PersonKey, ...]], Iterable[Listed]],
    ) -> int:
        """Takes people out of the changes and lists them instead: what is right, but not yet. ``whom`` gives those of
        a change who wait, ``said`` the lines for them. Gives how many they are."""
        kept, held = [], 0
        for change in self.changes:
            waiting = frozenset(whom(change))
            stays = tuple(p for p in change.who if p in waiting) if waiting else ()
            if not stays:
                kept.append(change)
                continue
            held += len(stays)
            self.listed += said(change, stays)
            if goes := tuple(p for p in change.who if p not in waiting):
                kept.append(change._replace(who=goes))
        self.changes[:] = kept
        return held


def seat_changes(desired: Desired, current: Estate, on: date, draft: Draft) -> None:
    """Adds what happens to people, workspace by workspace."""
    table = _Table(desired, on, draft.days)
    for workspace in sorted(desired.estate.workspaces):
        wanted, have = desired.estate.workspaces[workspace], current.workspaces.get(workspace)
        waits = workspace in desired.waits
        stays_archived = waits and have is not None and have.status is WorkspaceStatus.ARCHIVED
        if waits and not stays_archived:
            continue
        if wanted.status is WorkspaceStatus.ARCHIVED or stays_archived:
            if not observed(wanted, have):
                _out_of_an_archived_one(workspace, have, desired, current, on, draft)
            continue
        _one_workspace(workspace, table.of(workspace, wanted, have), desired, current, draft)


class _Table:
    """The decision table in the situations of one plan; each question is put to it once. ``days`` gets every day after
    which it may say something else."""

    def __init__(self, desired: Desired, on: date, days: set[date]) -> None:
        self._desired, self._on, self._days = desired, on, days
        self._rows: dict[tuple[object, ...], _Rows] = {}

    def of(self, workspace: WorkspaceId, wanted: Workspace, have: Workspace | None) -> "_Rows":
        """Its rows in the situation of a workspace, which hundreds share."""
        personal = workspace in self._desired.removed_if_personal
        stands = (have.status, have.manage_admins, have.manage_members) if have is not None else None
        asked = (wanted.manage_admins, wanted.manage_members, stands, personal)
        rows = self._rows.get(asked)
        if rows is None:
            situation = _situation(wanted, have, self._desired, self._on, personal)
            rows = self._rows[asked] = _Rows(situation, self._days)
        return rows


def _situation(wanted: Workspace, have: Workspace | None, desired: Desired, on: date, personal: bool) -> Situation:
    admins, members = manage_in_force(wanted, have)
    if have is None and observed(wanted, have):
        admins = members = Manage.OBSERVE  # it is not created, so that nobody can be invited to it
    out_of_use = have is not None and have.status is not WorkspaceStatus.ACTIVE and observed(wanted, have)
    return Situation(
        on=on,
        live=desired.live and not out_of_use,  # nobody is invited to what stays suspended
        manage_admins=admins,
        manage_members=members,
        remove_personal=personal,
        terms=desired.estate.terms,
    )


class _Rows:
    """What the table says of two seats in one situation. It is asked by identity: the seats outlive the plan."""

    def __init__(self, situation: Situation, days: set[date]) -> None:
        self._situation, self._days = situation, days
        self._said: dict[tuple[int, int, SignIn, bool], Decision] = {}
        self._silent: set[tuple[int, int]] = set()

    def __call__(
        self, want: Seat | None, have: Seat | None, sign_in: SignIn = SignIn.ACCEPTED, leaver: bool = False
    ) -> Decision:
        asked = (id(want), id(have), sign_in, leaver)
        said = self._said.get(asked)
        if said is None:
            situation = self._situation._replace(sign_in=sign_in, leaver=leaver)
            said = self._said[asked] = decide(want, have, situation)
            self._days.update(_days_of(want, have, situation.on))
        return said

    def spoken_of(self, met: Meeting) -> Sequence[Pair]:
        """Of all that meet, those of which it says something; in one step where it is silent of each, and was asked
        before."""
        if met.names <= self._silent:
            return ()
        said = {(id(want), id(have)): self(want, have) for want, have in met.pairs}
        self._silent |= {name for name, each in said.items() if each.do is None and each.listing is None}
        return [(want, have) for want, have in met.pairs if (id(want), id(have)) not in self._silent]


def _out_of_an_archived_one(
    workspace: WorkspaceId, have: Workspace | None, desired: Desired, current: Estate, on: date, draft: Draft
) -> None:
    """D-07: no open invitation outlives an archived workspace. D-16: a leaver has nothing left in one either, so that
    restoring it brings nobody back who has gone. Other seats stay: restoring is one change."""
    seats = current.seats_in(workspace)
    leavers = desired.leavers & seats.keys()
    for person in sorted(leavers):
        decision = decide(None, seats[person], Situation(on=on, leaver=True))
        _add(workspace, None, seats[person], decision, [person], draft)
    if have is None or have.status is WorkspaceStatus.ARCHIVED:
        return
    situation = Situation(on=on, terms=Terms())
    for seat, people in _by_seat(seats).items():
        if seat.offered(on) and (others := [p for p in people if p not in leavers]):
            decision = decide(None, seat, situation)
            _add(workspace, None, seat, Decision("D-07", decision.do, decision.now), others, draft)


def _by_seat(seats: Mapping[PersonKey, Seat]) -> dict[Seat, list[PersonKey]]:
    groups: dict[Seat, list[PersonKey]] = defaultdict(list)
    for person, seat in seats.items():
        groups[seat].append(person)
    return groups


def _one_workspace(workspace: WorkspaceId, rows: _Rows, desired: Desired, current: Estate, draft: Draft) -> None:
    wanted, here = desired.estate.seats.get(workspace, NOBODY), current.seats.get(workspace, NOBODY)
    blocked = desired.sign_in.get(workspace)
    odd = blocked.keys() | desired.leavers if blocked else desired.leavers
    ordinary = not odd or (odd.isdisjoint(wanted) and odd.isdisjoint(here))
    pairs = rows.spoken_of(meeting(wanted, here)) if ordinary and here else None
    if pairs is not None and len(pairs) <= _FEW:
        groups = _of_few(pairs, wanted, here)
    else:
        groups = _groups(desired, workspace, wanted, here, frozenset() if ordinary else odd)
    for group in groups:
        decision = rows(group.want, group.have, group.sign_in, group.leaver)
        _add(workspace, group.want, group.have, decision, group.people, draft)


class _Group(NamedTuple):
    """People of one workspace for whom everything that decides is the same."""

    want: Seat | None
    have: Seat | None
    people: list[PersonKey]
    sign_in: SignIn = SignIn.ACCEPTED
    leaver: bool = False


def _groups(
    desired: Desired,
    workspace: WorkspaceId,
    wanted: Mapping[PersonKey, Seat],
    here: Mapping[PersonKey, Seat],
    odd: AbstractSet[PersonKey],
) -> Iterator[_Group]:
    """Grouped by identity: hashing a seat costs ten times more. Whoever is not an ordinary case is a group alone."""
    blocked = desired.sign_in.get(workspace, {})
    ordinary = {p: seat for p, seat in wanted.items() if p not in odd} if odd else wanted
    yield from _of_newcomers(ordinary) if not here else _of_known(ordinary, here, odd)
    for person in odd:
        if person in wanted or person in here:
            sign_in = blocked.get(person, SignIn.ACCEPTED)
            yield _Group(wanted.get(person), here.get(person), [person], sign_in, person in desired.leavers)


def _of_few(
    pairs: Iterable[Pair], wanted: Mapping[PersonKey, Seat], here: Mapping[PersonKey, Seat]
) -> Iterator[_Group]:
    """Whoever has one of these pairs; a look at everybody for each of them is quicker than sorting out all others."""
    for want, have in pairs:
        if want is None:
            yield _Group(None, have, [p for p in here.keys() - wanted.keys() if here[p] is have])
        elif have is None:
            yield _Group(want, None, [p for p in wanted.keys() - here.keys() if wanted[p] is want])
        else:
            yield _Group(want, have, [p for p, seat in wanted.items() if seat is want and here.get(p) is have])


def _of_newcomers(wanted: Mapping[PersonKey, Seat]) -> Iterator[_Group]:
    """Where nobody stands yet: a look at everybody for each of the few seats is quicker than sorting them out."""
    kinds = distinct(wanted)
    if len(kinds) > _FEW:
        yield from _of_known(wanted, NOBODY, frozenset())
    else:
        yield from (_Group(kind, None, [p for p, seat in wanted.items() if seat is kind]) for kind in kinds)


def _of_known(
    wanted: Mapping[PersonKey, Seat], here: Mapping[PersonKey, Seat], odd: AbstractSet[PersonKey]
) -> Iterator[_Group]:
    undeclared = here.keys() - wanted.keys() - odd
    people = [*wanted, *undeclared]
    wants = [*wanted.values(), *repeat(None, len(undeclared))]
    groups: dict[tuple[int, int], list[PersonKey]] = defaultdict(list)
    for person, pair in zip(people, zip(map(id, wants), map(id, map(here.get, people)), strict=True), strict=True):
        groups[pair].append(person)
    for alike in groups.values():
        yield _Group(wanted.get(alike[0]), here.get(alike[0]), alike)


def _add(
    workspace: WorkspaceId,
    want: Seat | None,
    have: Seat | None,
    decision: Decision,
    people: list[PersonKey],
    draft: Draft,
) -> None:
    if decision.do is not None:
        draft.changes.append(Change(decision.do, workspace, have, decision.now, decision.rule, tuple(people)))
    elif decision.listing is not None:
        role = want.role if want is not None else have.role if have is not None else None
        action = decision.would.value if decision.would is not None else ""
        draft.listed.append(
            Listed(
                decision.listing, workspace, decision.rule, decision.why, tuple(people), role, action, decision.until
            )
        )


def _days_of(want: Seat | None, have: Seat | None, on: date) -> Iterator[date]:
    """The days after which ``decide`` may say something else about these two seats."""
    for seat in (want, have):
        if seat is not None and seat.until is not None and seat.until >= on:
            yield days_after(seat.until)
        if seat is not None and seat.offered(on) and seat.expires is not None:
            yield seat.expires
