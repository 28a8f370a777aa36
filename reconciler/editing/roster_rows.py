"""One person into, out of, or changed in a roster; every other line stays as it is."""

from bisect import bisect_left
from collections.abc import Mapping

from reconciler.editing.tidy_roster import RosterLine, as_line, cells_of, roster_lines
from reconciler.errors import InputInvalid
from reconciler.kinds.address import PersonKey, key_of
from reconciler.loading.characters import BOM
from reconciler.loading.gathered import Gathered
from reconciler.loading.roster_columns import header_of
from reconciler.loading.roster_lines import Header


def has_columns(content: bytes, fields: Mapping[str, str]) -> bool:
    header, _ = _read(content, "")
    return set(fields) <= set(header.columns)


def with_person(content: bytes, file: str, said: Mapping[str, str]) -> bytes:
    """A new row, where it belongs if the roster is sorted, else at the end."""
    header, rows = _read(content, file)
    line = as_line([said.get(column, "") for column in header.columns], header)
    keys = [row.key for row in rows]
    place = bisect_left(keys, key_of(said["person"])) if keys == sorted(keys) else len(keys)
    texts = [row.text for row in rows]
    return _written(content, [_first(content), *texts[:place], line, *texts[place:]])


def without_person(content: bytes, file: str, key: PersonKey) -> bytes:
    """InputInvalid for the last one: an empty roster is no wish to have nobody (D-18)."""
    _, rows = _read(content, file)
    kept = [row.text for row in rows if row.key != key]
    if not kept:
        raise InputInvalid(
            f"{file} names nobody else, and an empty roster counts as one that broke off",
            f"take {file} out of members_from: in YAML; members: [] says that nobody is meant",
        )
    return _written(content, [_first(content), *kept])


def with_ending(content: bytes, file: str, key: PersonKey, until: str) -> bytes:
    """The last day of one person. A roster without a column for it gets one."""
    header, rows = _read(content, file)
    first, columns = _first(content), list(header.columns)
    if "until" not in columns:
        columns.append("until")
        first += f"{header.delimiter}until"
    texts = []
    for row in rows:
        cells = [*cells_of(row.text, header), ""][: len(columns)]
        if row.key == key:
            cells[columns.index("until")] = until
            texts.append(as_line(cells, header))
        else:
            texts.append(row.text if len(columns) == len(header.columns) else f"{row.text}{header.delimiter}")
    return _written(content, [first, *texts])


def _read(content: bytes, file: str) -> tuple[Header, list[RosterLine]]:
    found = Gathered()
    read = roster_lines(content, file, found)
    header = None if read is None else header_of(read[0])
    if read is None or not isinstance(header, Header):
        raise InputInvalid(f"{file} cannot be read whole", "reconciler validate", found.all())
    return header, read[1]


def _first(content: bytes) -> str:
    return content.removeprefix(BOM).split(b"\n", 1)[0].decode().rstrip("\r")


def _written(content: bytes, lines: list[str]) -> bytes:
    end = "\r\n" if b"\r\n" in content else "\n"
    mark = BOM if content.startswith(BOM) else b""
    return mark + "".join(f"{line}{end}" for line in lines).encode()
