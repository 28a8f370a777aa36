"""How somebody came to where they are: every entry of a journal that changed a seat of theirs.

In numbers, without replaying: an entry names workspaces and people by numbers that never change, so that a journal of
a million memberships is looked through without knowing any other person in it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reconciler.applying.apply_id import apply_id
from reconciler.history.told import understood
from reconciler.kinds.estate import CustomerId
from reconciler.kinds.seat import SeatState
from reconciler.planning import canonical
from reconciler.planning.changes import ON_SEATS, Action

PlainSeat = Mapping[str, Any]
"""A seat as a journal holds it: its note is the id of a personal value."""


@dataclass(frozen=True, slots=True)
class SeatStep:
    """One change of one seat. ``actor`` and ``confirmed_by`` are ids of personal values; ``apply`` is empty for what
    came of no plan. ``since`` is when an imported membership began, where that is known."""

    workspace: int
    serial: int
    at: datetime
    do: Action
    was: PlainSeat | None
    now: PlainSeat | None
    rule: str
    apply: str
    actor: int
    via: str
    verified: bool
    confirmed_by: tuple[int, ...]
    since: datetime | None = None

    @property
    def begins(self) -> datetime | None:
        """When a membership began by this; None where none did."""
        if _is_member(self.was) or not _is_member(self.now):
            return None
        return self.since or self.at


def seat_steps(customer: CustomerId, entries: Iterable[bytes], people: Collection[int]) -> Iterator[SeatStep]:
    """In the order of the entries. ``people`` are the numbers of one person: their own, and those that became one with
    it. StateBroken where an entry cannot be understood."""
    for body in entries:
        with understood(customer):
            steps = list(_steps(canonical.read(body), people))
        yield from steps


def _steps(entry: Mapping[str, Any], people: Collection[int]) -> Iterator[SeatStep]:
    for line in entry["changes"]:
        do = Action(line["do"])
        if do in ON_SEATS and canonical.any_in(line["who"], people):
            yield _step(entry, line, do, line["at"], line["was"], line["now"])
        elif do is Action.MERGE_PERSON:
            for workspace in sorted(line["now"]["seats"], key=int):
                now = _own(line["now"], workspace, people)
                if now is not None:
                    yield _step(entry, line, do, int(workspace), _own(line["was"], workspace, people), now)


def _own(side: Mapping[str, Any], workspace: str, people: Collection[int]) -> PlainSeat | None:
    """The seat in a merge; of several that became one, that of a member before any other."""
    seats = side["seats"].get(workspace, {})
    mine = [seat for number, seat in sorted(seats.items()) if int(number) in people]
    return next(filter(_is_member, mine), mine[0] if mine else None)


def _step(
    entry: Mapping[str, Any], line: Mapping[str, Any], do: Action, workspace: int, was: Any, now: Any
) -> SeatStep:
    return SeatStep(
        workspace,
        entry["seq"],
        datetime.fromisoformat(entry["at"]),
        do,
        was,
        now,
        line["rule"],
        apply_id(entry["plan"]) if entry["plan"] else "",
        entry["actor"],
        entry["via"],
        entry["verified"],
        tuple(entry.get("confirmed_by", ())),
        datetime.fromisoformat(line["since"]) if "since" in line else None,
    )


def _is_member(seat: PlainSeat | None) -> bool:
    return seat is not None and seat["state"] == SeatState.MEMBER
