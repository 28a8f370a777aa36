"""The lines of a plan file by number, for several processes that read it at once."""

import os
from collections.abc import Callable, Iterator
from re import finditer
from typing import BinaryIO, NamedTuple

from reconciler.planning.plan_file import LONGEST_LINE

_PIECE = 1024 * 1024


class Lines(NamedTuple):
    """The lines of ``customers``, each by its number: whoever asks for one moves nobody's place in the file."""

    customers: int
    line: Callable[[int], bytes]


def lines_of(stream: BinaryIO) -> Lines:
    stream.seek(0)
    ends = [*_ends(stream)]
    file = stream.fileno()

    def line(number: int) -> bytes:
        """Cut off behind what a line may have: whoever reads it refuses it then."""
        start, end = ends[number : number + 2]  # behind the heading
        return os.pread(file, min(end - start, LONGEST_LINE + 1), start)

    return Lines(len(ends) - 2, line)


def _ends(stream: BinaryIO) -> Iterator[int]:
    start = 0
    while piece := stream.read(_PIECE):
        yield from (start + found.end() for found in finditer(rb"\n", piece))
        start += len(piece)
