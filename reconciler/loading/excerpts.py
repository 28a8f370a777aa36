"""The line of source beside a finding, and how much of it is meant."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from io import BytesIO
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from reconciler.findings import Finding, Place, Places, Severity, Subject
from reconciler.loading.characters import BOM
from reconciler.loading.codes import finding
from reconciler.loading.files import NotRead, read_beneath
from reconciler.loading.gathered import LOOK_AGAIN, MOST

_LONGEST = 400
_WORD = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'|[^\s,;\]}\[{#]+")


class Excerpts:
    """Reads lines of a configuration's files again, except those it is given: they may be about to be written. It goes
    on from line to line, since findings come sorted: all lines of a large file take three times its size."""

    def __init__(self, root: Path, given: Mapping[str, bytes] = MappingProxyType({})) -> None:
        self.root, self.given = root, given
        self._file, self._number, self._last = "", 0, b""
        self._lines = BytesIO()

    def beside(self, found: Finding) -> Finding:
        """The same finding with its excerpt; as it was where the line cannot be read or is too long to show."""
        if found.place is None or found.excerpt:
            return found
        line = self._line(found.place)
        start = found.place.column - 1
        if not line.strip() or start > len(line) or len(line) > _LONGEST:
            return found
        return replace(found, excerpt=line, length=_meant(line, start))

    def _line(self, at: Place) -> str:
        if at.file != self._file:
            self._file, self._number = at.file, 0
            try:
                content = self.given.get(at.file) or read_beneath(self.root, at.file)
            except NotRead:
                content = b""
            self._lines = BytesIO(content.removeprefix(BOM))
        if at.line < self._number:
            self._number = self._lines.seek(0)
        for line in islice(self._lines, at.line - self._number):
            self._number, self._last = self._number + 1, line
        if at.line > self._number:
            return ""
        return self._last.rstrip(b"\r\n").decode("utf-8", errors="replace")


def _meant(line: str, start: int) -> int:
    """One word from the place on: an address, a key without its colon, a cell."""
    word = _WORD.match(line, start)
    return max(1, len(word[0].removesuffix(":"))) if word else 1


class Read(Protocol):
    """A customer as it was read (see ``declared``)."""

    @property
    def places(self) -> Places: ...

    @property
    def excerpts(self) -> Excerpts: ...


def excerpted(declared: Read, finding: Finding) -> Finding:
    """A finding about a customer with its place, the line that stands there, and how much of it is meant."""
    return declared.excerpts.beside(finding.placed(declared.places))


def all_excerpted(declared: Read, findings: Iterable[Finding]) -> Iterator[Finding]:
    """The same of many: a thousand like errors about one workspace, and how many more there are. A million would take
    a gigabyte, and nobody reads them."""
    told: Counter[tuple[str, str, Subject]] = Counter()
    for each in findings:
        kind = each.rule, each.summary, each.subject[:2]
        told[kind] += each.severity is Severity.ERROR
        if told[kind] <= MOST:
            yield excerpted(declared, each)
    for (rule, _, about), many in told.items():
        if many > MOST:
            more = finding("more-like-these", f"{many - MOST:,} more of {rule} are here.", LOOK_AGAIN)
            yield excerpted(declared, replace(more, subject=about))
