"""What is due: what the state and the day ask for, and the files do not ask otherwise (D-03, D-06, D-15). Nobody has to
agree to it, and nothing that somebody has to agree to comes before it.

So it is no part of what a reviewer agrees to: it may be done before that is, together with it, or without it. Whom a
contract names (S-02), whom a policy keeps out (D-10) and which workspace is the default one (S-01) are asked of nobody
either, and still not due: that the files say who and how.

Files that nobody has agreed to can make nothing due, and can keep something from it: whose last day or whose contract's
end they put off stays until somebody agrees, or takes that back. It stands in the plan as a change.

An offer is made again only to whom nobody has let go since (``planning.let_go``), and on the terms that somebody has
agreed to: how often people are asked, and for how many days.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from reconciler.kinds.address import PersonKey
from reconciler.kinds.desired import Desired
from reconciler.kinds.estate import Estate
from reconciler.kinds.renewal import counting
from reconciler.planning.changes import ASKING, ON_SEATS, Action, Authority, Change
from reconciler.planning.lens import View, parted
from reconciler.planning.let_go import those_let_go
from reconciler.planning.standing import Standing

_NOBODY = PersonKey("")


def with_due(changes: Sequence[Change], desired: Desired, current: Estate, on: date) -> tuple[Change, ...]:
    """The changes in their order, those that are due marked; of one that is due for some of its people, two are made.
    ``current`` is the state under the new names that the plan gives."""
    nobodys = [change for change in changes if change.authority is Authority.SYSTEM]
    if not nobodys:
        return tuple(changes)
    live, terms = counting(current.contracts, on) is not None, desired.estate.terms.agreed_to
    state = _State(current, live, same_terms=terms == current.terms)
    if not any(map(state.asks_for, nobodys)):
        return tuple(changes)
    by_rule_or_facts = [c for c in changes if c.authority is Authority.SYSTEM or c.do not in ON_SEATS]
    alone, _ = parted(by_rule_or_facts, View(_nobodys(current, on), _NOBODY), desired, current)
    due: dict[tuple[str, ...], set[PersonKey]] = {}
    for change in alone:
        if change.authority is Authority.SYSTEM and state.asks_for(change):
            due.setdefault(_what(change), set()).update(state.those_of(change))
    return tuple(part for change in changes for part in _parts(change, due.get(_what(change))))


class _State(NamedTuple):
    """``live``: a contract of it is. ``same_terms``: the files ask people on those that it knows, as often and for as
    many days; others have been agreed to by nobody yet."""

    estate: Estate
    live: bool
    same_terms: bool

    def asks_for(self, change: Change) -> bool:
        """Whether what nobody decides would be asked for if the files said what stands in the state."""
        match change.do:
            case Action.REMOVE | Action.REVOKE:
                return change.rule == "D-15" or (change.rule == "D-03" and not self.live)
            case Action.SUSPEND_WORKSPACE:
                return not self.live
            case Action.RESUME_WORKSPACE:
                return self.live
            case Action.INVITE | Action.REINVITE:
                return self.live and self.same_terms and change.rule != "S-02"
        return False

    def those_of(self, change: Change) -> Iterable[PersonKey]:
        """For whom."""
        if change.do not in ASKING:
            return change.who
        gone = those_let_go(change.who, change.at, self.estate)
        return [person for person in change.who if person not in gone]


def _nobodys(current: Estate, on: date) -> Standing:
    """Of somebody who may do nothing but what nobody is asked for. Whose word the rest needs makes no difference."""
    return Standing({}, (), {}, None, current, on, begun=True)


def _what(change: Change) -> tuple[str, ...]:
    return (change.do, change.at, str(change.was), str(change.now), change.rule)


def _parts(change: Change, due: set[PersonKey] | None) -> Iterator[Change]:
    if due is None or (change.who and due.isdisjoint(change.who)):
        yield change
    elif due.issuperset(change.who):
        yield change._replace(due=True)
    else:
        yield change._replace(who=tuple(p for p in change.who if p in due), due=True)
        yield change._replace(who=tuple(p for p in change.who if p not in due))


def only_due(changes: Iterable[Change]) -> tuple[Change, ...]:
    return tuple(change for change in changes if change.due)
