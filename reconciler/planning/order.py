"""The order of a plan.

D-19: "Order within an apply, in words: names; successors; leavers; what voids offers; facts; what opens; what takes
away."

Every prefix keeps S-11, D-01, D-04, D-07 and D-08. One step beyond the rule's list: where a contract changes or
another one takes over, what was added to workspaces is lowered *before* the contract's facts, not after; the other
way round a prefix would have more added than was bought (D-01).
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import chain
from typing import Any

from reconciler.kinds.benefit import as_number
from reconciler.kinds.seat import Role, Seat, seat_plain
from reconciler.planning.changes import ON_CONTRACTS, Action, Change, Facts
from reconciler.planning.facts import loosens
from reconciler.planning.plan import Listed

_FIXED = {
    Action.RENAME_WORKSPACE: 1,
    Action.REVOKE: 5,
    Action.RESUME_WORKSPACE: 9,
    Action.RESTORE_WORKSPACE: 10,
    Action.CREATE_WORKSPACE: 11,
    Action.UPDATE_WORKSPACE: 11,
    Action.REMOVE_BENEFIT: 12,
    Action.CHANGE_BENEFIT: 12,
    Action.ADD_BENEFIT: 12,
    Action.REINVITE: 15,
    Action.UPDATE_MEMBER: 16,
    Action.REMOVE: 18,
    Action.RESTORE_MEMBER: 13,
    Action.RESTORE_INVITATION: 14,
    Action.ARCHIVE_WORKSPACE: 19,
    Action.DELETE_WORKSPACE: 19,
    Action.SUSPEND_WORKSPACE: 20,
}


def in_order(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Equal changes of several people become one record; the result is the same for any order of arrival."""
    merged = _merged(changes)
    early = any(c.do in ON_CONTRACTS for c in merged)
    given_up = frozenset(address for c in merged if c.do is Action.RENAME_PERSON for address in _given_up(c))

    def rank(change: Change) -> tuple[Any, ...]:
        return (*_step(change, early, given_up), change.at, change.do, change.who)

    ranked = {rank(change): change for change in merged}
    if len(ranked) == len(merged):
        return tuple(ranked[each] for each in sorted(ranked))
    return tuple(sorted(merged, key=lambda c: (*rank(c), _said(c.now))))


def _given_up(rename: Change) -> set[str]:
    """Other addresses that somebody has no more under the new name: whoever is renamed to one of them comes later."""
    was, now = (set(side.get("also", ())) if isinstance(side, dict) else set() for side in (rename.was, rename.now))
    return was - now


def _said(side: Seat | Facts | None) -> str:
    return _seat_said(side) if isinstance(side, Seat) else str(side)


@lru_cache(maxsize=256)
def _seat_said(seat: Seat) -> str:
    """Thousands of changes end in a few seats."""
    return str(seat_plain(seat))


def _merged(changes: Iterable[Change]) -> list[Change]:
    facts: list[Change] = []
    together: dict[Any, list[Change]] = {}
    for change in changes:
        if change.who:
            key = (change.do, change.at, change.was, change.now, change.rule, change.authority)
            together.setdefault(key, []).append(change)
        else:
            facts.append(change)
    return [*facts, *map(_union, together.values())]


def _union(alike: list[Change]) -> Change:
    """A change that stands alone with its people in order, as from a sorted roster, is itself the union."""
    if len(alike) == 1 and len(alike[0].who) == 1:
        return alike[0]
    who = tuple(sorted(chain.from_iterable([c.who for c in alike])))
    return alike[0] if who == alike[0].who else alike[0]._replace(who=who)


def listed_in_order(listed: Iterable[Listed]) -> tuple[Listed, ...]:
    """Lines that differ only in people become one."""
    together: dict[Any, list[Listed]] = {}
    for line in listed:
        key = (line.listing, line.at, line.rule, line.why, line.role, line.action, line.until, not line.who)
        together.setdefault(key, []).append(line)
    lines = [replace(a[0], who=tuple(sorted(p for line in a for p in line.who))) for a in together.values()]
    return tuple(sorted(lines, key=lambda x: (x.listing.value, x.at, x.rule, x.why, str(x.role), x.action, x.who)))


def _step(change: Change, early: bool, given_up: frozenset[str]) -> tuple[int, int]:
    """The number of D-19, and the place within it."""
    match change.do:
        case Action.INVITE:  # most changes are
            return (13, 0) if _to_admin(change) else (14, 0)
        case Action.RENAME_PERSON:
            return (2, 2 if change.at in given_up else 1)
        case Action.MERGE_PERSON:
            return (2, 3)
        case Action.UPDATE_PERSON:
            return (2, 0 if change.rule == "D-04" else 4)
        case Action.UPDATE_MEMBER if change.rule == "D-06":
            return (2, 5)  # a name still: the address that bounced is another one now
        case Action.SET_ROLE:
            return (3, 0) if _to_admin(change) else (17, 0)
        case Action.REVOKE | Action.REMOVE if change.rule == "D-16":
            return (4, 0 if change.do is Action.REVOKE else 1)
        case _ if change.do in ON_CONTRACTS:
            return (7, _contract_rank(change))
        case Action.SET_POLICY:
            allows = isinstance(change.now, dict) and change.now.get("personal_accounts") == "allow"
            return (6, 0) if allows else (8, 0)
        case Action.SET_LIMITS:
            return (21, 0) if loosens(change) else (8, 1)
        case Action.CREATE_WORKSPACE:
            return (11, 0 if isinstance(change.now, dict) and change.now.get("default") else 1)
        case Action.REMOVE_BENEFIT | Action.CHANGE_BENEFIT | Action.ADD_BENEFIT:
            rank = _benefit_rank(change)
            return (6, 9) if early and rank < 2 else (12, rank)
        case _:
            return (_FIXED[change.do], 2 if change.do is Action.UPDATE_WORKSPACE else 0)


def _to_admin(change: Change) -> bool:
    return isinstance(change.now, Seat) and change.now.role is Role.ADMIN


def _benefit_rank(change: Change) -> int:
    """Remove, lower, raise, add."""
    if change.do is not Action.CHANGE_BENEFIT:
        return 0 if change.do is Action.REMOVE_BENEFIT else 3
    lower = isinstance(change.was, dict) and isinstance(change.now, dict) and _amount(change.now) < _amount(change.was)
    return 1 if lower else 2


def _amount(benefit: dict[str, Any]) -> float:
    return as_number(benefit.get("quantity"))


def _contract_rank(change: Change) -> int:
    """Withdrawn renewals, the last one first; facts; activation; renewals, each after the one that it renews; facts by
    which a contract buys less, since what was added may be what its renewal buys (D-01)."""
    match change.do:
        case Action.DEACTIVATE_CONTRACT:
            return -_first_day(change.was)
        case Action.UPDATE_CONTRACT:
            return date.max.toordinal() + 2 if _buys_less(change) else 0
        case Action.RENEW_CONTRACT:
            return 1 + _first_day(change.now)
        case _:
            return 1


def _buys_less(change: Change) -> bool:
    was, now = (side.get("benefits") or {} if isinstance(side, dict) else {} for side in (change.was, change.now))
    return any(b not in now or _amount(now[b]) < _amount(bought) for b, bought in was.items())


def _first_day(contract: object) -> int:
    return date.fromisoformat(contract["starts"]).toordinal() if isinstance(contract, dict) else 0
