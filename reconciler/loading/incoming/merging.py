"""A roster and those who come in become one roster, sorted by person.

Who is in both keeps the spelling of the roster, and whatever the export says nothing of: a ticket, a last day. Who is
only in the roster stays, unless they are to be removed. Nothing is written anew where nobody and nothing differs.
"""

import csv
import io
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from operator import itemgetter
from typing import NamedTuple

from reconciler.errors import InputInvalid
from reconciler.kinds.address import PersonKey, key_of, usual_keys
from reconciler.loading.characters import BOM
from reconciler.loading.gathered import Gathered
from reconciler.loading.incoming.accounts import Row
from reconciler.loading.incoming.headings import Field
from reconciler.loading.incoming.people import Incoming
from reconciler.loading.roster_columns import header_of
from reconciler.loading.roster_lines import Header
from reconciler.loading.rosters import Roster

PERSON = "person"


class Missing(StrEnum):
    """What becomes of those whom an export does not name."""

    STAY = "stay"
    GO = "go"


@dataclass(frozen=True, slots=True)
class Merged:
    """``text`` is None where the roster stays as it is. ``changed`` has for each person the columns that differ.
    ``elsewhere`` are in the workspace by another line, and were left out; ``twice`` came under another of their
    addresses too."""

    text: str | None
    people: int
    added: tuple[str, ...]
    changed: tuple[tuple[str, str], ...]
    same: int
    missing: tuple[str, ...]
    missing_disabled: int
    elsewhere: tuple[str, ...]
    twice: tuple[str, ...]


class Others(NamedTuple):
    """What else a customer's files say of people: who is in the workspace by another line, by which key an alias is
    known, and how somebody is spelled, where a roster can have it."""

    elsewhere: Collection[PersonKey] = ()
    aliases: Mapping[PersonKey, PersonKey] = {}
    spelled: Mapping[PersonKey, str] = {}


Cells = tuple[str, ...]


class Judged(StrEnum):
    """What the loader says of a file."""

    RIGHT = "right"
    DOUBTFUL = "doubtful"


class Standing(NamedTuple):
    """The roster that is there. One of which something was told is looked at by itself: beside others a right one may
    be wrong."""

    file: str
    content: bytes
    judged: Judged


class _Known(NamedTuple):
    """A roster as it stands: its columns in their order, and the cells of each person."""

    columns: tuple[str, ...]
    rows: Mapping[PersonKey, Cells]


def merged(standing: Standing | None, incoming: Incoming, others: Others, missing: Missing) -> Merged:
    """The roster that comes out; ``standing`` is None where there is none yet."""
    aliases = others.aliases
    known = _Known((PERSON,), {}) if standing is None else _known(standing, aliases)
    there = {key for key in incoming.people if aliases.get(key, key) in others.elsewhere} if others.elsewhere else set()
    coming, twice = incoming.people, list[str]()
    if aliases or there:
        coming, twice = _by_own_key({key: row for key, row in coming.items() if key not in there}, aliases, incoming)
    sheet = _Sheet(known, coming, incoming.said, others.spelled)
    if known.rows or others.spelled:
        sheet.take_all(coming)
    else:
        sheet.begin(coming)
    unclear = {aliases.get(PersonKey(r.key), r.key) for r in incoming.rejected if r.key}
    gone = known.rows.keys() - coming.keys() - unclear
    if missing is Missing.GO:
        for key in gone:
            del sheet.rows[key]
    differs = bool(sheet.added or sheet.changed or (gone and missing is Missing.GO))
    order = sorted(sheet.rows) if differs else []
    return Merged(
        text=sheet.text(order) if differs else None,
        people=len(sheet.rows),
        added=tuple(sheet.rows[key][sheet.person] for key in order if key in sheet.added),
        changed=tuple(sorted(sheet.changed)),
        same=len(coming) - len(sheet.added) - len(sheet.changed),
        missing=tuple(known.rows[key][known.columns.index(PERSON)] for key in sorted(gone)),
        missing_disabled=len(gone & {aliases.get(key, key) for key in incoming.disabled}),
        elsewhere=tuple(sorted(incoming.people[key].person for key in there)),
        twice=tuple(sorted(twice)),
    )


def _by_own_key(
    coming: Mapping[PersonKey, Row], aliases: Mapping[PersonKey, PersonKey], incoming: Incoming
) -> tuple[dict[PersonKey, Row], list[str]]:
    """One row for each person, and the addresses of those that do not count: as of several rows for one address, an
    admin's counts before a member's, whatever their order."""
    own: dict[PersonKey, Row] = {}
    lost = []
    for key, row in coming.items():
        known = own.get(person := aliases.get(key, key))
        if known is not None:
            first, last = sorted((known, row), key=incoming.rank)
            lost.append(last.person)
            row = first
        own[person] = row
    return own, lost


