"""What is due: what the state and the day ask for, whatever the files say (D-03, D-06, D-15). Nobody has to agree to
it, and nothing that somebody has to agree to comes before it.

So it is no part of what a reviewer agrees to: it may be done before that is, together with it, or without it. Whom a
contract names (S-02), whom a policy keeps out (D-10) and which workspace is the default one (S-01) are asked of nobody
either, and still not due: that the files say who and how. Not seen: somebody whose invitation ran out, who was taken
out of the files and is put back, is invited again as if they had never been out; the state does not know of it.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from reconciler.kinds.address import PersonKey
from reconciler.kinds.desired import Desired
from reconciler.kinds.estate import Estate
from reconciler.kinds.limits import Terms
from reconciler.kinds.renewal import counting
from reconciler.kinds.seat import Seat
from reconciler.planning.changes import ON_SEATS, Action, Authority, Change
from reconciler.planning.lens import View, parted
from reconciler.planning.standing import Standing

_NOBODY = PersonKey("")


def with_due(changes: Sequence[Change], desired: Desired, current: Estate, on: date) -> tuple[Change, ...]:
    """The changes in their order, those that are due marked; of one that is due for some of its people, two are made.
    ``current`` is the state under the new names that the plan gives."""
    live = counting(current.contracts, on) is not None
    nobodys = [change for change in changes if change.authority is Authority.SYSTEM]
    if not any(_by_the_state(change, current, live) for change in nobodys):
        return tuple(changes)
    by_rule_or_facts = [c for c in changes if c.authority is Authority.SYSTEM or c.do not in ON_SEATS]
    alone, _ = parted(by_rule_or_facts, View(_nobodys(current, on), _NOBODY), desired, current)
    due: dict[tuple[str, ...], set[PersonKey]] = {}
    for change in alone:
        if change.authority is Authority.SYSTEM and _by_the_state(change, current, live):
            due.setdefault(_what(change), set()).update(change.who)
    return tuple(part for change in changes for part in _parts(change, due.get(_what(change))))


def _by_the_state(change: Change, current: Estate, live: bool) -> bool:
    """Whether what nobody decides would be asked for if the files said what stands in the state. ``live``: a contract
    of it is."""
    match change.do:
        case Action.REMOVE | Action.REVOKE:
            return change.rule == "D-15" or (change.rule == "D-03" and not live)
        case Action.SUSPEND_WORKSPACE:
            return not live
        case Action.RESUME_WORKSPACE:
            return live
        case Action.INVITE | Action.REINVITE:
            return live and change.rule != "S-02" and _is_left_an_attempt(change, current)
    return False


def _is_left_an_attempt(change: Change, current: Estate) -> bool:
    """By as many as the state knows of: how many the files allow has been agreed to by nobody yet."""
    attempts = current.attempts if current.attempts is not None else Terms().attempts
    return isinstance(change.now, Seat) and change.now.attempt <= attempts


def _nobodys(current: Estate, on: date) -> Standing:
    """Of somebody who may do nothing but what nobody is asked for. Whose word the rest needs makes no difference."""
    return Standing({}, (), {}, None, current, on, begun=True)


def _what(change: Change) -> tuple[str, ...]:
    return (change.do, change.at, str(change.was), str(change.now), change.rule)


def _parts(change: Change, due: set[PersonKey] | None) -> Iterator[Change]:
    if due is None:
        yield change
    elif due.issuperset(change.who):
        yield change._replace(due=True)
    else:
        yield change._replace(who=tuple(p for p in change.who if p in due), due=True)
        yield change._replace(who=tuple(p for p in change.who if p not in due))


def only_due(changes: Iterable[Change]) -> tuple[Change, ...]:
    return tuple(change for change in changes if change.due)
