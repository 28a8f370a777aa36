"""Ordinary rows of an export, taken by columns: the way for hundreds of thousands of accounts.

Where no row of a stretch needs to be told of (as many cells as headings, addresses of the usual sort, cells that fit) a
few steps over whole columns give what ``Accounts.read`` gives row by row, in a third of the time. Of any other stretch
nothing is said here, and its rows are read one by one; tests hold the two ways together.
"""

from collections.abc import Sequence
from operator import itemgetter
from typing import NamedTuple

from reconciler.kinds.address import PersonKey, usual_keys
from reconciler.loading.incoming.accounts import Accounts, Row, Said, is_made, real_address, says_nothing
from reconciler.loading.roster_columns import FORMULA, LONGEST_NAME

Rows = Sequence[Sequence[str]]


class Together(NamedTuple):
    """The rows of a stretch in their order, and those of whom there is more to say."""

    keys: Sequence[PersonKey]
    rows: Sequence[Row]
    guests: set[PersonKey]
    disabled: set[PersonKey]
    decoded: set[PersonKey]


def read_together(accounts: Accounts, rows: Rows) -> Together | None:
    """All of ``rows``, which have as many cells as there are headings; None where one has to be looked at."""
    principals = _column(rows, accounts.principal)
    people = [mail or principal for mail, principal in zip(_column(rows, accounts.mail), principals, strict=True)]
    made = [number for number, text in enumerate(people) if "#" in text and is_made(text)]
    for number in made:
        people[number] = real_address(people[number])
    keys = usual_keys(people)
    if keys is None:
        return None
    beside = list(map(accounts.beside, rows))
    judged = {cells: accounts.judged(cells) for cells in set(beside)}
    names = _names(accounts, rows, people)
    if names is None or any(said.fault for said in judged.values()):
        return None
    said = list(map(judged.__getitem__, beside))
    guests = (k for k, s, principal in zip(keys, said, principals, strict=True) if s.is_guest(principal))
    return Together(
        keys,
        list(map(Row._make, zip(people, _cells(accounts, said, names), strict=True))),
        set(guests),
        {key for key, each in zip(keys, said, strict=True) if not each.in_use},
        {keys[number] for number in made},
    )


def _column(rows: Rows, number: int | None) -> Sequence[str]:
    return [""] * len(rows) if number is None else [row[number].strip() for row in rows]


def _cells(accounts: Accounts, said: Sequence[Said], names: Sequence[str]) -> Sequence[tuple[str, ...]]:
    at = accounts.name_at
    if at is None:
        return [each.cells for each in said]
    if len(accounts.said) == 1:
        return list(zip(names, strict=True))
    return [(*each.cells[:at], name, *each.cells[at + 1 :]) for each, name in zip(said, names, strict=True)]


def _names(accounts: Accounts, rows: Rows, people: Sequence[str]) -> Sequence[str] | None:
    """None where one cannot be taken."""
    if accounts.name_at is None:
        return [""] * len(rows)
    of_row = itemgetter(*accounts.names)
    texts = map(of_row, rows) if len(accounts.names) == 1 else map(" ".join, map(of_row, rows))
    on_a_line = (" ".join(text.split()) for text in texts)
    names = ["" if says_nothing(name, person) else name for name, person in zip(on_a_line, people, strict=True)]
    fit = "".join(names).isprintable() and max(map(len, names)) <= LONGEST_NAME
    return names if fit and FORMULA.isdisjoint({name[:1] for name in names}) else None
