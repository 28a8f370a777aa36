"""The seats that a commit writes, and how they are counted along, inside a transaction of the caller."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from reconciler.planning.canonical import dump
from reconciler.ports import SeatWrite
from reconciler.stores.sqlite_tallies import Recount
from reconciler.stores.sqlite_waves import Arrays, Rows, are_few

if TYPE_CHECKING:
    from sqlite3 import Connection


class Kinds:
    """The numbers of the kinds of seats that one transaction writes, each looked up once."""

    def __init__(self, database: "Connection") -> None:
        self._database = database
        self._numbers: dict[str, int] = {}

    def known(self, seat: Mapping[str, Any]) -> int | None:
        return self._found(_text_of(tuple(seat.items())))

    def of(self, seat: Mapping[str, Any]) -> int:
        """A new one where it is not known."""
        text = _text_of(tuple(seat.items()))
        found = self._found(text)
        if found is None:
            made = self._database.execute("INSERT INTO kind (seat) VALUES (?)", (text,))
            found = self._numbers[text] = int(made.lastrowid or 0)
        return found

    def _found(self, text: str) -> int | None:
        if text not in self._numbers:
            found = self._database.execute("SELECT id FROM kind WHERE seat = ?", (text,)).fetchone()
            if found is None:
                return None
            self._numbers[text] = int(found[0])
        return self._numbers[text]


@lru_cache(maxsize=1024)
def _text_of(seat: tuple[tuple[str, Any], ...]) -> str:
    """Thousands of commits write a few seats."""
    return dump(dict(seat)).decode()


class Seats:
    """Those of one customer. ``known`` is the highest number of whoever may sit somewhere before the commit."""

    def __init__(self, database: "Connection", number: int, known: float, kinds: Kinds, arrays: Arrays) -> None:
        self._database, self._number = database, number
        self._kinds, self._arrays = kinds, arrays
        self._count = Recount(database, number, known)
        self._few = Rows(database, "INSERT OR REPLACE INTO seat VALUES (?, ?, ?, ?)")

    def write(self, writes: Sequence[SeatWrite]) -> None:
        for seats in writes:
            if self._count.may_sit(seats.workspace, seats.who):
                self._few.write()
                self._replace(seats)
            elif seats.seat is not None:
                self._place(seats.workspace, self._kinds.of(seats.seat), seats.who)
        self._few.write()
        self._count.keep()

    def _place(self, workspace: int, kind: int, who: Sequence[int]) -> None:
        self._count.coming(workspace, kind, who)
        if are_few(who):
            self._few.add((self._number, workspace, person, kind) for person in who)
            return
        for some in self._arrays.of(who):
            self._database.execute(
                "INSERT OR REPLACE INTO seat SELECT ?, ?, value, ? FROM json_each(?)",
                (self._number, workspace, kind, some),
            )

    def _replace(self, seats: SeatWrite) -> None:
        """The seat that each of them has, where they have any."""
        kind = self._kinds.of(seats.seat) if seats.seat is not None else None
        had = self._kinds.known(seats.was) if seats.was is not None else None
        if kind is not None and had is not None and self._exchanged(seats, had, kind):
            return
        for these, who in self._arrays.persons(seats.who):
            self._count.leaving(seats.workspace, these, who)
            if kind is None:
                here = (self._number, seats.workspace, *who)
                self._database.execute(f"DELETE FROM seat WHERE customer = ? AND workspace = ? AND {these}", here)
        if kind is not None:
            self._place(seats.workspace, kind, seats.who)

    def _exchanged(self, seats: SeatWrite, had: int, kind: int) -> bool:
        """Whether all of them had the first kind of seat, and have the second now: what was known of them before need
        not be looked up, which takes three times as long."""
        changed = 0
        for these, who in self._arrays.persons(seats.who):
            changed += self._database.execute(
                f"UPDATE seat SET kind = ? WHERE customer = ? AND workspace = ? AND {these} AND kind = ?",
                (kind, self._number, seats.workspace, *who, had),
            ).rowcount
        self._count.changing(seats.workspace, had, kind, changed)
        return changed == len(seats.who)
