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

if TYPE_CHECKING:
    from sqlite3 import Connection

Counted = Sequence[tuple[int, int]]
"""Kinds of seats, and how many people have each."""
_SAMPLE = 200
_HERE = "FROM seat WHERE customer = ? AND workspace = ?"


class Recount:
    """Counts along with what a commit writes: who gets another seat is counted out of the one they had."""

    def __init__(self, database: "Connection", number: int, known: float) -> None:
        """``known`` is the highest number of whoever may sit anywhere before it."""
        self._database, self._number, self._known = database, number, known
        self._highest: dict[int, int] = {}
        self._anew = known > 0 and not _kept(database, number) and _seats(database, number)
        self._moved: Counter[tuple[int, int]] = Counter()

    def may_sit(self, workspace: int, who: Sequence[int]) -> bool:
        """Whether one of these, ascending, may have a seat there by now."""
        return bool(who) and who[0] <= max(self._known, self._highest.get(workspace, 0))

    def leaving(self, workspace: int, these: str, who: tuple[int | str, ...]) -> None:
        """Before they are written. ``these`` is the condition that finds ``who``."""
        if not self._anew:
            before = _by_the_seats(self._database, self._number, workspace, f" AND {these}", who)
            self._moved.subtract({(workspace, kind): people for kind, people in before})

    def coming(self, workspace: int, kind: int, who: Sequence[int]) -> None:
        if who:
            self._moved[workspace, kind] += len(who)
            self._highest[workspace] = max(who[-1], self._highest.get(workspace, 0))

    def changing(self, workspace: int, had: int, kind: int, people: int) -> None:
        """So many had one kind of seat and have another now."""
        self._moved[workspace, had] -= people
        self._moved[workspace, kind] += people

    def keep(self) -> None:
        """After all is written."""
        number = self._number
        if self._anew:
            rows = self._database.execute(
                "SELECT DISTINCT workspace FROM seat WHERE customer = ?", (number,)
            ).fetchall()
            self._moved = Counter(
                {(w, kind): people for (w,) in rows for kind, people in _by_the_seats(self._database, number, w)}
            )
        self._database.executemany(
            "INSERT INTO tally VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET people = people + excluded.people",
            [(number, *which, people) for which, people in self._moved.items() if people],
        )
        if min(self._moved.values(), default=0) < 0:
            self._database.execute("DELETE FROM tally WHERE customer = ? AND people = 0", (number,))


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
