"""Long lists of addresses in a YAML file: taken out before it is parsed, put back where the parser comes to them.

An event costs the parser twenty times what such a line has to cost. So of lines that are each an entry of a list, in
one column, it sees the first and then empty ones; where the first comes out as the entry of a list, the others are the
entries after it. Lines within a text look the same and come out otherwise: then the file is read as it is.
"""

import re
from typing import NamedTuple

from reconciler.loading.nodes import COLUMN_BITS, Entries, Position

_ENTRY = rb"- [A-Za-z0-9][A-Za-z0-9._+-]{0,80}+@[A-Za-z0-9.-]{1,255}+\n"
"""An address that is text to YAML, whatever stands around it."""
_FEWEST = 8
_RUN = re.compile(rb"^( *+)" + _ENTRY + rb"(?:\1" + _ENTRY + rb"){%d,9999}+" % (_FEWEST - 1), re.MULTILINE)
"""Not too many at once, since the parser may read only so much without an event."""


class Misread(Exception):
    """What was taken for entries of a list is something else."""


class Lifted(NamedTuple):
    """``content`` has as many lines as before; ``runs`` are what was taken out, by the position of the first entry,
    which is still there."""

    content: bytes
    runs: dict[Position, list[str]]


def lifted(content: bytes) -> Lifted:
    if content.count(b"- ") < _FEWEST:
        return Lifted(content, {})
    pieces: list[bytes] = []
    runs: dict[Position, list[str]] = {}
    done = line = 0
    for run in _RUN.finditer(content):
        start, end = run.span()
        line += content.count(b"\n", done, start)
        opening = run[1].decode() + "- "
        entries = run[0].decode().removesuffix("\n").removeprefix(opening).split(f"\n{opening}")
        runs[line << COLUMN_BITS | len(opening)] = entries
        pieces += content[done : content.index(b"\n", start)], b"\n" * len(entries)
        line, done = line + len(entries), end
    return Lifted(b"".join([*pieces, content[done:]]), runs)


def put_back(run: list[str], into: Entries) -> None:
    """After the first of the run, which has just come out."""
    if into[-1] != run[0]:
        raise Misread
    at, step = into.written[-1], 1 << COLUMN_BITS
    into.extend(run[1:])
    into.written.extend(range(at + step, at + len(run) * step, step))
