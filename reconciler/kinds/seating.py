"""The seats of one workspace as a finished value, and what many ask of the seats of a workspace.

Premise. A customer has hundreds of workspaces, and from one change to the next nearly all of them stay as they were.
Whoever makes a new estate leaves them the objects that they are, so what follows from one alone is found out
once for all the plans and applies that come: which few seats its people have, in which domains they are, and which
pairs of a wanted and a standing seat meet in it. Nobody writes to one; who needs another one copies it to a dict,
of which everything is found out anew.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from typing import Any, NoReturn

from reconciler.kinds.address import PersonKey, domains_of
from reconciler.kinds.seat import Seat

Tally = Sequence[tuple[Seat, int]]
"""The few seats that many people have, each with how many have it."""
Pair = tuple[Seat | None, Seat | None]
"""The wanted and the standing seat of one person; None where there is none."""


class Seating(dict[PersonKey, Seat]):
    """Read-only, and so it remembers what it was asked."""

    __slots__ = ("_domains", "_met", "_tally")

    def __init__(self, seats: Mapping[PersonKey, Seat]) -> None:
        super().__init__(seats)
        self._tally: Tally | None = None
        self._domains: frozenset[str] | None = None
        self._met: tuple[Mapping[PersonKey, Seat], Sequence[Pair]] | None = None

    def tally(self) -> Tally:
        if self._tally is None:
            self._tally = _tally(self)
        return self._tally

    def domains(self) -> frozenset[str]:
        if self._domains is None:
            self._domains = frozenset(domains_of(self))
        return self._domains

    def met(self, wanted: Mapping[PersonKey, Seat]) -> Sequence[Pair]:
        """The pairs that meet with what was asked about last: the files, too, change a few workspaces only."""
        if self._met is None or self._met[0] is not wanted:
            self._met = (wanted, _pairs(wanted, self))
        return self._met[1]

    def _finished(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError("these seats are finished")

    __setitem__ = __delitem__ = __ior__ = update = pop = popitem = clear = setdefault = _finished


def tally(seats: Mapping[PersonKey, Seat]) -> Tally:
    """By identity, since hashing a seat costs ten times more."""
    return seats.tally() if isinstance(seats, Seating) else _tally(seats)


def distinct(seats: Mapping[PersonKey, Seat]) -> list[Seat]:
    """The few seats that many people have."""
    return [seat for seat, _ in seats.tally()] if isinstance(seats, Seating) else list(_kinds(seats).values())


def accepted_admins(seats: Mapping[PersonKey, Seat]) -> int:
    """D-08: how many there are, of whom invitations that are open are none."""
    return sum(count for seat, count in tally(seats) if seat.is_accepted_admin)


def domains_on(people: Collection[PersonKey]) -> Set[str]:
    """The domains of many people, be they in finished seats or not."""
    return people.domains() if isinstance(people, Seating) else domains_of(people)


def meeting(wanted: Mapping[PersonKey, Seat], here: Mapping[PersonKey, Seat]) -> Sequence[Pair]:
    """The few pairs of seats that the people of a workspace have, of what is wanted and what stands."""
    return here.met(wanted) if isinstance(here, Seating) and isinstance(wanted, Seating) else _pairs(wanted, here)


def together(rolls: Iterable[Mapping[PersonKey, Seat]]) -> Tally:
    """The tally of many workspaces."""
    seats: dict[int, Seat] = {}
    counts: Counter[int] = Counter()
    for roll in rolls:
        for seat, count in tally(roll):
            seats[id(seat)] = seat
            counts[id(seat)] += count
    return [(seat, counts[name]) for name, seat in seats.items()]


def _tally(seats: Mapping[PersonKey, Seat]) -> Tally:
    counts = Counter(map(id, seats.values()))
    return [(seat, counts[name]) for name, seat in _kinds(seats).items()]


def _kinds(seats: Mapping[PersonKey, Seat]) -> dict[int, Seat]:
    return dict(zip(map(id, seats.values()), seats.values(), strict=True))


def _pairs(wanted: Mapping[PersonKey, Seat], here: Mapping[PersonKey, Seat]) -> Sequence[Pair]:
    wants, haves = list(wanted.values()), list(map(here.get, wanted))
    met: dict[tuple[int, int], Pair] = dict(
        zip(zip(map(id, wants), map(id, haves), strict=True), zip(wants, haves, strict=True), strict=True)
    )
    undeclared = {id(seat): seat for seat in map(here.__getitem__, here.keys() - wanted.keys())}
    return [*met.values(), *((None, seat) for seat in undeclared.values())]
