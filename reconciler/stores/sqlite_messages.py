"""What the commits of one transaction take out of the queue and put into it, inside it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reconciler.kinds.letter import MessageKind, Owed
from reconciler.stores import sqlite_letters
from reconciler.stores.sqlite_waves import Arrays, Rows, Waves

if TYPE_CHECKING:
    from sqlite3 import Connection

_HERE = "DELETE FROM message WHERE customer = ? AND workspace = ? AND "


class Messages:
    def __init__(self, database: "Connection", arrays: Arrays) -> None:
        self._database, self._arrays = database, arrays
        self._gone: dict[str, Rows] = {}
        # A message is owed once: a second one of the same generation is the first one.
        columns = ("customer", "workspace", "generation", "send_on")
        self._new = Waves(database, arrays, "INSERT OR IGNORE INTO message", columns)

    def settle(self, number: int, settled: Sequence[tuple[int, Sequence[int]]]) -> None:
        """Before anything new is owed in the same commit."""
        letters = bool(settled) and sqlite_letters.any_of(self._database, number)
        for workspace, people in settled:
            for these, who in self._arrays.persons(people):
                if these not in self._gone:
                    self._gone[these] = Rows(self._database, _HERE + these)
                self._gone[these].add(number, workspace, *who)
                if letters:
                    sqlite_letters.settled(self._database, number, workspace, these, who)

    def owe(self, number: int, owed: Sequence[Owed]) -> None:
        for each in owed:
            if each.kind is MessageKind.INVITATION:
                self._new.add((number, each.workspace, each.generation, each.send_on.isoformat()), each.who)
            else:
                sqlite_letters.noticed(self._database, number, each)

    def write(self) -> None:
        for gone in self._gone.values():
            gone.write()
        self._new.write()
