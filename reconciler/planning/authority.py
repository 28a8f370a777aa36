"""On whose word, and by whose right, a change is made (DOMAIN: "Who may do what").

Judged against the current state, never against the configuration under review. Beyond the table:

* what follows from another change, or from the day alone, is nobody's to decide (``system``): the default workspace
  (S-01), those whom the contract names (S-02), a last day in the state that is over (D-15), what a contract's end or a
  policy takes (D-03, D-10), and an offer made before that is made again (D-06, D-03). Whether such a change may be made
  *alone* is another question, which ``lens`` answers;
* what a workspace is for (S-18) says whoever invites there, since it gives nobody anything; its name is the vendor's;
* limits, and how far a workspace is managed, are a services admin's, as policies are;
* facts of a person, and their address, are of whoever may invite in every workspace that they are in;
* revoking before archiving (D-07) is part of the archiving.
"""

from collections.abc import Iterable
from datetime import date

from reconciler.kinds.address import PersonKey
from reconciler.kinds.desired import Desired
from reconciler.kinds.estate import Estate, default_of
from reconciler.kinds.seat import Role, Seat, SeatState
from reconciler.kinds.workspace import WorkspaceId
from reconciler.planning.changes import ON_PEOPLE, ON_SEATS, Action, Authority, Change, facts_of

_BY_ACTION = {
    Action.SUSPEND_WORKSPACE: Authority.SYSTEM,
    Action.RESUME_WORKSPACE: Authority.SYSTEM,
    Action.SET_POLICY: Authority.SERVICES_ADMIN,
    Action.SET_LIMITS: Authority.SERVICES_ADMIN,
}
"""S-05: what is not here is the vendor's: contracts, workspaces and benefits."""

_BY_RULE = {"D-03": Authority.SYSTEM, "D-10": Authority.SYSTEM, "D-07": Authority.VENDOR}


def default_in_force(desired: Desired, current: Estate) -> WorkspaceId | None:
    """The default workspace of the state; where it has none, the one that S-01 makes. That no file makes another
    workspace of the state the services admins', it has to be a new one."""
    made = desired.default if desired.default not in current.workspaces else None
    return default_of(current) or made


def attributed(changes: Iterable[Change], desired: Desired, current: Estate, on: date) -> list[Change]:
    """The changes with their authority; invitations are split by the rule that asks for them."""
    default = default_in_force(desired, current)
    found: list[Change] = []
    for change in changes:
        if change.do is Action.INVITE:
            found += _invitations(change, desired, current, default)
        elif change.do in ON_SEATS:
            found.append(change._replace(authority=_of_seats(change, default, on)))
        elif change.do in ON_PEOPLE:
            found.append(change._replace(authority=_of_person(PersonKey(change.at), default, current, on)))
        else:
            authority = _of_facts(change, desired, default)
            found.append(change if authority is change.authority else change._replace(authority=authority))
    return found


def _of_facts(change: Change, desired: Desired, default: WorkspaceId | None) -> Authority:
    if change.do is Action.CREATE_WORKSPACE and change.at == desired.default:
        return Authority.SYSTEM
    if change.do is Action.UPDATE_WORKSPACE and {*facts_of(change.was), *facts_of(change.now)} == {"purpose"}:
        return _of_workspace(change.at, default)
    return _BY_ACTION.get(change.do, Authority.VENDOR)


def _of_seats(change: Change, default: WorkspaceId | None, on: date) -> Authority:
    was, now = change.was, change.now
    if change.do in (Action.RESTORE_MEMBER, Action.RESTORE_INVITATION):
        return _of_workspace(change.at, default)
    assert isinstance(was, Seat)
    assert isinstance(now, Seat)
    if change.do in (Action.REVOKE, Action.REMOVE):
        if change.rule == "D-15" and was.past(on):
            return Authority.SYSTEM
        return _BY_RULE.get(change.rule, _of_workspace(change.at, default))
    if change.do is Action.REINVITE and _made_again(was, now):
        return Authority.SYSTEM
    return _of_workspace(change.at, default)


def _made_again(was: Seat, now: Seat) -> bool:
    """D-06: "An invitation past its end is sent again": the same offer, in the same round."""
    return _offer(was) == _offer(now)


def _offer(seat: Seat) -> tuple[object, ...]:
    return seat.role, seat.round, seat.until, seat.note


def _of_workspace(at: str, default: WorkspaceId | None) -> Authority:
    return Authority.SERVICES_ADMIN if at == default else Authority.WORKSPACE_ADMIN


def _of_person(person: PersonKey, default: WorkspaceId | None, current: Estate, on: date) -> Authority:
    """Another address is another person who gets in, so it is decided where the person has access."""
    seats = ((w, people[person]) for w, people in current.seats.items() if person in people)
    workspaces = {w for w, seat in seats if seat.counts(on)}
    if len(workspaces) > 1:
        return Authority.VENDOR
    return Authority.SERVICES_ADMIN if workspaces <= {default} else Authority.WORKSPACE_ADMIN


def _invitations(change: Change, desired: Desired, current: Estate, default: WorkspaceId | None) -> list[Change]:
    """S-02: nobody is asked whether those named on the contract are invited to the default workspace.
    S-06: the first admins of a workspace are the vendor's to name."""
    if change.at != desired.default or desired.named.isdisjoint(change.who):
        return [_invitation(change, current, default)]
    named = tuple(p for p in change.who if p in desired.named)
    found = [change._replace(who=named, rule="S-02", authority=Authority.SYSTEM)]
    if others := tuple(p for p in change.who if p not in desired.named):
        found.append(_invitation(change._replace(who=others), current, default))
    return found


def _invitation(change: Change, current: Estate, default: WorkspaceId | None) -> Change:
    first = isinstance(change.now, Seat) and change.now.role is Role.ADMIN and change.at not in current.workspaces
    if first and change.at != default:
        return change._replace(rule="S-06", authority=Authority.VENDOR)
    again = isinstance(change.was, Seat) and isinstance(change.now, Seat) and _resumed(change.was, change.now)
    authority = Authority.SYSTEM if again else _of_workspace(change.at, default)
    return change._replace(rule="S-07", authority=authority)


def _resumed(was: Seat, now: Seat) -> bool:
    """D-03: revoked by a contract's end, which alone keeps the attempt, and "asked again at resume"."""
    return was.state is SeatState.REVOKED and was.attempt > 0 and _made_again(was, now)
