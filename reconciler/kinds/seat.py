"""What stands between one workspace and one person, as one shared value.

A million people have a few dozen distinct seats, so the decision table runs once for each distinct pair of seats
and comparing is mostly comparing identities. What would break sharing stands elsewhere: ``since`` in the journal,
ids of invitations are derived, delivery in the queue.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any

from reconciler.kinds.days import day_of, days_after
from reconciler.kinds.personal import PERSONAL


class SeatState(StrEnum):
    WANTED = "wanted"
    INVITED = "invited"
    MEMBER = "member"
    DECLINED = "declined"
    LEFT = "left"
    BOUNCED = "bounced"
    REVOKED = "revoked"
    REMOVED = "removed"


class Role(StrEnum):
    ADMIN = "admin"
    MEMBER = "member"


@dataclass(frozen=True, slots=True)
class Note:
    """D-15: "reason, ticket and sponsor are kept with the membership"."""

    reason: str | None = field(default=None, metadata=PERSONAL)
    ticket: str | None = field(default=None, metadata=PERSONAL)
    sponsor: str | None = field(default=None, metadata=PERSONAL)


@dataclass(frozen=True, slots=True)
class Seat:
    """``until`` is the last day of access; an invitation ``expires`` so many days after its mail; ``generation`` counts
    every asking and never falls (D-06); ``attempt`` counts within a ``round``."""

    state: SeatState
    role: Role
    until: date | None = None
    generation: int = 0
    attempt: int = 0
    expires: date | None = None
    round: int = 1
    note: Note | None = None

    @property
    def ends(self) -> date | None:
        """The first day on which no answer to an invitation counts: nothing is offered for longer than it would last
        (D-15)."""
        if self.expires is None or self.until is None:
            return self.expires
        return min(self.expires, days_after(self.until))

    @property
    def answer_by(self) -> date | None:
        """The last day on which an answer counts: what people are told, as every day "until" which something is.
        ``ends``, for programs, is the first on which none does."""
        return None if self.ends is None else days_after(self.ends, -1)

    def open(self, on: date) -> bool:
        """D-05: open is computed, never stored. The contract being live is the caller's question."""
        return self.offered(on) and not self.past(on)

    def offered(self, on: date) -> bool:
        """Whether an invitation has not expired: what a plan takes back. It does so too where the last day of what is
        offered is over, so that nobody can accept any more."""
        return self.state is SeatState.INVITED and self.expires is not None and on < self.expires

    def said(self, on: date, live: bool) -> str:
        """Its state, as lists say it; of an invitation whether it is ``open``, ``past_end`` (nobody answered in time)
        or ``void`` (no contract is ``live``)."""
        if self.state is not SeatState.INVITED:
            return self.state.value
        if not self.open(on):
            return "past_end"
        return "open" if live else "void"

    def counts(self, on: date) -> bool:
        """Whether its person has access, or an offer of it: what a removal takes away."""
        return self.state is SeatState.MEMBER or self.offered(on)

    @property
    def is_accepted_admin(self) -> bool:
        """D-08 counts those who have accepted only."""
        return self.state is SeatState.MEMBER and self.role is Role.ADMIN

    def wanted_as_it_is(self) -> "Seat":
        """What somebody would have to declare so that nothing of it changes."""
        return shared(Seat(SeatState.WANTED, self.role, until=self.until, round=self.round, note=self.note))

    def ended(self, state: SeatState) -> "Seat":
        """What stays of it once it is over in this way: the role, and what D-06 goes on counting from."""
        return shared(Seat(state, self.role, generation=self.generation, round=self.round))

    def past(self, on: date) -> bool:
        """D-15: whether the last day is over."""
        return self.until is not None and on > self.until


_SHARED: dict[Seat, Seat] = {}


def shared(seat: Seat) -> Seat:
    """The one object that stands for all equal seats: what makes comparing a question of identity."""
    return _SHARED.setdefault(seat, seat)


def seat_plain(seat: Seat) -> dict[str, Any]:
    """The short JSON form of plans, states and journals; what is at its default is left out."""
    short: dict[str, Any] = {"state": seat.state.value, "role": seat.role.value}
    if seat.until is not None:
        short["until"] = seat.until.isoformat()
    if seat.generation:
        short["gen"] = seat.generation
    if seat.attempt:
        short["attempt"] = seat.attempt
    if seat.expires is not None:
        short["expires"] = seat.expires.isoformat()
    if seat.round != 1:
        short["round"] = seat.round
    if seat.note is not None:
        short["note"] = note_plain(seat.note)
    return short


def note_plain(note: Note) -> dict[str, str]:
    words = {"reason": note.reason, "ticket": note.ticket, "sponsor": note.sponsor}
    return {name: text for name, text in words.items() if text is not None}


_MANY_TIMES = 1_000_000


def seat_from_plain(short: Mapping[str, Any]) -> Seat:
    """The inverse of ``seat_plain``. KeyError, TypeError or ValueError where it does not fit."""
    if "note" in short:
        return _read(short)
    return _read_before(tuple(short), *short.values())


@lru_cache(maxsize=1024, typed=True)
def _read_before(names: tuple[str, ...], *values: Any) -> Seat:
    """The few seats that thousands of changes and people have. With their types, since True is 1 to a look-up."""
    return _read(dict(zip(names, values, strict=True)))


def _read(short: Mapping[str, Any]) -> Seat:
    unknown = set(short) - {"state", "role", "until", "gen", "attempt", "expires", "round", "note"}
    if unknown:
        raise ValueError(f"a seat has no field {min(unknown)!r}")
    for name in ("gen", "attempt", "round"):
        if type(short.get(name, 0)) is not int or not 0 <= short.get(name, 0) < _MANY_TIMES:
            raise ValueError(f"{name} of a seat is {short[name]!r}")
    if not all(type(text) is str for text in (short.get("note") or {}).values()):
        raise ValueError("a note of a seat is no text")
    return shared(
        Seat(
            SeatState(short["state"]),
            Role(short["role"]),
            day_of(short.get("until")),
            short.get("gen", 0),
            short.get("attempt", 0),
            day_of(short.get("expires")),
            short.get("round", 1),
            Note(**short["note"]) if short.get("note") else None,
        )
    )
