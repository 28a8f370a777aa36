"""Rows that cannot be taken: the first thousand in words, all of them counted.

A million of them would otherwise be a million findings, of which nobody reads what comes after the first thousand.
"""

from collections.abc import Sequence
from pathlib import Path

from reconciler.findings import Finding, Place, Severity
from reconciler.loading.gathered import MOST


class BadRows:
    """Of one file, told in whatever order. ``last`` is the line of the last one."""

    def __init__(self, file: Path) -> None:
        self.count = self.last = 0
        self._file, self._why = file, dict[int, str]()

    def add(self, why: str, lines: Sequence[int]) -> None:
        """``lines`` ascend."""
        self.count += len(lines)
        self.last = max(self.last, lines[-1])
        self._why.update(dict.fromkeys(lines[:MOST], why))
        if len(self._why) > 2 * MOST:
            self._why = dict(self._first())

    def findings(self) -> tuple[Finding, ...]:
        return tuple(self._finding(line, why) for line, why in self._first())

    def _first(self) -> Sequence[tuple[int, str]]:
        return sorted(self._why.items())[:MOST]

    def _finding(self, line: int, why: str) -> Finding:
        return Finding(
            "answer-row",
            Severity.ERROR,
            "answer that was not recorded",
            why,
            "Correct the row and record it again; the rows that were good are not harmed by being there twice.",
            Place(str(self._file), line),
        )
