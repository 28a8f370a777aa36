"""``hub.journal.jsonl``: every entry of every customer, in the order of writing, one line each.

``{"apply":"7Q4K","commit":12,"customer":"contoso","entry":{...}}``: ``entry`` is the journal entry as the very bytes
that were hashed, ``commit`` the writing of ``hub.json`` it belongs to. Lines beyond the length that ``hub.json`` names
are of a writer that was killed: not committed, and cut by the next writer.

``{"acknowledged":12}`` follows once writing 12 of ``hub.json`` is durable, and becomes part of the journal with the
next writing. It tells a killed writer's lines from those of a ``hub.json`` that was put back from a backup: what was
acknowledged is never cut.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, NamedTuple

from reconciler.errors import ReconcilerError
from reconciler.kinds.customer import CustomerId
from reconciler.planning.canonical import dump, read
from reconciler.stores import durable, refusals

# Inside a JSON string the quotes would stand behind backslashes, so its first occurrence is the field.
_ENTRY = b',"entry":'


_ACKNOWLEDGED = b'{"acknowledged":'


Span = tuple[int, int]
"""Offset and length of a line, in bytes."""


def acknowledgement(commit: int) -> bytes:
    return _ACKNOWLEDGED + b"%d}\n" % commit


class JournalLine(NamedTuple):
    apply: str
    commit: int
    customer: CustomerId
    entry: bytes

    def text(self) -> bytes:
        if b"\n" in self.entry:
            raise ReconcilerError("This is a bug in reconciler: a journal entry is more than one line.")
        front = {"apply": self.apply, "commit": self.commit, "customer": self.customer}
        return dump(front)[:-1] + _ENTRY + self.entry + b"}\n"


def journal_line_from(text: bytes) -> JournalLine:
    """ValueError, KeyError or TypeError where it is something else."""
    split = text.index(_ENTRY)
    front = read(text[:split] + b"}")
    entry = text.removesuffix(b"\n")[split + len(_ENTRY) : -1]
    return JournalLine(front["apply"], int(front["commit"]), front["customer"], entry)


def chained(chain: str, lines: Iterable[bytes]) -> str:
    """A hash over all lines so far, from the one over those before; it vouches for every byte of the file."""
    for line in lines:
        chain = sha256(chain.encode() + line).hexdigest()
    return chain


class JsonJournal:
    """Every method takes the committed length and sees nothing beyond it."""

    def __init__(self, path: Path, url: str) -> None:
        self._path = path
        self._url = url
        self._spans: dict[CustomerId, list[Span]] = {}
        self._looked_through = 0
        self._vouched: tuple[int, str] = (0, "")

    def fits(self, commit: int, committed: int) -> None:
        """StateBroken unless the file has what ``hub.json`` knows, and at most one unfinished writing more."""
        if not durable.is_there(self._path):
            raise refusals.damaged(self._url, f"its journal {self._path.name} is missing")
        if self._path.stat().st_size < committed:
            raise refusals.damaged(self._url, f"its journal {self._path.name} is shorter than it was written")
        newest = max(self._acknowledged_beyond(committed), default=commit)
        if newest > commit:
            raise refusals.older_than_journal(self._url, self._path, commit, newest, committed)

    def is_as_written(self, committed: int, chain: str) -> bool:
        """Whether ``chain`` vouches for every line; what was found to be so once is not read again."""
        start, before = self._vouched if self._vouched[0] <= committed else (0, "")
        found = chained(before, self.texts(committed, start))
        if found == chain:
            self._vouched = (committed, found)
        return found == chain

    def append(self, committed: int, lines: Sequence[bytes]) -> None:
        """Cuts what is not committed, writes, syncs. The first line is the acknowledgement of what is committed: where
        it stands already it is not cut either, so that it is never away."""
        with open(self._path, "r+b") as file:
            file.seek(committed)
            stands = file.read(len(lines[0])) == lines[0]
            file.truncate(committed + len(lines[0]) * stands)
            file.seek(0, os.SEEK_END)
            file.writelines(lines[stands:])
            file.flush()
            os.fsync(file.fileno())

    def acknowledge(self, committed: int, commit: int) -> None:
        """Says that a writing is durable, if that is not said yet. Where there is no room for it, the next one will."""
        text = acknowledgement(commit)
        with suppress(OSError), open(self._path, "r+b") as file:
            file.seek(committed)
            if file.read(len(text)) != text:
                self.append(committed, [text])

    def spans(self, customer: CustomerId, committed: int) -> Sequence[Span]:
        """Where a customer's lines are. What is committed is never written again, so each line is looked for once."""
        if committed < self._looked_through:
            self._spans, self._looked_through = {}, 0
        if committed > self._looked_through:
            offset = self._looked_through
            for text in self.texts(committed, offset):
                if not text.startswith(_ACKNOWLEDGED):
                    self._spans.setdefault(self._read(text).customer, []).append((offset, len(text)))
                offset += len(text)
            self._looked_through = committed
        return self._spans.get(customer, ())

    def line(self, span: Span, committed: int) -> JournalLine:
        offset, length = span
        if offset + length > committed:
            raise refusals.damaged(self._url, f"its journal {self._path.name} does not reach so far")
        with self._opened() as file:
            file.seek(offset)
            return self._read(file.read(length))

    def lines(self, committed: int) -> Iterator[JournalLine]:
        return (self._read(text) for text in self.texts(committed) if not text.startswith(_ACKNOWLEDGED))

    def texts(self, committed: int, offset: int = 0) -> Iterator[bytes]:
        with self._opened() as file:
            file.seek(offset)
            while file.tell() < committed and (text := file.readline()):
                yield text

    def _acknowledged_beyond(self, committed: int) -> Iterator[int]:
        """Writings that were finished: said to be, or followed by another one."""
        with self._opened() as file:
            file.seek(committed)
            for text in file:
                # A killed writer may have left half a line, a power cut one of zeros.
                with suppress(*refusals.MALFORMED):
                    if text.startswith(_ACKNOWLEDGED):
                        yield int(read(text)["acknowledged"])
                    else:
                        yield journal_line_from(text).commit - 1

    @contextmanager
    def _opened(self) -> Iterator[BinaryIO]:
        try:
            with open(self._path, "rb") as file:
                yield file
        except OSError as error:
            raise refusals.unusable(self._url, error) from error

    def _read(self, text: bytes) -> JournalLine:
        try:
            return journal_line_from(text)
        except refusals.MALFORMED as error:
            why = f"a line of its journal {self._path.name} is not as reconciler writes it"
            raise refusals.damaged(self._url, why) from error
