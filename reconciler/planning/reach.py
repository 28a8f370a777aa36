"""Who gains and who loses sight of what by some changes, as reachability: who would read a workspace's cases, and did
not, or the other way round.

How a person or a workspace is called, in which list or group somebody stands, and what role they have makes no
difference to it, so that a pure re-organisation comes to nobody at all.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from reconciler.kinds.address import PersonKey
from reconciler.kinds.estate import Estate
from reconciler.kinds.seat import Seat, SeatState
from reconciler.kinds.workspace import WorkspaceId, WorkspaceStatus
from reconciler.planning.changes import ASKING, ON_SEATS, Action, Change
from reconciler.planning.plan import Sight


@dataclass(frozen=True, slots=True)
class Reach:
    """``sights`` by workspace, where there is more than invitations. ``losing`` and ``gaining`` count people, each once
    wherever it is: those who lose sight of something, and those who gain it, be it once they have accepted."""

    sights: tuple[Sight, ...] = ()
    losing: int = 0
    gaining: int = 0


@dataclass(slots=True)
class _Within:
    losing: set[PersonKey] = field(default_factory=set)
    gaining: set[PersonKey] = field(default_factory=set)
    asked: list[Collection[PersonKey]] = field(default_factory=list)


def reach(changes: Iterable[Change], current: Estate) -> Reach:
    """``current`` has the new names in it already, as the changes do."""
    found: dict[WorkspaceId, _Within] = defaultdict(_Within)
    for change in changes:
        if change.do in ON_SEATS:
            _on_seats(change, current, found)
        elif change.do in (Action.ARCHIVE_WORKSPACE, Action.RESTORE_WORKSPACE):
            here = found[WorkspaceId(change.at)]
            members = _members(current, WorkspaceId(change.at))
            (here.losing if change.do is Action.ARCHIVE_WORKSPACE else here.gaining).update(members)
    sights = sorted(at for at, here in found.items() if here.losing or here.gaining)
    everybody = found.values()
    return Reach(
        tuple(_sight(at, found[at], current) for at in sights),
        len(set().union(*[here.losing for here in everybody])),
        len(set().union(*[people for here in everybody for people in (here.gaining, *here.asked)])),
    )


def _on_seats(change: Change, current: Estate, found: dict[WorkspaceId, _Within]) -> None:
    at = WorkspaceId(change.at)
    if change.do in ASKING:
        if change.do is not Action.REINVITE:
            found[at].asked.append(change.who)
    elif _is_member(change.was) and not _is_member(change.now):
        if _is_open(current, at):
            found[at].losing.update(change.who)
    elif _is_member(change.now) and not _is_member(change.was):
        found[at].gaining.update(change.who)


def _is_member(side: Seat | Mapping[str, object] | None) -> bool:
    return isinstance(side, Seat) and side.state is SeatState.MEMBER


def _is_open(current: Estate, at: WorkspaceId) -> bool:
    facts = current.workspaces.get(at)
    return facts is None or facts.status is not WorkspaceStatus.ARCHIVED


def _members(current: Estate, at: WorkspaceId) -> Iterable[PersonKey]:
    return (person for person, seat in current.seats_in(at).items() if seat.state is SeatState.MEMBER)


def _sight(at: WorkspaceId, here: _Within, current: Estate) -> Sight:
    cases = current.cases.get(at, {}).values()
    asked = set[PersonKey]().union(*here.asked)
    return Sight(at, len(here.losing), len(here.gaining), len(asked), len(cases), sum(case.open for case in cases))