class _Sheet:
    """The roster that is made: rows by person, each with a cell for every one of ``columns``."""

    def __init__(
        self,
        known: _Known,
        coming: Mapping[PersonKey, Row],
        said: Sequence[Field],
        spelled: Mapping[PersonKey, str],
    ) -> None:
        self.spelled = spelled
        self.columns = (*known.columns, *_more(known, coming, said))
        self.added: set[PersonKey] = set()
        self.changed: list[tuple[str, str]] = []
        self._usual = tuple("member" if column == Field.ROLE else "" for column in self.columns)
        self.person = self.columns.index(PERSON)
        self._from = [(self.columns.index(f), n) for n, f in enumerate(said) if f in self.columns]
        self._of_said = _picking([at for at, _ in self._from]) if len(self._from) == len(said) else None
        more = self._usual[len(known.columns) :]
        self.rows = {key: (*cells, *more) for key, cells in known.rows.items()} if more else dict(known.rows)

    def begin(self, coming: Mapping[PersonKey, Row]) -> None:
        """What ``take_all`` makes of everybody where the roster is empty, in half the time: all columns are theirs."""
        picked = itemgetter(0, *(number + 1 for _, number in self._from)) if self._from else itemgetter(slice(1))
        self.rows = {key: picked((row.person, *row.cells)) for key, row in coming.items()}
        self.added = set(coming)
        if Field.ROLE in self.columns:
            at = self.columns.index(Field.ROLE)
            without = [key for key, cells in self.rows.items() if not cells[at]]
            self.rows |= {key: (*self.rows[key][:at], "member", *self.rows[key][at + 1 :]) for key in without}

    def take_all(self, coming: Mapping[PersonKey, Row]) -> None:
        rows, of_said = self.rows, self._of_said
        for key, row in coming.items():
            old = rows.get(key)
            if old is None or of_said is None or of_said(old) != row.cells:
                self._take(key, row, old)

    def _take(self, key: PersonKey, row: Row, old: Cells | None) -> None:
        said = row.cells
        cells = list(old or self._usual)
        for at, number in self._from:
            if said[number]:
                cells[at] = said[number]
        if old is None:
            cells[self.person] = self.spelled.get(key, row.person)
            self.added.add(key)
        elif cells == list(old):
            return
        elif differing := [self.columns[at] for at, _ in self._from if self._differs(at, cells[at], old[at])]:
            self.changed.append((cells[self.person], ", ".join(differing)))
        else:
            return
        self.rows[key] = tuple(cells)

    def _differs(self, at: int, now: str, was: str) -> bool:
        """An empty role is a member's."""
        return now != was and now != (was or self._usual[at])

    def text(self, order: Iterable[PersonKey]) -> str:
        return _csv(self.columns, list(map(self.rows.__getitem__, order)))


def _picking(numbers: Sequence[int]) -> Callable[[Cells], Cells]:
    """Gives these cells of a row, as one that has no others."""
    if len(numbers) > 1:
        return itemgetter(*numbers)
    return itemgetter(slice(numbers[0], numbers[0] + 1) if numbers else slice(0))


def _csv(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """As the writer of ``csv`` has it; without it, in a third of the time, where no cell needs quotes."""
    lines, width = "\n".join(map(",".join, rows)), len(columns)
    apart = lines.count(",") == (width - 1) * len(rows) and lines.count("\n") == len(rows) - 1
    if apart and '"' not in lines and "\r" not in lines:
        return f"{','.join(columns)}\n{lines}\n"
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()


def _known(standing: Standing, aliases: Mapping[PersonKey, PersonKey]) -> _Known:
    """InputInvalid where the roster that is there is not right itself."""
    file, found = standing.file, Gathered()
    if standing.judged is Judged.DOUBTFUL:
        for _ in Roster(standing.content, file, found).rows():
            pass
    text = standing.content.removeprefix(BOM).decode(errors="replace")
    header = header_of(text.partition("\n")[0].rstrip("\r"))
    if found.broken or not isinstance(header, Header):
        raise InputInvalid(f"{file}, into which people would come, is not right itself", "mend it first", found.all())
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=header.delimiter, strict=True)
    cells = [tuple(row) for row in list(reader)[1:] if row]
    people = [row[header.person] for row in cells]
    keys = usual_keys(people) or list(map(key_of, people))
    rows: dict[PersonKey, Cells] = {} if aliases else dict(zip(keys, cells, strict=True))
    if len(rows) == len(cells):
        return _Known(header.columns, rows)
    rows.clear()
    for key, row in zip(keys, cells, strict=True):
        if rows.setdefault(aliases.get(key, key), row) is not row:
            raise InputInvalid(f"{file} has {row[header.person]} twice", "keep one of the rows, then import again")
    return _Known(header.columns, rows)


def _more(known: _Known, coming: Mapping[PersonKey, Row], said: Sequence[Field]) -> Iterator[str]:
    """Columns that the roster has not, and that say something: that everybody is a member says nothing."""
    for number, field in enumerate(said):
        nothing = ("", "member") if field is Field.ROLE else ("",)
        if field not in known.columns and any(row.cells[number] not in nothing for row in coming.values()):
            yield field.value
