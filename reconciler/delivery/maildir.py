"""Mails as files, for a mail reader or another program to pick up: a folder with ``tmp``, ``new`` and ``cur``.

The default: whoever tries the tool sees real mails, and sends none. They hold links that work, so that nobody but the
owner may look. A file is named by its Message-ID: the same mail twice is one file.
"""

import os
from collections.abc import Iterable
from pathlib import Path

from reconciler import folders
from reconciler.delivery.owners_files import for_its_owner
from reconciler.errors import ChannelDown
from reconciler.kinds.letter import Parcel, Reply, Taken


class Maildir:
    """``sync`` is for all that was written since the last time: one for each mail would take longer than the mails."""

    def __init__(self, folder: Path) -> None:
        self.place = str(folder)
        self._folder = folder
        self._unsynced: list[Path] = []

    def hand_over(self, parcel: Parcel) -> Reply:
        there = self._new(parcel.id)
        aside = self._folder / "tmp" / there.name
        try:
            self._make()
            aside.unlink(missing_ok=True)
            with open(aside, "xb", opener=for_its_owner) as file:
                file.write(parcel.mail)
            os.rename(aside, there)
        except OSError as fault:
            raise self._down(fault) from fault
        self._unsynced.append(there)
        return Reply(Taken.SENT)

    def sync(self, earlier: Iterable[str] = ()) -> None:
        """A mail that is not there any more was fetched by whoever reads them."""
        written = [*map(self._new, earlier), *self._unsynced]
        try:
            for path in [*filter(Path.exists, written), *([self._folder / "new"] if written else [])]:
                _synced(path)
        except OSError as fault:
            raise self._down(fault) from fault
        self._unsynced = []

    def close(self) -> None:
        """Nothing is held open."""

    def _new(self, letter: str) -> Path:
        return self._folder / "new" / f"{letter.partition('@')[0]}.eml"

    def _make(self) -> None:
        if not self._unsynced:
            for part in ("", "tmp", "new", "cur"):
                folders.made(self._folder / part)

    def _down(self, fault: OSError) -> ChannelDown:
        return ChannelDown(
            f"the outbox {self._folder} cannot be written: {fault.strerror or fault}",
            "make room there, or name another place (mail: {folder: ...}), then: reconciler deliver",
        )


def _synced(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
