"""Rows of memberships as they are written, in CSV or JSON, and where each of their cells stands.

JSON is read by the YAML loader, which knows the place of everything.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from reconciler.findings import Place
from reconciler.kinds.workspace import Workspace, WorkspaceId
from reconciler.loading import yaml
from reconciler.loading.characters import BOM
from reconciler.loading.csv_columns import columns_of
from reconciler.loading.gathered import Gathered
from reconciler.loading.nodes import Entries, Fields, place
from reconciler.loading.roster_lines import cell_column

NEEDED = ("customer", "workspace", "person", "role")
OF_THE_SEAT = ("role", "name", "until", "reason", "ticket", "sponsor")
COLUMNS = (*NEEDED, "since", *OF_THE_SEAT[1:])
_PAIR = re.compile(r"\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})", re.IGNORECASE)

Refuse = Callable[[str, str, str, str, Place], None]
"""Customer (empty where nobody can say whose it is), code, what is wrong, remedy, place."""


@dataclass(frozen=True, slots=True)
class Raw:
    """A row as it was written: the cells that are not empty, and where each stands."""

    cells: Mapping[str, Any]
    place: Callable[[str], Place]


def rows_of_csv(content: bytes, file: str, found: Gathered, refuse: Refuse) -> Iterator[Raw]:
    """Every row with as many cells as there are columns; what is wrong with the file as such goes to ``found``."""
    content = content.removeprefix(BOM)
    first = columns_of(content, file, NEEDED, f"The first line names {', '.join(COLUMNS)}.", found)
    if first is None:
        return
    delimiter, columns = first
    lines = content.decode().replace("\r\n", "\n").split("\n")
    reader = csv.reader(io.StringIO("\n".join(lines[1:]), newline=""), delimiter=delimiter, strict=True)
    try:
        for row in reader:
            line = reader.line_num + 1
            if row and len(row) != len(columns):
                what = f"The row has {len(row)} cells; the first line names {len(columns)} columns."
                refuse("", "roster-row", what, "Mend the row.", Place(file, line))
            elif row:
                cells = {c: cell for c, cell in zip(columns, row, strict=True) if cell and c in COLUMNS}
                yield Raw(cells, partial(_cell, file, line, lines[line - 1], delimiter, columns))
    except csv.Error as fault:
        at = Place(file, reader.line_num + 1)
        refuse("", "roster-row", f"It is not CSV from here on: {fault}.", "Look at quotes.", at)


def _cell(file: str, line: int, text: str, delimiter: str, columns: tuple[str, ...], column: str) -> Place:
    number = columns.index(column) if column in columns else 0
    return Place(file, line, cell_column(text, delimiter, number))


class JsonRows:
    """A list of rows, or a state as it is shown. ``workspaces`` are what a state says of them, by customer; filled
    while the rows are read."""

    def __init__(self, content: bytes, file: str, found: Gathered, refuse: Refuse) -> None:
        self.file, self.found, self.refuse = file, found, refuse
        self.workspaces: dict[str, dict[WorkspaceId, Workspace]] = {}
        self._documents = yaml.read(_as_yaml(content), file, found)

    def __iter__(self) -> Iterator[Raw]:
        top = self._documents[0].content if len(self._documents) == 1 else None
        if isinstance(top, Entries):
            yield from (self._row(entry, top.position(n), {}) for n, entry in enumerate(top))
        elif isinstance(top, Fields) and isinstance(top.get("customers"), Entries):
            for customer in top["customers"]:
                yield from self._of_a_customer(customer)
        elif not self.found.broken:
            what = "It is neither a list of rows nor a state as `reconciler show --format json` prints it."
            self.found.add("wrong-type", what, f"Give a CSV file with {', '.join(COLUMNS)}.", Place(self.file, 1))

    def _of_a_customer(self, customer: Any) -> Iterator[Raw]:
        if not isinstance(customer, Fields) or not isinstance(customer.get("workspaces"), Fields):
            self.refuse("", "wrong-type", "This is not a customer with its workspaces.", "", Place(self.file, 1))
            return
        name, people = str(customer.get("customer")), customer.get("people")
        told = people if isinstance(people, Fields) else {}
        for workspace, facts, key_at, _ in customer["workspaces"].each():
            if not isinstance(facts, Fields) or not isinstance(facts.get("members"), Entries):
                at = place(self.file, key_at)
                self.refuse(name, "wrong-type", f"{workspace} is no workspace with its members.", "", at)
                continue
            self.workspaces.setdefault(name, {})[WorkspaceId(workspace)] = _workspace(facts)
            for number, entry in enumerate(facts["members"]):
                known = told.get(str(entry.get("person"))) if isinstance(entry, Fields) else None
                called = known.get("name") if isinstance(known, Fields) else None
                more = {"customer": name, "workspace": workspace, "name": called}
                yield self._row(entry, facts["members"].position(number), more)

    def _row(self, entry: Any, at: int, more: Mapping[str, Any]) -> Raw:
        where, said, places = place(self.file, at), dict(more), dict[str, Place]()
        if isinstance(entry, Fields):
            note = entry.get("note")
            said |= {**(note if isinstance(note, Fields) else {}), **entry}
            places = {key: place(self.file, value_at) for key, _, _, value_at in entry.each()}
        cells = {key: value for key, value in said.items() if value is not None and key in COLUMNS}
        return Raw(cells, lambda column: places.get(column, where))


def _workspace(facts: Fields) -> Workspace:
    texts = {f: facts[f] for f in ("name", "purpose") if isinstance(facts.get(f), str)}
    return Workspace(**texts, default=facts.get("default") is True)


def _as_yaml(content: bytes) -> bytes:
    """JSON is YAML, but for tabs between values and for characters written as pairs of escapes. Lines stay."""
    text = content.decode("utf-8", errors="surrogateescape").replace("\t", " ")
    paired = _PAIR.sub(lambda pair: _joined(int(pair[1], 16), int(pair[2], 16)), text)
    return paired.encode("utf-8", errors="surrogateescape")


def _joined(high: int, low: int) -> str:
    return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
