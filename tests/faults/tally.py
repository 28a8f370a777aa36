"""How many points a harness tried: told at the end of a run, and held against what it has to reach."""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar
from zlib import crc32

T = TypeVar("T")


@dataclass
class Tally:
    """``whole``: all points are wanted, and not a sample of them."""

    harness: str
    whole: bool
    tried: int = 0
    of: int = 0
    chosen: int = 0
    began: float = field(default_factory=time.perf_counter)

    def sample(self, points: Sequence[T], about: int, name: str) -> Iterator[T]:
        """About so many of the points, evenly spread, and the same ones every time; all where all are wanted."""
        self.of += len(points)
        stride = 1 if self.whole else max(1, len(points) // about)
        return self.each(points[crc32(name.encode()) % stride :: stride])

    def each(self, points: Iterable[T]) -> Iterator[T]:
        """All of these, whatever is wanted."""
        for point in points:
            self.chosen += 1
            yield point

    def survived(self) -> None:
        """One point more."""
        self.tried += 1

    def settled(self) -> None:
        """A harness that tried nothing, or less than it set out to, has shown nothing."""
        assert self.tried == self.chosen > 0, f"{self.tried} of {self.chosen} points were tried"

    def row(self) -> tuple[str, int, int, float]:
        return self.harness, self.tried, max(self.of, self.tried), time.perf_counter() - self.began


def told(rows: Sequence[tuple[str, int, int, float]]) -> list[str]:
    """A line for each harness. What did not survive is a failed test, and has stopped its harness."""
    lines = []
    for harness in sorted({row[0] for row in rows}):
        tried, of, seconds = (sum(column) for column in zip(*(r[1:] for r in rows if r[0] == harness), strict=True))
        lines.append(f"{harness:<34} {tried:>9,} of {of:>9,} points tried and survived {seconds:>8.1f} s")
    return lines
