"""One directory in memory that becomes one disk after the other, and what the state on each of them holds.

Ten thousand disks of a command differ in little: only the files that differ are written, and what was once found out
about the same bytes of a state is not found out again.
"""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from commands_run import DAY
from power_cut import Image

from reconciler.applying.record import estate_of
from reconciler.delivery.link_keys import DEFAULT, read_keys
from reconciler.history.verify import verified
from reconciler.kinds.days import day_of
from reconciler.kinds.estate import CustomerId
from reconciler.ports import StateStore
from reconciler.stores.opening import files_of, open_for_reading
from reconciler.stores.sending import this_start


class Standing(NamedTuple):
    """A sound state: the serial of each customer, and who of them is owed a mail."""

    serials: Mapping[CustomerId, int]
    owed: frozenset[tuple[CustomerId, str]]


@dataclass
class LaidDisk:
    """``was`` is where the command ran, ``place`` where its disks are laid."""

    was: Path
    place: Path
    state: str
    lies: dict[Path, bytes] = field(default_factory=dict)
    known: dict[frozenset[tuple[Path, bytes]], Standing | None] = field(default_factory=dict)

    def lay(self, image: Image) -> None:
        """A machine that had no power has started again since."""
        wanted = {path.relative_to(self.was): _started_again(path, text) for path, text in image.items()}
        for path in self.lies.keys() - wanted.keys():
            (self.place / path).unlink()
        for path, text in wanted.items():
            if self.lies.get(path) != text:
                file = self.place / path
                file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                file.write_bytes(text)
                file.chmod(0o600)
        self.lies = wanted

    def standing(self) -> Standing | None:
        """None where there is no state. Opening it repairs it: what is then there is looked at, once."""
        store = open_for_reading(str(self.place / self.state))
        if store is None:
            return None
        with closing(store):
            found = self._read()
            if found not in self.known:
                self.known[found] = self._looked_at(store)
                assert self._read() == found, "who only reads changed something"
        return self.known[found]

    def _read(self) -> frozenset[tuple[Path, bytes]]:
        """Without the rollback journal, which tells nothing once the file was opened. Elsewhere nobody reads a file
        besides SQLite; here nobody holds a lock that closing it could drop."""
        files = [*files_of(str(self.place / self.state)), self.place / DEFAULT]
        there = {file.relative_to(self.place): file.read_bytes() for file in files if file.exists()}
        self.lies = {path: text for path, text in self.lies.items() if self.place / path not in files} | there
        return frozenset((path, text) for path, text in there.items() if not path.name.endswith("-journal"))

    def _looked_at(self, store: StateStore) -> Standing:
        assert store.check() == []
        serials = store.customers()
        assert [problem for customer in serials for problem in verified(store, customer).problems] == []
        assert store.link_key() in ("", *(key.id for key in read_keys(self.place / DEFAULT)))
        return Standing(serials, frozenset((each, person) for each in serials for person in _owed(store, each)))


def _owed(store: StateStore, customer: CustomerId) -> list[str]:
    holding = store.holding(customer)
    assert holding is not None
    persons = {number: person for person, number in estate_of(holding).numbers.items()}
    return [persons[number] for number in store.recipients(customer, day_of(DAY), 0, 1000)]


def _started_again(path: Path, text: bytes) -> bytes:
    return text.replace(this_start().encode(), b"0" * 36) if path.suffix == ".sending" else text
