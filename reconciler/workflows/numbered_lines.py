"""The lines of a plan file by number, for several processes that read it at once."""

import os
from collections.abc import Callable
from itertools import accumulate
from typing import BinaryIO, NamedTuple

from reconciler.planning.plan_file import whole_lines


class Lines(NamedTuple):
    """The lines of ``customers``, each by its number: whoever asks for one moves nobody's place in the file."""

    customers: int
    line: Callable[[int], bytes]


def lines_of(stream: BinaryIO) -> Lines:
    stream.seek(0)
    ends = list(accumulate(map(len, whole_lines(stream))))
    file = stream.fileno()

    def line(number: int) -> bytes:
        start, end = ends[number : number + 2]  # behind the heading
        return os.pread(file, end - start, start)

    return Lines(len(ends) - 2, line)
