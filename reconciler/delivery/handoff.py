"""Lists for people who act by hand: a CSV file for each workspace, with a row for each person to be added there.

For portals that no program may use. Whoever works through a list adds the person there, or sends them the link. A row
is known by the Message-ID of its letter: handed over twice, it stands there once. Like an outbox it has links that
work, and is for its owner alone.
"""

import csv
import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

from reconciler import folders
from reconciler.delivery.owners_files import for_its_owner
from reconciler.errors import ChannelDown
from reconciler.kinds.days import days_after
from reconciler.kinds.formulas import inert
from reconciler.kinds.letter import About, MessageKind, Parcel, Reply, Taken

COLUMNS = (
    "letter",
    "kind",
    "customer",
    "workspace",
    "name",
    "person",
    "person_name",
    "role",
    "answer_by",
    "until",
    "link",
)
_HEAD = (",".join(COLUMNS) + "\r\n").encode()


class Handoff:
    """What was written before is read once, when the first row of a workspace is handed over."""

    def __init__(self, folder: Path) -> None:
        self.place = str(folder)
        self._folder = folder
        self._known: dict[Path, set[tuple[str, ...]]] = {}

    def hand_over(self, parcel: Parcel) -> Reply:
        try:
            for item in parcel.items:
                self._written(parcel, item)
        except (OSError, UnicodeDecodeError, csv.Error, IndexError) as fault:
            why = (isinstance(fault, OSError) and fault.strerror) or "it is no list of ours"
            raise ChannelDown(
                f"the lists in {self._folder} cannot be written: {why}",
                "make room there, or name another place (mail: {folder: ...}), then: reconciler deliver",
            ) from fault
        return Reply(Taken.SENT)

    def sync(self, earlier: Iterable[str] = ()) -> None:
        """Each row was synced when it was written: there are as many as a person can work through."""

    def close(self) -> None:
        """Nothing is held open."""

    def _written(self, parcel: Parcel, item: Mapping[str, Any]) -> None:
        file = self._folder / parcel.customer / f"{item['workspace']}.csv"
        known = self._known.get(file)
        if known is None:
            known = self._known[file] = self._read(file)
        told = _told(parcel, item)
        cells = [_cell(told.get(name)) for name in COLUMNS]
        if _of_row(cells) in known:
            return
        row = StringIO()
        table = csv.writer(row, lineterminator="\r\n")
        if not file.exists() or not file.stat().st_size:
            table.writerow(COLUMNS)
        table.writerow(cells)
        with open(file, "ab", opener=for_its_owner) as out:
            out.write(row.getvalue().encode())
            out.flush()
            os.fsync(out.fileno())
        if not known:
            folders.synced(file.parent)
        known.add(_of_row(cells))

    def _read(self, file: Path) -> set[tuple[str, ...]]:
        """A row that a killed run left half is cut off: it is written again."""
        folders.made(file.parent)
        if not file.exists():
            return set()
        content = file.read_bytes()
        whole = content[: content.rfind(b"\n") + 1]
        if not whole and not _HEAD.startswith(content):
            raise IndexError
        if whole != content:
            os.truncate(file, len(whole))
        return {_of_row(row) for row in csv.reader(StringIO(whole.decode("utf-8"), newline="")) if row}


def _told(parcel: Parcel, item: Mapping[str, Any]) -> Mapping[str, object]:
    """``answer_by`` is the last day on which an answer counts; ``until`` of a notice is the last day that it is of."""
    whose = {"letter": parcel.id, "customer": parcel.customer, "person": parcel.recipient, "person_name": parcel.name}
    if item["kind"] == MessageKind.ENDING:
        return {**item, **whose, "until": About(item["id"][0], item["id"][1], MessageKind.ENDING).last_day}
    ends = item["expires"]
    return {**item, **whose, "answer_by": days_after(date.fromisoformat(ends), -1) if ends else None}


def _of_row(cells: Sequence[str]) -> tuple[str, ...]:
    """What a row is known by: one letter may tell an admin of several last days in one workspace."""
    return tuple(cells[COLUMNS.index(name)] for name in ("letter", "kind", "until"))


def _cell(value: object) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return inert(text, text)
