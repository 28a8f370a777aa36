"""What is due: what the day alone asks for. Nobody has to agree to it, and nothing that somebody has to agree to comes
before it (S-01, S-02, D-03, D-06, D-10, D-15).

So it is no part of what a reviewer agrees to: it may be done before that is, together with it, or without it.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from reconciler.kinds.address import PersonKey
from reconciler.kinds.desired import Desired
from reconciler.kinds.estate import Estate
from reconciler.planning.changes import ON_SEATS, Authority, Change
from reconciler.planning.lens import View, parted
from reconciler.planning.standing import Standing

_NOBODY = PersonKey("")


def with_due(changes: Sequence[Change], desired: Desired, current: Estate, on: date) -> tuple[Change, ...]:
    """The changes in their order, those that are due marked; of one that is due for some of its people, two are made.
    ``current`` is the state under the new names that the plan gives."""
    if all(change.authority is not Authority.SYSTEM for change in changes):
        return tuple(changes)
    by_rule_or_facts = [c for c in changes if c.authority is Authority.SYSTEM or c.do not in ON_SEATS]
    alone, _ = parted(by_rule_or_facts, View(_nobodys(current, on), _NOBODY), desired, current)
    people = {_what(change): set[PersonKey]() for change in alone}
    for change in alone:
        people[_what(change)].update(change.who)
    return tuple(part for change in changes for part in _parts(change, people.get(_what(change))))


def _nobodys(current: Estate, on: date) -> Standing:
    """Of somebody who may do nothing but what nobody is asked for. Whose word the rest needs makes no difference."""
    return Standing({}, (), {}, None, current, on, begun=True)


def _what(change: Change) -> tuple[str, ...]:
    return (change.do, change.at, str(change.was), str(change.now), change.rule)


def _parts(change: Change, due: set[PersonKey] | None) -> Iterator[Change]:
    if due is None or change.authority is not Authority.SYSTEM:
        yield change
    elif due.issuperset(change.who):
        yield change._replace(due=True)
    else:
        yield change._replace(who=tuple(p for p in change.who if p in due), due=True)
        yield change._replace(who=tuple(p for p in change.who if p not in due))


def only_due(changes: Iterable[Change]) -> tuple[Change, ...]:
    return tuple(change for change in changes if change.due)
