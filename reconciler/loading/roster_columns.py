"""Ordinary rosters, taken by columns: the way for hundreds of thousands of people.

A roster is ordinary where nothing needs to be told, and nothing looked at twice: no quotes, one line for each person
and as many cells as columns, addresses of the usual sort, cells that fit. Then a handful of steps over whole columns
does what ``Roster.rows`` does person by person, in a fifth of the time. Of anything else ``by_columns`` says nothing,
and the rows are read one by one: there is one place for what is wrong, and tests hold the two ways together.
"""

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

from reconciler.kinds.address import PersonKey, domains_of, usual_keys
from reconciler.kinds.seat import Role, Seat
from reconciler.kinds.seating import tally
from reconciler.loading import schemas
from reconciler.loading.characters import first_blot
from reconciler.loading.csv_columns import parted
from reconciler.loading.nodes import COLUMN_BITS
from reconciler.loading.roster_lines import Fault, Header, read_header
from reconciler.loading.rows import RowCheck
from reconciler.loading.seats import Columns, wanted

FORMULA = frozenset("=+-@")
"""What a spreadsheet would run, at the start of a cell."""
LONGEST_NAME = 200
_AT_ONCE = 1 << 20
"""Bytes. Of a million lines the cells would take more memory than all that is made of them."""


def by_columns(content: bytes, at_once: int = _AT_ONCE) -> Columns | None:
    """The whole of an ordinary roster (without its byte order mark), else None."""
    if b'"' in content or first_blot(content, tabs=True):
        return None
    head, _, body = content.partition(b"\n")
    header = header_of(head.decode().removesuffix("\r"))
    if not isinstance(header, Header) or (header.delimiter != "\t" and b"\t" in content):
        return None
    people: list[str] = []
    keys: list[PersonKey] = []
    seats: dict[PersonKey, Seat] = {}
    names: dict[str, str] = {}
    for lines in _slices(body.removesuffix(b"\n"), at_once):
        taken = _taken(lines.decode().replace("\r\n", "\n"), header)
        if taken is None:
            return None
        people += taken.people
        keys += taken.keys
        seats.update(zip(taken.keys, taken.seats, strict=True))
        names |= taken.names
    at = range(1 << COLUMN_BITS, (len(keys) + 1) << COLUMN_BITS, 1 << COLUMN_BITS)
    return Columns(keys if keys == people else people, keys, seats, at, names, tally(seats), domains_of(keys))


def _slices(body: bytes, at_once: int) -> Iterator[bytes]:
    """Whole lines, some thousands at once."""
    start = 0
    while (end := body.find(b"\n", start + at_once)) >= 0:
        yield body[start:end].removesuffix(b"\r")
        start = end + 1
    yield body[start:].removesuffix(b"\r")


def _taken(lines: str, header: Header) -> "_Slice | None":
    columns = parted(lines, header.delimiter, len(header.columns))
    if columns is None:
        return None
    people = columns[header.person]
    keys = usual_keys(people)
    seats = _seats(columns, header)
    names = _names(people, columns, header)
    if keys is None or seats is None or names is None:
        return None
    return _Slice(people, keys, seats, names)


class _Slice(NamedTuple):
    people: Sequence[str]
    keys: Sequence[PersonKey]
    seats: Sequence[Seat]
    names: dict[str, str]


def _seats(columns: Sequence[Sequence[str]], header: Header) -> Sequence[Seat] | None:
    """Judged once for all people of whom the same is said."""
    others = [columns[number] for number in header.others]
    named = tuple(header.columns[number] for number in header.others)
    if not others:
        return [wanted({}, Role.MEMBER)] * len(columns[header.person])
    said: Sequence[Any] = others[0] if len(others) == 1 else list(zip(*others, strict=True))
    seats: dict[Any, Seat] = {}
    for cells in set(said):
        seat = _seat(named, (cells,) if len(others) == 1 else cells)
        if seat is None:
            return None
        seats[cells] = seat
    return list(map(seats.__getitem__, said))


@lru_cache(maxsize=4096)
def _seat(named: tuple[str, ...], cells: tuple[str, ...]) -> Seat | None:
    """What the cells ask for beside person and name, if they fit."""
    fields = {name: cell for name, cell in zip(named, cells, strict=True) if cell}
    if not row_check().fits({"person": "", **fields}) or any(cell[0] in FORMULA for cell in fields.values()):
        return None
    return wanted(fields, Role.MEMBER)


def _names(people: Sequence[str], columns: Sequence[Sequence[str]], header: Header) -> dict[str, str] | None:
    if header.name is None:
        return {}
    names = columns[header.name]
    fit = all(len(name) <= LONGEST_NAME and name[0] not in FORMULA for name in names if name)
    return {person: name for person, name in zip(people, names, strict=True) if name} if fit else None


@lru_cache(maxsize=64)
def header_of(line: str) -> Header | list[Fault]:
    """What the first line of a roster says; many rosters have the same."""
    return read_header(line, row_check().fragments)


@cache
def row_check() -> RowCheck:
    root = schemas.schema("roster-row")
    return RowCheck(root, root, "a roster")
