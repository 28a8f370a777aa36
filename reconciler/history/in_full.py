"""The last apply of all that the files of a customer ask for: one of a part of it asked nothing of the rest.

An entry is canonical JSON, in which no text can look like these; one of a million changes need not be parsed.
"""

import re
from datetime import date

from reconciler.kinds.customer import CustomerId
from reconciler.kinds.days import day_of
from reconciler.ports import StateStore

_CONFIG = b'"config":"'
_OF_A_PART = b'"part":true'
_DAY = re.compile(rb'"at":"([0-9]{4}-[0-9]{2}-[0-9]{2})T')


def is_of_files(entry: bytes) -> bool:
    named = entry.find(_CONFIG)
    return named >= 0 and not entry.startswith(b'"', named + len(_CONFIG))


def is_in_full(entry: bytes) -> bool:
    return is_of_files(entry) and _OF_A_PART not in entry


def last_in_full(store: StateStore, customer: CustomerId) -> date | None:
    """Its day, by the journal; None where there was none."""
    entry = next(filter(is_in_full, store.backwards(customer)), b"")
    found = _DAY.search(entry)
    return day_of(found[1].decode()) if found else None
