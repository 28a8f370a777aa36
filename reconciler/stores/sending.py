"""Which letters have left since the last durable step, a line each, in a file beside the state.

A durable step takes milliseconds that ten thousand mails do not have. A line that is written outlives the process
without any sync, so that whoever is killed has at most the one mail twice that was just leaving. Of a power cut neither
lines nor mails are safe, and a line whose mail is gone would lose its person: each names the start of the machine that
it was written in, and counts in no other. The mails of that batch are sent again under their Message-ID.
"""

import errno
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from reconciler.kinds.customer import CustomerId
from reconciler.kinds.letter import Noted
from reconciler.stores import durable, lock, refusals
from reconciler.stores.letter_rows import moment_of, moment_text

_START = Path("/proc/sys/kernel/random/boot_id")


def sending_file(state: Path) -> Path:
    return state.with_name(state.name + ".sending")


@cache  # no process outlives it
def this_start() -> str:
    """The id of the machine's present start; empty where the system gives none, and then no line ever counts."""
    with suppress(OSError):
        return _START.read_text(encoding="ascii").strip()
    return ""


def _line(noted: Noted) -> bytes:
    return f"{noted.customer} {noted.letter} {moment_text(noted.at)} {this_start()}\n".encode()


class Sends:
    """What stores that keep a file do alike. The file of notes is there only while somebody delivers, or was killed
    doing so."""

    url: str
    _path: Path
    _writable: bool

    def note_sent(self, noted: Noted) -> None:
        self._to_be_written()
        notes = sending_file(self._path)
        try:
            durable.refuse_odd([notes])
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW
            with open(os.open(notes, flags, 0o600), "wb", buffering=0) as file:
                line = _line(noted)
                if (written := file.write(line)) < len(line):
                    file.truncate(os.fstat(file.fileno()).st_size - written)  # half a line would spoil the next one
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        except OSError as error:
            raise refusals.in_doubt(self.url, error) from error

    def noted(self) -> Sequence[Noted]:
        """A line that a power cut has spoilt says nothing; its mail is sent again."""
        notes, found, start = sending_file(self._path), [], this_start()
        with suppress(FileNotFoundError):
            durable.refuse_odd([notes])
            for line in notes.read_text(encoding="utf-8", errors="replace").splitlines():
                with suppress(ValueError):
                    customer, letter, at, written = line.split(" ")
                    if start and written == start:
                        found.append(Noted(CustomerId(customer), letter, moment_of(at)))
        return found

    @contextmanager
    def delivering(self, holder: str, timeout: float) -> Iterator[None]:
        self._to_be_written()
        with lock.held_for_delivery(self._path, self.url, holder, timeout):
            yield

    def _forget_noted(self, customers: Iterable[CustomerId]) -> None:
        """After a durable step for them: what a line says stands in the state by then. Of the others it stays."""
        done, notes = {*customers}, sending_file(self._path)
        others = [note for note in self.noted() if note.customer not in done]
        with suppress(OSError):
            if others:
                durable.published(durable.written_aside(notes, map(_line, others)), notes)
            else:
                notes.unlink(missing_ok=True)

    def _to_be_written(self) -> None:
        if not self._writable:
            raise refusals.read_only(self.url)
