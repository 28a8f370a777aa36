"""``hub.journal.jsonl``: every entry of every customer, in the order of writing, one line each.

``{"apply":"7Q4K","commit":12,"customer":"contoso","entry":{...}}``: ``entry`` is the journal entry as the very bytes
that were hashed, ``commit`` the writing of ``hub.json`` it belongs to. Lines beyond the length that ``hub.json`` names
are of a writer that was killed: not committed, and cut by the next writer.
"""

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, NamedTuple

from reconciler.kinds.estate import CustomerId
from reconciler.planning.canonical import dump
from reconciler.stores import refusals

# Inside a JSON string the quotes would stand behind backslashes, so its first occurrence is the field.
_ENTRY = b',"entry":'


class JournalLine(NamedTuple):
    apply: str
    commit: int
    customer: CustomerId
    entry: bytes

    def text(self) -> bytes:
        front = {"apply": self.apply, "commit": self.commit, "customer": self.customer}
        return dump(front)[:-1] + _ENTRY + self.entry + b"}\n"


def journal_line_from(text: bytes) -> JournalLine:
    """ValueError, KeyError or TypeError where it is something else."""
    split = text.index(_ENTRY)
    front = json.loads(text[:split] + b"}")
    entry = text.removesuffix(b"\n")[split + len(_ENTRY) : -1]
    return JournalLine(front["apply"], front["commit"], front["customer"], entry)


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

    def fits(self, commit: int, committed: int) -> None:
        """StateBroken unless the file has what ``hub.json`` knows, and at most one unfinished writing more."""
        if not self._path.is_file():
            raise refusals.damaged(self._url, f"its journal {self._path.name} is missing")
        if self._path.stat().st_size < committed:
            raise refusals.damaged(self._url, f"its journal {self._path.name} is cut off")
        if any(found != commit + 1 for found in self._commits_beyond(committed)):
            raise refusals.damaged(
                self._url,
                f"it is older than its journal {self._path.name}, as if one of the two came from a backup",
                "restore both files from the same moment, then: reconciler verify",
            )

    def append(self, committed: int, lines: Sequence[bytes]) -> None:
        """Cuts what is not committed, writes, syncs."""
        with open(self._path, "r+b") as file:
            file.truncate(committed)
            file.seek(committed)
            file.writelines(lines)
            file.flush()
            os.fsync(file.fileno())

    def entry(self, span: tuple[int, int]) -> bytes:
        offset, length = span
        with self._opened() as file:
            file.seek(offset)
            return self._read(file.read(length)).entry

    def lines(self, committed: int) -> Iterator[JournalLine]:
        return map(self._read, self.texts(committed))

    def texts(self, committed: int) -> Iterator[bytes]:
        with self._opened() as file:
            while file.tell() < committed and (text := file.readline()):
                yield text

    def _commits_beyond(self, committed: int) -> Iterator[int]:
        with self._opened() as file:
            file.seek(committed)
            for text in file:
                # A killed writer may have left half a line, a power cut one of zeros.
                with suppress(*refusals.MALFORMED):
                    yield journal_line_from(text).commit

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
