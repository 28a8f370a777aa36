"""A digest for each thing that a guard counts: what a permit names.

Of a change that is one for each of its people, with what stands before and after it: who is to be removed as a member
is not the same as who is to be removed as an admin. Days on which an offer ends only follow from the day of the plan.
"""

from collections.abc import Collection, Iterator
from hashlib import sha256

from reconciler.planning import canonical
from reconciler.planning.changes import Change, side_plain

_LETTERS = 32
"""128 bits: a million of them in one permit, and still nobody finds another change with the same."""


def units(change: Change, people: Collection[str] | None = None) -> Iterator[str]:
    """One for each of ``people``, who are those of the change unless others are named; of a fact, one."""
    sides = (_without_expiry(side_plain(side)) for side in (change.was, change.now))
    return unit_of([change.do.value, change.at, *sides], (change.who or None) if people is None else people)


def unit_of(what: list[object], people: Collection[str] | None = None) -> Iterator[str]:
    """The same for anything else that is counted, for each of ``people``, or once where it is about no people."""
    common = sha256(canonical.dump(what) + b"\0")
    for person in ("",) if people is None else people:
        whole = common.copy()
        whole.update(person.encode())
        yield whole.hexdigest()[:_LETTERS]


def _without_expiry(side: object) -> object:
    return {k: v for k, v in side.items() if k != "expires"} if isinstance(side, dict) else side
