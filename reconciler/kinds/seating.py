"""The seats of one workspace as a finished value, and what many ask of the seats of a workspace.

Premise. A customer has hundreds of workspaces, and from one change to the next nearly all of them stay as they were.
Whoever makes a new estate leaves them the objects that they are, so what follows from one alone is found out once for
all the plans and applies that come: which few seats its people have, in which domains they are, and which pairs of a
wanted and a standing seat meet in it. Nobody writes to one; who needs another one copies it to a dict, of which
everything is found out anew.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from datetime import date
from itertools import islice
from operator import itemgetter
from typing import Any, NamedTuple, NoReturn

from reconciler.kinds.address import PersonKey, domains_of
from reconciler.kinds.seat import Role, Seat, SeatState

Seats = Mapping[PersonKey, Seat]
Tally = Sequence[tuple[Seat, int]]
"""The few seats that many people have, each with how many have it."""
Pair = tuple[Seat | None, Seat | None]
"""A wanted and a standing seat of somebody, None where there is none."""


_FEW = 8


class Summary(NamedTuple):
    """``members`` have access, and ``admins`` of them are admins (D-08: who is invited is none yet). ``offers`` are
    invitations, past their end or not. ``last_day`` is the first on which somebody's access ends."""

    tally: Tally
    members: int
    admins: int
    offers: Tally
    names_an_admin: bool
    last_day: date | None


class Meeting(NamedTuple):
    """The few pairs that people have; ``names`` are they by the identity of the two."""

    pairs: Sequence[Pair]
    names: frozenset[tuple[int, int]]


class Seating(dict[PersonKey, Seat]):
    """Read-only, and so the functions beside it write down on it what they have found out. Of a part of a customer it
    has some of the people, and ``others`` tells how many more have which seat: a summary is of all of them. ``tally``
    and ``domains`` are what is known already of the lists that it is made of; they count where they are of everybody,
    each of whom is in one list."""

    __slots__ = ("counted", "domains", "met", "others", "summary")

    def __init__(self, seats: Seats, others: Tally = (), tally: Tally = (), domains: Set[str] = frozenset()) -> None:
        super().__init__(seats)
        whole = bool(tally) and sum([people for _, people in tally]) == len(self)
        self.others = others
        self.counted = tally if whole else None
        self.summary: Summary | None = None
        self.domains: Set[str] | None = domains if whole and domains else None
        self.met: tuple[Seats, Meeting] | None = None

    def _finished(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError("these seats are finished")

    __setitem__ = __delitem__ = __ior__ = update = pop = popitem = clear = setdefault = _finished


NOBODY = Seating({})


def finished(seats: Seats, before: Seats = NOBODY) -> Seating:
    """The seats as a value; the very same where they are one already. What nobody has looked at stays as it was
    ``before``."""
    if isinstance(seats, Seating):
        return seats
    return Seating(seats, before.others if isinstance(before, Seating) else ())


def summary(seats: Seats) -> Summary:
    if not isinstance(seats, Seating):
        return _summed(tally(seats))
    if seats.summary is None:
        seats.summary = _summed(_together([*_counted(seats), *seats.others]))
    return seats.summary


def distinct(seats: Seats) -> Collection[Seat]:
    """The few seats that many people have."""
    return [seat for seat, _ in (summary(seats).tally if isinstance(seats, Seating) else tally(seats))]


def accepted_admins(seats: Seats) -> int:
    """D-08: how many there are, of whom invitations that are open are none."""
    return summary(seats).admins


def domains_on(people: Collection[PersonKey]) -> Set[str]:
    """The domains of many people, be they in finished seats or not."""
    if not isinstance(people, Seating):
        return domains_of(people)
    if people.domains is None:
        people.domains = frozenset(domains_of(people))
    return people.domains


def meeting(wanted: Seats, here: Seats) -> Meeting:
    """Of what is wanted in a workspace and what stands there. What was asked about last is remembered: the files, too,
    change a few workspaces only."""
    if not isinstance(here, Seating) or not isinstance(wanted, Seating):
        return _met(wanted, here)
    if here.met is None or here.met[0] is not wanted:
        here.met = (wanted, _met(wanted, here))
    return here.met[1]


def _together(lists: Tally) -> Tally:
    """Of several lists that follow each other: each seat once."""
    counts: dict[int, tuple[Seat, int]] = {}
    for seat, people in lists:
        counts[id(seat)] = (seat, people + counts.get(id(seat), (seat, 0))[1])
    return [*counts.values()]


def _summed(counted: Tally) -> Summary:
    offers, members, admins = [], 0, 0
    names_an_admin, last_day = False, None
    for seat, count in counted:
        leads = seat.role is Role.ADMIN
        names_an_admin = names_an_admin or leads
        if seat.state is SeatState.MEMBER:
            members += count
            admins += count * leads
        elif seat.state is SeatState.INVITED:
            offers.append((seat, count))
        if seat.until is not None and (last_day is None or seat.until < last_day):
            last_day = seat.until
    return Summary(counted, members, admins, offers, names_an_admin, last_day)


def tally(seats: Seats) -> Tally:
    """How many have which seat. Each kind is taken out of what is left, as long as they are few: ten times quicker than
    sorting everybody."""
    told: list[tuple[Seat, int]] = []
    left = list(seats.values())
    while left and len(told) < _FEW:
        seat = left[0]
        others = [other for other in left if other is not seat]
        told.append((seat, len(left) - len(others)))
        left = others
    if not left:
        return told
    counts = Counter(map(id, left))  # by identity, since hashing a seat costs ten times more
    return [*told, *((seat, counts[name]) for name, seat in dict(zip(map(id, left), left, strict=True)).items())]


def _met(wanted: Seats, here: Seats) -> Meeting:
    """Nearly everybody has the one pair of what most are wanted as and what most are, and only the others are looked
    at. Of these as with ``tally``: pair by pair, as long as they are few."""
    (want, others), (have, more) = _most(wanted), _most(here)
    apart = wanted.keys() ^ here.keys() if wanted.keys() != here.keys() else ()
    looked_at = {*others, *more, *apart}
    pairs: list[Pair] = [(want, have)] if 2 * len(looked_at) < len(wanted) + len(here) + len(apart) else []
    left: list[Pair] = list(zip(map(wanted.get, looked_at), map(here.get, looked_at), strict=True))
    while left and len(pairs) < _FEW:
        want, have = left[0]
        pairs.append(left[0])
        left = [pair for pair in left if pair[0] is not want or pair[1] is not have]
    if left:
        pairs += {(id(want), id(have)): (want, have) for want, have in left}.values()
    return Meeting(pairs, frozenset([(id(want), id(have)) for want, have in pairs]))


def _most(seats: Seats) -> tuple[Seat | None, Iterable[PersonKey]]:
    """The seat that most people have, and who has another one."""
    most, count = max(_counted(seats), key=itemgetter(1), default=(None, 0))
    return most, islice((person for person, seat in seats.items() if seat is not most), len(seats) - count)


def _counted(seats: Seats) -> Tally:
    if not isinstance(seats, Seating):
        return tally(seats)
    if seats.counted is None:
        seats.counted = tally(seats)
    return seats.counted
