"""People who move from one workspace to another.

D-19: "what opens; what takes away": whoever is declared in another workspace now is invited there before they are
removed here. Between the two lies an answer, which may take weeks. ``keep_until_accepted: true`` on the workspace that
people come to lets them keep what they have until they have accepted there. A workspace that leaves the files, and
whose members come to such a one, stays as a whole.

The waiting ends with the answer, whichever it is: accepted, declined, or none after the last attempt. A bounced
offer has reached nobody, so it goes on. What is stronger than being declared no more (leavers, last days, policies)
waits for nobody.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from reconciler.kinds.address import PersonKey
from reconciler.kinds.desired import Desired, Wait
from reconciler.kinds.estate import Estate
from reconciler.kinds.person import PersonStatus
from reconciler.kinds.seat import Seat, SeatState
from reconciler.kinds.workspace import WorkspaceId, WorkspaceStatus

Expected = Mapping[PersonKey, WorkspaceId]
"""Who has yet to answer in a workspace that lets them keep what they have until then; the first by id."""


def complete(desired: Desired, current: Estate, on: date) -> Desired:
    """Finds everybody who moves; workspaces that would be archived under them stay."""
    expected = _expected(desired.estate, current, on)
    if not expected or desired.estate.closed:
        return desired
    moving, workspaces, seats, held = (
        {},
        dict(desired.estate.workspaces),
        dict(desired.estate.seats),
        dict(desired.held),
    )
    for at, facts in current.workspaces.items():
        if facts.status is WorkspaceStatus.ARCHIVED or at not in workspaces:
            continue
        archived = workspaces[at].status is WorkspaceStatus.ARCHIVED
        declared: Mapping[PersonKey, Seat] = {} if archived else desired.estate.seats_in(at)
        movers = dict(_movers(at, declared, current, expected))
        if movers and archived:
            workspaces[at], seats[at], held[at] = facts, _members_as_they_are(current, at), _until(at, movers, current)
        elif movers:
            moving[at] = movers
    estate = replace(desired.estate, workspaces=workspaces, seats=seats)
    return desired._replace(estate=estate, held=held, moving=moving)


def _expected(declared: Estate, current: Estate, on: date) -> dict[PersonKey, WorkspaceId]:
    expected: dict[PersonKey, WorkspaceId] = {}
    gone = {key for key, person in declared.people.items() if person.status is PersonStatus.LEAVER}
    those = (w for w, x in declared.workspaces.items() if x.keep_until_accepted)
    for at in sorted(those):
        if declared.workspaces[at].status is WorkspaceStatus.ARCHIVED:
            continue
        here = current.seats_in(at)
        for person, want in declared.seats_in(at).items():
            if person not in gone and not want.past(on) and _may_accept(want, here.get(person), declared, on):
                expected.setdefault(person, at)
    return expected


def _may_accept(want: Seat, have: Seat | None, declared: Estate, on: date) -> bool:
    """Whether an answer is to be hoped for: somebody is asked, or will be."""
    match have.state if have is not None else None:
        case SeatState.MEMBER:
            return False
        case SeatState.DECLINED | SeatState.LEFT:
            return have is not None and want.round > have.round
        case SeatState.INVITED if have is not None and not have.offered(on):
            return have.attempt < declared.terms.attempts or want.round > have.round
        case _:
            return True


def _movers(
    at: WorkspaceId, declared: Mapping[PersonKey, Seat], current: Estate, expected: Expected
) -> Iterator[tuple[PersonKey, WorkspaceId]]:
    for person, seat in current.seats_in(at).items():
        there = expected.get(person)
        if there is not None and there != at and person not in declared and seat.state is SeatState.MEMBER:
            yield person, there


def _members_as_they_are(current: Estate, at: WorkspaceId) -> dict[PersonKey, Seat]:
    """Open offers are no members yet, and are taken back."""
    return {
        person: seat.wanted_as_it_is()
        for person, seat in current.seats_in(at).items()
        if seat.state is SeatState.MEMBER
    }


def _until(at: WorkspaceId, movers: Expected, current: Estate) -> Wait:
    first = min(movers)
    more = f" and {len(movers) - 1:,} more" if len(movers) > 1 else ""
    have = "have" if more else "has"
    there = " and ".join(sorted(set(movers.values())))
    why = f"{at} stays until {current.spelling(first)}{more} {have} answered in {there}"
    return Wait("D-19", why, "archive_workspace")
