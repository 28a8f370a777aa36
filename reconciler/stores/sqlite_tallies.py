"""How many people sit how in each workspace, so that a million seats need not be read to count them.

Tallies follow from the seats, and count only under the seal of their customer (``sqlite_seal``). Whoever has no seal,
or no tallies, as in a state of a release that had none, is counted by their seats; their next commit makes them.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING

from reconciler.planning.canonical import read
from reconciler.stores import shapes
from reconciler.stores.sqlite_seal import are_ours
from reconciler.stores.sqlite_waves import Rows

if TYPE_CHECKING:
    from sqlite3 import Connection

Counted = Sequence[tuple[int, int]]
"""Kinds of seats, and how many people have each."""
_SAMPLE = 200
_HERE = "FROM seat WHERE customer = ? AND workspace = ?"


class Recount:
    """Counts along with what a commit writes: who gets another seat is counted out of the one they had."""

    def __init__(self, database: "Connection", number: int, known: float, has_tallies: bool) -> None:
        """``known`` is the highest number of whoever may sit anywhere before it."""
        self._database, self.number, self._known = database, number, known
        self._highest: dict[int, int] = {}
        self.anew = known > 0 and not has_tallies and _seats(database, number)
        self._moved: Counter[tuple[int, int]] = Counter()

    def may_sit(self, workspace: int, who: Sequence[int]) -> bool:
        """Whether one of these, ascending, may have a seat there by now."""
        return bool(who) and who[0] <= max(self._known, self._highest.get(workspace, 0))

    def leaving(self, workspace: int, these: str, who: tuple[int | str, ...]) -> None:
        """Before they are written. ``these`` is the condition that finds ``who``."""
        if not self.anew:
            before = _by_the_seats(self._database, self.number, workspace, f" AND {these}", who)
            self._moved.subtract({(workspace, kind): people for kind, people in before})

    def coming(self, workspace: int, kind: int, who: Sequence[int]) -> None:
        if who:
            self._moved[workspace, kind] += len(who)
            self._highest[workspace] = max(who[-1], self._highest.get(workspace, 0))

    def changing(self, workspace: int, had: int, kind: int, people: int) -> None:
        """So many had one kind of seat and have another now."""
        self._moved[workspace, had] -= people
        self._moved[workspace, kind] += people

    def moved(self) -> Mapping[tuple[int, int], int]:
        """By workspace and kind, how many came, less those who left; of all, where they are counted anew, which is to
        be asked once all is written."""
        if not self.anew:
            return self._moved
        there = "SELECT DISTINCT workspace FROM seat WHERE customer = ?"
        workspaces = [w for (w,) in self._database.execute(there, (self.number,))]
        return {(w, kind): n for w in workspaces for kind, n in _by_the_seats(self._database, self.number, w)}


class Tallies:
    """Those of all commits of a transaction."""

    def __init__(self, database: "Connection") -> None:
        more = "INSERT INTO tally VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET people = people + excluded.people"
        self._moved = Rows(database, more)
        self._left = Rows(database, "DELETE FROM tally WHERE customer = ? AND people = 0")

    def add(self, count: Recount) -> None:
        moved = count.moved()
        for (workspace, kind), people in moved.items():
            if people:
                self._moved.add(count.number, workspace, kind, people)
        if min(moved.values(), default=0) < 0:
            self._left.add(count.number)

    def write(self) -> None:
        self._moved.write()
        self._left.write()


def counted(database: "Connection", number: int, workspaces: Collection[int]) -> Mapping[int, Counted]:
    """Where anybody sits at all."""
    sealed = are_ours(database) and database.execute("SELECT 1 FROM seal WHERE customer = ?", (number,)).fetchone()
    count = _by_the_tallies if sealed and _kept(database, number) else _by_the_seats
    found = {w: count(database, number, w) for w in sorted(workspaces)}
    return {w: counted for w, counted in found.items() if counted}


def everywhere(database: "Connection", number: int) -> list[tuple[int, str, int]]:
    """Of a customer with a seal: workspace, seat as its text, and how many people have it."""
    counted = "tally t" if _kept(database, number) else "(SELECT *, 1 AS people FROM seat) t"
    return database.execute(
        f"SELECT t.workspace, k.seat, sum(t.people) FROM {counted} LEFT JOIN kind k ON k.id = t.kind"
        " WHERE t.customer = ? GROUP BY t.workspace, t.kind",
        (number,),
    ).fetchall()


def _kept(database: "Connection", number: int) -> bool:
    return database.execute("SELECT 1 FROM tally WHERE customer = ?", (number,)).fetchone() is not None


def _seats(database: "Connection", number: int) -> bool:
    return database.execute("SELECT 1 FROM seat WHERE customer = ?", (number,)).fetchone() is not None


def _by_the_tallies(database: "Connection", number: int, workspace: int) -> Counted:
    kept = database.execute(
        "SELECT kind, people FROM tally WHERE customer = ? AND workspace = ? ORDER BY kind", (number, workspace)
    )
    return [(shapes.whole(kind, 1), shapes.whole(people, 1)) for kind, people in kept]


def _by_the_seats(
    database: "Connection", number: int, workspace: int, these: str = "", who: tuple[int | str, ...] = ()
) -> Counted:
    """Nearly all of a workspace have one and the same kind, and GROUP BY would sort them all: so they are what is left
    of everybody without the others, which one reading finds."""
    there, here = f"{_HERE}{these}", (number, workspace, *who)
    some = database.execute(f"SELECT kind {there} LIMIT {_SAMPLE}", here).fetchall()
    sample = Counter(map(itemgetter(0), some))
    if len(some) < _SAMPLE:
        return [*sample.items()]
    ((usual, _),) = sample.most_common(1)
    counting = f"SELECT count(*), json_group_array(kind) FILTER (WHERE kind <> ?) {there}"
    everybody, kinds = database.execute(counting, (usual, *here)).fetchone()
    others = Counter(read(kinds))
    return [(usual, everybody - others.total()), *others.items()]
