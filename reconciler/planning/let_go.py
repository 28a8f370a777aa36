"""Whom the files let go: whose offer could be made again (D-06, D-03), and whom nobody wants any more.

An offer past its end gives nobody anything, so that a plan has nothing to take away from who is taken out of the files
then. The state remembers it all the same, by numbers and beside its journal, as it does the rows of rosters: else
whoever is put back would be asked again as if nobody had ever let them go (``planning.due``).
"""

from collections.abc import Collection, Iterator
from datetime import date

from reconciler.kinds.address import PersonKey
from reconciler.kinds.desired import Desired
from reconciler.kinds.estate import Estate, numbers_of
from reconciler.kinds.seat import Seat, SeatState
from reconciler.kinds.seating import distinct
from reconciler.kinds.workspace import Manage, WorkspaceId, manage_in_force
from reconciler.planning import canonical
from reconciler.planning.let_go_lines import LetGo

_ASKED = frozenset({SeatState.INVITED, SeatState.REVOKED})


def let_go(desired: Desired, current: Estate, on: date, *, in_part: bool) -> LetGo:
    """What the state is to remember once a plan is applied; where that asks for a part only, what it does already is
    still so."""
    found = {current.workspace_numbers[w]: people for w, people in _by_workspace(desired, current, on)}
    for workspace, before in current.let_go.items() if in_part else ():
        found[workspace] = found.get(workspace, set()) | {*canonical.numbers_in(before)}
    return {workspace: canonical.ranges(sorted(found[workspace])) for workspace in sorted(found)}


def _by_workspace(desired: Desired, current: Estate, on: date) -> Iterator[tuple[WorkspaceId, set[int]]]:
    for workspace, here in current.seats.items():
        asked = [seat for seat in distinct(here) if seat.state in _ASKED]
        manage = _manage(workspace, desired, current) if asked else ()
        again = {id(seat) for seat in asked if _comes_again(seat, manage, on)}
        people = [p for p, seat in here.items() if id(seat) in again] if again else ()
        if gone := {current.numbers[p] for p in people if not _is_wanted(p, workspace, desired, on)}:
            yield workspace, gone


def _manage(workspace: WorkspaceId, desired: Desired, current: Estate) -> tuple[Manage, ...]:
    have = current.workspaces[workspace]
    return manage_in_force(desired.estate.workspaces.get(workspace, have), have)


def _comes_again(seat: Seat, manage: tuple[Manage, ...], on: date) -> bool:
    """An offer past its end does, and one that a contract's end took; where not all is managed (D-14) an open one comes
    to its end as well, whether or not anybody wants it."""
    if seat.state is SeatState.INVITED:
        return not seat.offered(on) or any(each is not Manage.FULL for each in manage)
    return seat.attempt > 0


def _is_wanted(person: PersonKey, workspace: WorkspaceId, desired: Desired, on: date) -> bool:
    want = desired.estate.seats_in(workspace).get(person)
    kept_out = person in desired.leavers or person in desired.sign_in.get(workspace, {})
    return want is not None and not want.past(on) and not kept_out


def those_let_go(people: Collection[PersonKey], workspace: str, current: Estate) -> frozenset[PersonKey]:
    """Of these people, by what the state remembers; also whoever became one with somebody who was (D-12)."""
    number = current.workspace_numbers.get(WorkspaceId(workspace))
    gone = {*canonical.numbers_in(current.let_go.get(number, ""))} if number is not None else set()
    if not gone:
        return frozenset()
    return frozenset(p for p in people if not gone.isdisjoint(numbers_of(current.numbers[p], current.merged)))
