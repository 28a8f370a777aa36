"""The journal entry of one step, in numbers: what is hashed, chained, and kept for ever.

``{"customer", "seq", "at", "actor": id, "via", "verified", "config", "plan", "prev", "private": [ids, hash], "people":
{number: facts}, "changes": [...]}``; a change is ``{"do", "at": workspace number or contract id, "was", "now", "who":
"3-52", "rule"}``, and has a ``since`` where it is of memberships that were imported, and a ``send_on`` where mails of
invitations have another day than the entry. ``people`` are facts of those who became known; ``commit``, where there is
one, is that of the files, and ``part`` says that some of what they ask for was left out; ``confirmed_by``, where
somebody did, are texts as ``actor`` is one. ``permits``, where guards were lifted by any, are ``{"permit": id, "by":
text, "because": text}``: what stands here was used and is never used again. The head of a customer is the SHA-256 of
the bytes of its last entry.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from reconciler.applying.ledger import Ledger, concealed, vouching
from reconciler.applying.merging import side_in_numbers
from reconciler.applying.record import seat_in_numbers
from reconciler.kinds.address import PersonKey
from reconciler.kinds.days import in_utc
from reconciler.kinds.seat import Seat
from reconciler.planning import canonical
from reconciler.planning.changes import ASKING, ON_CONTRACTS, ON_PEOPLE, Action, Change, facts_of
from reconciler.planning.plan import Permitted
from reconciler.ports import Private


@dataclass(frozen=True, slots=True)
class Occasion:
    """Who did it, when, by what. ``via`` says how we know of the actor, ``verified`` whether anybody proved to be them:
    an operator's word is none. ``on`` is the day as which it counts (``--date``); ``plan`` is the digest of the plan,
    ``config`` that of the files it came from, and ``commit`` theirs, where they are a checkout of Git."""

    at: datetime
    on: date
    actor: str
    via: str
    plan: str = ""
    config: str = ""
    apply: str = ""
    verified: bool = False
    confirmed_by: tuple[str, ...] = ()
    """Whose word an account was taken for somebody's on."""
    permits: tuple[Permitted, ...] = ()
    """What lifted guards, for this customer."""
    commit: str = ""
    part: bool = False
    """Whether the plan left out some of what its files ask for."""


class InNumbers(NamedTuple):
    """A change, what an entry says of it, and the numbers of whom it is about, ascending."""

    change: Change
    line: Mapping[str, Any]
    who: Sequence[int]


def changes_in_numbers(
    changes: Sequence[Change],
    before: Mapping[PersonKey, int],
    ledger: Ledger,
    workspaces: Mapping[str, int],
    occasion: Occasion,
) -> Iterator[InNumbers]:
    """``before`` are the numbers of people before the changes: an address may be another person's by their end."""
    names, sides, day = _Names(changes, before, ledger), _Sides(ledger, workspaces), occasion.at.date()
    for change in changes:
        person = names.number(change) if change.do in ON_PEOPLE else None
        who = sorted(map(names.numbers.__getitem__, change.who))
        line = _in_numbers(change, person, sides, workspaces)
        if change.do in ASKING and (mail := change.send_on or occasion.on) != day:
            line["send_on"] = mail.isoformat()
        if who:
            line["who"] = canonical.ranges(who)
        yield InNumbers(change, line, who)


class _Names:
    """Whose name an address is while the changes are gone through, one after the other: an undo takes back offers
    under the names of today, and these names afterwards. Where nobody is called otherwise it is as in the ``ledger``.
    """

    def __init__(self, changes: Iterable[Change], before: Mapping[PersonKey, int], ledger: Ledger) -> None:
        same = ON_PEOPLE.isdisjoint([change.do for change in changes])
        self.numbers = ledger.numbers if same else {**ledger.numbers, **before}

    def number(self, change: Change) -> int:
        """The number of the person whom a change of names or facts is about."""
        now = facts_of(change.now)
        if change.do is Action.RENAME_PERSON:
            self.numbers[PersonKey(change.at)] = self.numbers[PersonKey(facts_of(change.was)["key"])]
        elif change.do is Action.MERGE_PERSON:
            self.numbers |= {PersonKey(key): facts["number"] for key, facts in now["people"].items()}
        return self.numbers[PersonKey(change.at)]


class _Sides:
    """What changes go from and to; a seat that many of them share is told once."""

    def __init__(self, ledger: Ledger, workspaces: Mapping[str, int]) -> None:
        self._ledger, self._workspaces = ledger, workspaces
        self._seats: dict[int, tuple[Seat, dict[str, Any]]] = {}

    def told(self, change: Change, side: Any) -> Any:
        if side is None:
            return None
        if known := self._seats.get(id(side)):
            return known[1]
        if isinstance(side, Seat):
            self._seats[id(side)] = side, seat_in_numbers(side, self._ledger)
            return self._seats[id(side)][1]
        if change.do is Action.MERGE_PERSON:
            return side_in_numbers(facts_of(side), self._ledger, self._workspaces)
        return concealed(side, self._ledger, change.do in ON_PEOPLE)


def _in_numbers(change: Change, person: int | None, sides: _Sides, workspaces: Mapping[str, int]) -> dict[str, Any]:
    was, now = sides.told(change, change.was), sides.told(change, change.now)
    line: dict[str, Any] = {"do": change.do.value, "was": was, "now": now, "rule": change.rule}
    if person is not None:
        line["who"] = str(person)
    elif change.at:
        line["at"] = change.at if change.do in ON_CONTRACTS else workspaces[change.at]
    if change.do is Action.CREATE_WORKSPACE:
        line["now"] = {**line["now"], "id": change.at}
    if change.since is not None:
        line["since"] = in_utc(change.since)
    return line


class Told(NamedTuple):
    """What one entry tells, in numbers."""

    actor: int
    confirmed_by: Sequence[int]
    private: Sequence[Private]
    people: Mapping[str, Any]
    changes: Sequence[Mapping[str, Any]]
    permits: Sequence[Mapping[str, Any]] = ()


def permits_in_numbers(permits: Iterable[Permitted], ledger: Ledger) -> list[dict[str, Any]]:
    texts = [(p.permit, ledger.text(p.by), ledger.text(p.because)) for p in permits]
    return [{"permit": permit, "by": by, "because": because} for permit, by, because in texts]


def entry_bytes(customer: str, serial: int, prev: str, occasion: Occasion, told: Told) -> bytes:
    """The entry that makes ``serial``, after the one whose hash is ``prev``."""
    return canonical.dump(
        {
            "customer": customer,
            "seq": serial,
            "at": in_utc(occasion.at),
            "actor": told.actor,
            "via": occasion.via,
            "verified": occasion.verified,
            "config": occasion.config or None,
            **({"commit": occasion.commit} if occasion.commit else {}),
            **({"part": True} if occasion.part else {}),
            "plan": occasion.plan or None,
            "prev": prev,
            "private": [canonical.ranges([value.id for value in told.private]), vouching(told.private)],
            "people": told.people,
            "changes": told.changes,
            **({"confirmed_by": told.confirmed_by} if told.confirmed_by else {}),
            **({"permits": told.permits} if told.permits else {}),
        }
    )
