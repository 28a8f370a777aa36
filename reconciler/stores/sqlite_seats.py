"""The seats that a commit writes, and how they are counted along, inside a transaction of the caller."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from reconciler.planning.canonical import dump
from reconciler.ports import SeatWrite
from reconciler.stores.sqlite_tallies import Recount, Tallies
from reconciler.stores.sqlite_waves import Arrays, Waves

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
    """Those that the commits of one transaction write."""

    def __init__(self, database: "Connection", arrays: Arrays) -> None:
        self._database, self._arrays, self._kinds = database, arrays, Kinds(database)
        self._waves = Waves(database, arrays, "INSERT OR REPLACE INTO seat", ("customer", "workspace", "kind"))
        self._tallies = Tallies(database)

    def add(self, count: Recount, writes: Sequence[SeatWrite]) -> None:
        """Of one customer."""
        for seats in writes:
            if count.may_sit(seats.workspace, seats.who):
                self._waves.write()
                self._replace(count, seats)
            elif seats.seat is not None:
                self._place(count, seats.workspace, self._kinds.of(seats.seat), seats.who)
        if count.anew:
            self._waves.write()
        self._tallies.add(count)

    def write(self) -> None:
        self._waves.write()
        self._tallies.write()

    def _place(self, count: Recount, workspace: int, kind: int, who: Sequence[int]) -> None:
        count.coming(workspace, kind, who)
        self._waves.add((count.number, workspace, kind), who)

    def _replace(self, count: Recount, seats: SeatWrite) -> None:
        """The seat that each of them has, where they have any."""
        kind = self._kinds.of(seats.seat) if seats.seat is not None else None
        had = self._kinds.known(seats.was) if seats.was is not None else None
        if kind is not None and had is not None and self._exchanged(count, seats, had, kind):
            return
        for these, who in self._arrays.persons(seats.who):
            count.leaving(seats.workspace, these, who)
            if kind is None:
                here = (count.number, seats.workspace, *who)
                self._database.execute(f"DELETE FROM seat WHERE customer = ? AND workspace = ? AND {these}", here)
        if kind is not None:
            self._place(count, seats.workspace, kind, seats.who)

    def _exchanged(self, count: Recount, seats: SeatWrite, had: int, kind: int) -> bool:
        """Whether all of them had the first kind of seat, and have the second now: what was known of them before need
        not be looked up, which takes three times as long."""
        changed = 0
        for these, who in self._arrays.persons(seats.who):
            changed += self._database.execute(
                f"UPDATE seat SET kind = ? WHERE customer = ? AND workspace = ? AND {these} AND kind = ?",
                (kind, count.number, seats.workspace, *who, had),
            ).rowcount
        count.changing(seats.workspace, had, kind, changed)
        return changed == len(seats.who)
