"""On whose word, and by whose right, a change is made (DOMAIN: "Who may do what").

Judged against the current state, never against the configuration under review.
"""

from collections.abc import Iterator
from dataclasses import replace

from reconciler.kinds.address import PersonKey
from reconciler.kinds.desired import Desired
from reconciler.kinds.estate import Estate
from reconciler.kinds.seat import Role, Seat
from reconciler.planning.changes import ON_SEATS, Action, Authority, Change

_BY_ACTION = {
    Action.ACTIVATE_CONTRACT: Authority.SYSTEM,
    Action.SUSPEND_WORKSPACE: Authority.SYSTEM,
    Action.RESUME_WORKSPACE: Authority.SYSTEM,
    Action.SET_POLICY: Authority.SERVICES_ADMIN,
    Action.SET_LIMITS: Authority.SERVICES_ADMIN,
    Action.RENAME_PERSON: Authority.SERVICES_ADMIN,
    Action.UPDATE_PERSON: Authority.SERVICES_ADMIN,
}
_BY_RULE = {"D-15": Authority.SYSTEM, "D-03": Authority.SYSTEM, "D-10": Authority.SYSTEM}


def attributed(change: Change, desired: Desired, current: Estate) -> Iterator[Change]:
    """The change with its authority; invitations are split by the rule that asks for them."""
    if change.do not in ON_SEATS:
        default = change.do is Action.CREATE_WORKSPACE and change.at == desired.default
        authority = Authority.SYSTEM if default else _BY_ACTION.get(change.do, Authority.VENDOR)
        yield replace(change, authority=authority)
    elif change.do is Action.INVITE:
        yield from _invitations(change, desired, current)
    else:
        yield replace(change, authority=_BY_RULE.get(change.rule, _of_workspace(change.at, desired)))


def _of_workspace(at: str, desired: Desired) -> Authority:
    return Authority.SERVICES_ADMIN if at == desired.default else Authority.WORKSPACE_ADMIN


def _invitations(change: Change, desired: Desired, current: Estate) -> Iterator[Change]:
    """S-02: nobody is asked whether those named on the contract are invited to the default workspace.
    S-06: the first admins of a workspace are the vendor's to name."""
    named = _among(change.who, desired.named) if change.at == desired.default else ()
    others = tuple(p for p in change.who if p not in desired.named) if named else change.who
    if named:
        yield replace(change, who=named, rule="S-02", authority=Authority.SYSTEM)
    if not others:
        return
    admins = isinstance(change.now, Seat) and change.now.role is Role.ADMIN
    if admins and change.at not in current.workspaces:
        yield replace(change, who=others, rule="S-06", authority=Authority.VENDOR)
    else:
        yield replace(change, who=others, rule="S-07", authority=_of_workspace(change.at, desired))


def _among(people: tuple[PersonKey, ...], named: frozenset[PersonKey]) -> tuple[PersonKey, ...]:
    return tuple(p for p in people if p in named)
