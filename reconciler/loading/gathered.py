"""Findings as they are found, at most a thousand of one kind in one file; the rest are counted.

A million bad rows would otherwise be a million findings, each of which somebody has to keep, sort and print.
"""

from reconciler.findings import Finding, Place, Severity, has_errors
from reconciler.loading.codes import finding

MOST = 1_000
LOOK_AGAIN = "Mend the ones that are listed, and look again."


class Gathered:
    """Where the loader puts what it finds. ``broken`` says whether anything was an error."""

    def __init__(self) -> None:
        self._kept: dict[Finding, None] = {}
        self._seen: dict[tuple[str, str], int] = {}
        self._more: dict[str, int] = {}

    def wants(self, code: str, file: str) -> bool:
        """Counts one more, and says whether it is worth finding words for it."""
        seen = self._seen[code, file] = self._seen.get((code, file), 0) + 1
        if seen <= MOST:
            return True
        self.skip(file)
        return False

    def skip(self, file: str) -> None:
        """Counts one more without words: the caller has said enough about this file."""
        self._more[file] = self._more.get(file, 0) + 1

    def full(self, file: str) -> bool:
        """Whether so much was found in a file that words for more would not be read; use ``skip`` then."""
        return file in self._more

    def keep(self, found: Finding) -> None:
        """For what ``wants`` has counted. What was found there already (a group is read for each use) is kept once."""
        self._kept.setdefault(found)

    def add(
        self,
        code: str,
        explanation: str = "",
        remedy: str = "",
        place: Place | None = None,
        also: tuple[Place, ...] = (),
        severity: Severity = Severity.ERROR,
    ) -> None:
        if self.wants(code, place.file if place else ""):
            self.keep(finding(code, explanation, remedy, place, also, severity))

    def take(self, other: "Gathered") -> None:
        """Everything that was found elsewhere."""
        for found in other.all():
            self.keep(found)

    @property
    def broken(self) -> bool:
        return has_errors(self._kept)

    def all(self) -> tuple[Finding, ...]:
        """Everything kept, and for each file that overflowed one finding with the number of the rest."""
        return (*self._kept, *(self._rest(file, more) for file, more in self._more.items()))

    @staticmethod
    def _rest(file: str, more: int) -> Finding:
        what = f"{more:,} more are in this file."
        return finding("more-like-these", what, LOOK_AGAIN, Place(file, 1))
