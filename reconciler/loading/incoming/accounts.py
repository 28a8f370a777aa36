"""One row of an export: whose account it is, and what it says of them.

Guests of a Microsoft tenant have their real address inside a made one
(``ana_northwind.example#EXT#@contoso.onmicrosoft.com``): it is taken out. No domain has an underscore, so the last one
is where the @ was.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from operator import itemgetter
from typing import NamedTuple

from reconciler.errors import BadAddress
from reconciler.kinds.address import PersonKey, key_of
from reconciler.loading.characters import odd_character
from reconciler.loading.incoming.headings import Columns, Field
from reconciler.loading.incoming.words import EXPECTED, WORDS, Word
from reconciler.loading.roster_columns import FORMULA, LONGEST_NAME, row_check

CARRIED = (Field.ROLE, Field.NAME, Field.UNTIL, Field.REASON, Field.TICKET, Field.SPONSOR, Field.REINVITE)
"""The columns of a roster besides the person, in their order."""
_NAMES = (Field.NAME, Field.FIRST, Field.LAST)
_EXTERNAL = re.compile(r"#ext#@", re.IGNORECASE)
_NO_NAME = frozenset({"-", "--", "n/a"})


class Kind(StrEnum):
    OWN = "own"
    GUEST = "guest"


class Row(NamedTuple):
    """A person as spelled, and a cell for each of the columns that are carried."""

    person: str
    cells: tuple[str, ...]


class Account(NamedTuple):
    """``decoded``: the address stood inside a made one."""

    key: PersonKey
    row: Row
    kind: Kind = Kind.OWN
    in_use: bool = True
    decoded: bool = False


class RowRefused(Exception):
    """Why a row is not taken. ``key`` is empty where nobody can say who is meant."""

    def __init__(self, why: str, key: str = "") -> None:
        super().__init__(why)
        self.why, self.key = why, key


class Said(NamedTuple):
    """What the cells beside address and name say, judged once for all rows that have the same: ``cells`` are those of
    a roster, with a gap for the name. ``fault`` is why they cannot be taken, or empty."""

    cells: tuple[str, ...]
    kind: Word | None
    in_use: bool
    fault: str = ""

    def is_guest(self, principal: str) -> bool:
        """Where nothing else is said, an account with a made name is one."""
        return self.kind is Word.GUEST or (self.kind is None and is_made(principal))


class Accounts:
    """Reads rows by the columns that are known. ``said`` are those that a roster gets."""

    def __init__(self, columns: Columns) -> None:
        named = [columns[c] for c in _NAMES if c in columns]
        self.said = tuple(c for c in CARRIED if c in columns or (c is Field.NAME and named))
        self.mail, self.principal = columns.get(Field.MAIL), columns.get(Field.PRINCIPAL)
        self._login = columns.get(Field.LOGIN)
        self.names = [columns[Field.NAME]] if Field.NAME in columns else named
        self.name_at = self.said.index(Field.NAME) if named else None
        beside = [c for c in columns if c in WORDS or (c in self.said and c is not Field.NAME)]
        self._asked = tuple(beside)
        numbers = [columns[c] for c in beside]
        self.beside: Callable[[Sequence[str]], tuple[str, ...]] = (
            itemgetter(*numbers) if len(numbers) > 1 else lambda row: tuple(row[n] for n in numbers)
        )
        self._judged: dict[tuple[str, ...], Said] = {}

    def read(self, row: Sequence[str]) -> Account:
        """Raises RowRefused."""
        mail = row[self.mail].strip() if self.mail is not None else ""
        principal = row[self.principal].strip() if self.principal is not None else ""
        person = text = mail or principal
        decoded = is_made(text)
        if decoded:
            person = real_address(text)
        try:
            key = key_of(person)
        except BadAddress as fault:
            raise RowRefused(f"{person}: {fault.what}" if person else self._nobody(row)) from None
        if person[0] in FORMULA:
            raise RowRefused(f"{person}: a spreadsheet would take it for a formula")
        said = self.judged(self.beside(row))
        if said.fault:
            raise RowRefused(said.fault, key)
        cells, at = said.cells, self.name_at
        if at is not None:
            cells = (*cells[:at], self._name(row, person, key), *cells[at + 1 :])
        kind = Kind.GUEST if said.is_guest(principal) else Kind.OWN
        return Account(key, Row(person, cells), kind, said.in_use, decoded)

    def _nobody(self, row: Sequence[str]) -> str:
        return "there is no address" if self._login is None else f"no address is known for {row[self._login]}"

    def judged(self, beside: tuple[str, ...]) -> Said:
        """What the cells say that ``beside`` takes of a row."""
        said = self._judged.get(beside)
        if said is None:
            said = self._judged[beside] = self._judge(beside)
        return said

    def _judge(self, beside: tuple[str, ...]) -> Said:
        cells = {c: cell.strip() for c, cell in zip(self._asked, beside, strict=True)}
        words = {c: WORDS[c].get(cells[c].casefold()) for c in self._asked if c in WORDS}
        strange = next((c for c, word in words.items() if word is None and cells[c]), None)
        role = words.get(Field.ROLE)
        cells[Field.ROLE], cells[Field.NAME] = role.value if role else "", ""
        plain = {c.value: cells[c] for c in self.said if cells[c] and c is not Field.ROLE}
        fault = _misfit(plain) if strange is None else f"{strange} `{beside[self._asked.index(strange)]}`"
        return Said(
            tuple(cells[c] for c in self.said),
            words.get(Field.KIND),
            Word.DISABLED not in (words.get(Field.STATUS), words.get(Field.ENABLED)),
            f"{fault} {EXPECTED[strange]}" if strange is not None else fault,
        )

    def _name(self, row: Sequence[str], person: str, key: str) -> str:
        """On one line, and nothing where it only repeats the address."""
        name = row[self.names[0]] if len(self.names) == 1 else " ".join([row[n] for n in self.names])
        name = " ".join(name.split())
        if not name or says_nothing(name, person):
            return ""
        if name[0] in FORMULA or len(name) > LONGEST_NAME:
            raise RowRefused("the name is too long" if len(name) > LONGEST_NAME else "the name is a formula", key)
        if not name.isprintable() and (odd := odd_character(name)):
            raise RowRefused(f"the name has {odd} in it", key)
        return name


def says_nothing(name: str, person: str) -> bool:
    return name in _NO_NAME or ("@" in name and name.casefold() == person.casefold())


def _misfit(cells: Mapping[str, str]) -> str:
    """What is wrong with cells that stand in a roster as they are; empty where nothing is."""
    for column, cell in cells.items():
        odd = "a formula" if cell[0] in FORMULA else odd_character(cell)
        if odd:
            return f"{column}: {odd} stands there"
    return next((f"{c}: {said.explanation}" for c, said in row_check().problems({"person": "", **cells})), "")


def is_made(address: str) -> bool:
    return "#" in address and _EXTERNAL.search(address) is not None


def real_address(text: str) -> str:
    local = _EXTERNAL.split(text)[0]
    before, sign, domain = local.rpartition("_")
    return f"{before}@{domain}" if sign else local
