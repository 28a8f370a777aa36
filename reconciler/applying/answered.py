"""What people answered, as it came in; and a million answers by what they say.

Thousands say the same of one workspace: accepted, on one day. What comes of it is decided once for all of them, so
they are kept together. That takes answers in another order than they came in, which changes nothing as long as nobody
answers twice: who does is heard alone, after all who came before and before all who come after.
"""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from itertools import chain, groupby
from operator import attrgetter, itemgetter
from typing import NamedTuple, TypeVar

from reconciler.kinds.account import Identity
from reconciler.kinds.account_policy import AccountKind
from reconciler.kinds.address import PersonKey
from reconciler.kinds.workspace import WorkspaceId

Like = TypeVar("Like")
Cell = TypeVar("Cell")


class Answer(StrEnum):
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LEFT = "left"
    BOUNCED = "bounced"


class Reply(NamedTuple):
    """What an answer says besides of whom. ``account`` is the kind that they signed in with, and ``identity`` the
    account itself, where that is known."""

    workspace: WorkspaceId
    answer: Answer
    on: date
    account: AccountKind | None = None
    identity: Identity | None = None


class Answered(NamedTuple):
    """One answer; ``row`` says where, for whoever has to correct it, and ascends as they came in."""

    workspace: WorkspaceId
    person: PersonKey
    answer: Answer
    on: date
    row: int
    account: AccountKind | None = None
    identity: Identity | None = None


class Alike(NamedTuple):
    """Some who replied the same, and the row of each."""

    reply: Reply
    people: Sequence[PersonKey]
    rows: Sequence[int]

    def parted(self, *marks: Sequence[object]) -> Iterator[tuple[int, "Alike"]]:
        """Those who have the very same marks, each person one of them at their place; with the first such place."""
        apart = [[*map(id, each)] for each in marks if not _all_one(each)]
        if not apart:
            yield 0, self
            return
        beside: Iterable[object] = zip(*apart, strict=True) if len(apart) > 1 else apart[0]
        for places in places_of_like(beside).values():
            yield places[0], Alike(self.reply, at_places(self.people, places), at_places(self.rows, places))

    def answers(self) -> Iterator[Answered]:
        workspace, answer, on, account, identity = self.reply
        for person, row in zip(self.people, self.rows, strict=True):
            yield Answered(workspace, person, answer, on, row, account, identity)


class Replies:
    """Those of one customer. A million together are 20 MB, where a value for each would be 130."""

    def __init__(self, answers: Iterable[Answered] = ()) -> None:
        self._told: dict[Reply, tuple[list[PersonKey], array[int]]] = {}
        for workspace, person, answer, on, row, account, identity in answers:
            self.add(Reply(workspace, answer, on, account, identity), [person], [row])

    def add(self, reply: Reply, people: Iterable[PersonKey], rows: Iterable[int]) -> None:
        known = self._told.get(reply)
        if known is None:
            known = self._told[reply] = ([], array("L"))
        known[0].extend(people)
        known[1].extend(rows)

    def __iter__(self) -> Iterator[Answered]:
        """As they came in."""
        each = (Alike(reply, *told).answers() for reply, told in self._told.items())
        yield from sorted(chain.from_iterable(each), key=attrgetter("row"))

    def in_turn(self, aliases: Mapping[PersonKey, PersonKey]) -> Iterator[Alike]:
        """Each under the name that an alias means. Who answers twice is heard by day, since many lists begin with the
        latest, and on one day as they came in."""
        told = [
            Alike(reply, [aliases.get(p, p) for p in people] if aliases else people, rows)
            for reply, (people, rows) in self._told.items()
        ]
        accounts = {(alike.reply.account, alike.reply.identity) for alike in told}
        everywhere = len(accounts) > 1  # by what somebody signed in with in one workspace they are judged in others
        yield from _one_by_one(told, everywhere) if _twice(told, everywhere) else told


def _twice(told: Sequence[Alike], everywhere: bool) -> bool:
    """Whether anybody answers twice, in one workspace or ``everywhere``."""
    people: dict[str, list[Sequence[PersonKey]]] = {}
    for alike in told:
        people.setdefault("" if everywhere else alike.reply.workspace, []).append(alike.people)
    return any(sum(map(len, each)) > len({*chain.from_iterable(each)}) for each in people.values())


def _one_by_one(told: Sequence[Alike], everywhere: bool) -> Iterator[Alike]:
    each = [(a.reply.on, row, a.reply, person) for a in told for person, row in zip(a.people, a.rows, strict=True)]
    heard: set[tuple[str, PersonKey]] = set()
    together = Replies()
    for _, row, reply, person in sorted(each, key=itemgetter(0, 1)):
        who = ("" if everywhere else reply.workspace, person)
        if who not in heard:
            heard.add(who)
            together.add(reply, [person], [row])
        else:
            yield from together.in_turn({})
            yield Alike(reply, [person], [row])
            together = Replies()
    yield from together.in_turn({})


def _all_one(marks: Sequence[object]) -> bool:
    """Whether all are the very same, or equal to it: nearly always the last of several is another one."""
    return marks[0] is marks[-1] and marks.count(marks[0]) == len(marks)


def places_of_like(values: Iterable[Like]) -> Mapping[Like, Sequence[int]]:
    """Where each of them stands, of equal ones all; mostly they follow each other."""
    places: dict[Like, list[int]] = {}
    start = 0
    for value, run in groupby(values):
        end = start + len(list(run))
        places.setdefault(value, []).extend(range(start, end))
        start = end
    return places


def at_places(column: Sequence[Cell], places: Sequence[int]) -> Sequence[Cell]:
    """What stands at these, ascending."""
    first, last = places[0], places[-1]
    return column[first : last + 1] if last - first == len(places) - 1 else [column[place] for place in places]
