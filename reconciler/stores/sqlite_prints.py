"""Where an address may stand, so that a million texts need not be read to find one.

A print is two bytes of a checksum of a personal value. They are kept in blocks, by id; some fifteen in a million are
like the one that is looked for, and only these values are read. An index over the texts would make a state half as
large again, prints take 2 MB for a million people.

They follow from the values, and count only under the seal of their customer (``sqlite_seal``). Whoever has no seal, or
no prints, as in a state of a release that had none, is gone through as a whole; their next commit makes them.
"""

import json
import sys
from array import array
from collections.abc import Collection, Iterator, Sequence
from itertools import groupby
from operator import eq, itemgetter
from typing import TYPE_CHECKING, Any
from zlib import crc32

from reconciler.kinds.address import PersonKey
from reconciler.kinds.customer import CustomerId
from reconciler.ports import Private
from reconciler.stores.sqlite_seal import are_ours

if TYPE_CHECKING:
    from sqlite3 import Connection

_BLOCK = 4_096
_WIDTH = 2
_UNSURE = bytes(_WIDTH)
"""Of what is written beyond ASCII, where one address has several spellings; and of what was erased."""
_BEYOND_ASCII = " OR (text LIKE '%@%' AND length(text) <> length(CAST(text AS BLOB)))"


def prints_of(
    database: "Connection", number: int, written: Sequence[Private], last: int, has_prints: bool
) -> Iterator[tuple[int, int, bytes]]:
    """The rows of a customer's values that a commit has written, ``last`` being the highest id before it; of all its
    values, where it has no prints so far."""
    if has_prints:
        last_ones = sorted({v.id: v.text for v in written}.items())
        for block, values in groupby(last_ones, key=lambda value: value[0] // _BLOCK):
            changed = dict(values)
            yield number, block, _changed(_known(database, number, block), [*changed], [*changed.values()])
        return
    ids = range(1, max(last, *map(itemgetter(0), written), 0) + 1)
    new = len(written) == len(ids) and all(map(eq, map(itemgetter(0), written), ids))
    for first in range(0, len(ids) + 1, _BLOCK):
        if here := ids[max(first - 1, 0) : first + _BLOCK - 1]:
            some = [v.text for v in written[here.start - 1 : here.stop - 1]] if new else _texts(database, number, here)
            yield number, first // _BLOCK, _changed(b"", here, some)


def _texts(database: "Connection", number: int, ids: range) -> list[str | None]:
    rows = database.execute(
        "SELECT id, text FROM private WHERE customer = ? AND id >= ? AND id < ?", (number, ids.start, ids.stop)
    )
    known = dict(rows.fetchall())
    return [known.get(i) for i in ids]


def _known(database: "Connection", number: int, block: int) -> bytes:
    known = database.execute("SELECT prints FROM print WHERE customer = ? AND block = ?", (number, block)).fetchone()
    return known[0] if known else b""


def _changed(known: bytes, ids: Sequence[int], texts: Sequence[str | None]) -> bytes:
    """The prints of a block. Ids ascend."""
    first, last, prints = ids[0] % _BLOCK, ids[-1] % _BLOCK, _prints(texts)
    changed = bytearray(known.ljust((last + 1) * _WIDTH, b"\0"))
    if last - first == len(ids) - 1:  # newcomers follow each other
        changed[first * _WIDTH : (last + 1) * _WIDTH] = prints
    else:
        for i, each in enumerate(ids):
            at = each % _BLOCK * _WIDTH
            changed[at : at + _WIDTH] = prints[i * _WIDTH : (i + 1) * _WIDTH]
    return bytes(changed)


def _prints(texts: Sequence[str | None]) -> bytes:
    """Little-endian on every machine: a state may move."""
    together = "\n".join(text or "" for text in texts)
    if together.isascii() and together.count("\n") == len(texts) - 1:
        sums = array("I", map(crc32, together.lower().encode().split(b"\n")))
    else:
        sums = array("I", map(_sum, texts))
    if sys.byteorder == "big":
        sums.byteswap()
    whole, prints = sums.tobytes(), bytearray(len(texts) * _WIDTH)
    for byte in range(_WIDTH):
        prints[byte::_WIDTH] = whole[byte :: sums.itemsize]
    return bytes(prints)


def _sum(text: str | None) -> int:
    return crc32(text.lower().encode()) if text is not None and (text.isascii() or "@" not in text) else 0


def called(
    database: "Connection", addresses: Collection[PersonKey], customer: CustomerId | None = None
) -> Iterator[Any]:
    """Customer's number, id, kind and text of every value that may be one of these addresses."""
    numbers = _numbers(database, customer)
    yield from called_in(database, addresses, numbers, bool(numbers) and are_ours(database))


def called_in(
    database: "Connection", addresses: Collection[PersonKey], numbers: Collection[int], seals_count: bool
) -> Iterator[Any]:
    """The same in these customers, by their prints where ``seals_count``."""
    found = _candidates(database, addresses, numbers) if seals_count else {}
    for number, ids in ((number, ids) for number, ids in found.items() if ids):
        yield from database.execute(
            "SELECT customer, id, kind, text FROM private"
            " WHERE customer = ? AND text IS NOT NULL AND id IN (SELECT value FROM json_each(?))",
            (number, json.dumps(ids)),
        )
    also = _BEYOND_ASCII if any(map(_is_beyond_ascii, addresses)) else ""
    if others := {*numbers} - found.keys():
        yield from database.execute(
            "SELECT customer, id, kind, text FROM private WHERE customer IN (SELECT value FROM json_each(?))"
            f" AND (text COLLATE NOCASE IN (SELECT value FROM json_each(?)){also})",
            (json.dumps(sorted(others)), json.dumps(list(addresses))),
        )


def _numbers(database: "Connection", customer: CustomerId | None) -> set[int]:
    if customer is None:
        return {n for (n,) in database.execute("SELECT number FROM customer")}
    return {n for (n,) in database.execute("SELECT number FROM customer WHERE id = ?", (customer,))}


def _candidates(
    database: "Connection", addresses: Collection[PersonKey], numbers: Collection[int]
) -> dict[int, list[int]]:
    wanted = {_prints([address]) for address in addresses} | {_UNSURE for a in addresses if _is_beyond_ascii(a)}
    one = " AND p.customer = ?" if len(numbers) == 1 else ""
    found: dict[int, list[int]] = {}
    for number, block, prints in database.execute(
        f"SELECT p.customer, p.block, p.prints FROM print p JOIN seal s ON s.customer = p.customer{one}",
        (*numbers,) if one else (),
    ):
        ids = found.setdefault(number, [])
        ids += (block * _BLOCK + place for like in wanted for place in _places(prints, like))
    return found


def _is_beyond_ascii(address: PersonKey) -> bool:
    return "xn--" in address


def _places(prints: bytes, like: bytes) -> Iterator[int]:
    at = prints.find(like)
    while at >= 0:
        if at % _WIDTH == 0:
            yield at // _WIDTH
        at = prints.find(like, at + 1)
