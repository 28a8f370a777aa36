"""What a change leads to, such that two changes of different words that lead to the same are known to: inviting
somebody whom an undo has taken out, and inviting somebody whose offer it has revoked, are both bringing them in."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from reconciler.kinds.seat import Seat, SeatState
from reconciler.planning import canonical
from reconciler.planning.changes import ON_SEATS, Action, Change

_IN = frozenset({SeatState.MEMBER.value, SeatState.INVITED.value})
_RENAMES = frozenset({Action.RENAME_WORKSPACE, Action.RENAME_PERSON})


class Effect(NamedTuple):
    """``at`` is empty for a new name, which says itself what it is about; ``what`` is canonical JSON."""

    at: str
    person: str
    what: bytes


TakenBack = Callable[[], frozenset[Effect]]
"""What undoings took back of the last thing that files asked for: looked up in the journal when it is asked for."""


def nothing_taken_back() -> frozenset[Effect]:
    return frozenset()


def effects(change: Change) -> Iterator[Effect]:
    """One for each of the people of a change, in their order; of a fact, one."""
    side: Any = change.now
    if isinstance(side, Seat):
        side = {"state": side.state.value, "role": side.role.value}
    yield from effects_of(change.do, change.at, side, change.who or ("",))


def effects_of(do: Action, at: str, side: Mapping[str, Any] | None, people: tuple[str, ...]) -> Iterator[Effect]:
    """Of a side of a change, in plain form."""
    if do in ON_SEATS:
        inside = side is not None and side["state"] in _IN
        what = canonical.dump([side["role"] if inside and side is not None else None])
    else:
        what = canonical.dump(side)
    for person in people:
        yield Effect("" if do in _RENAMES else at, person, what)
