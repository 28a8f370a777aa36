"""Small builders of commits, for every store alike."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import Any

from reconciler.kinds.estate import CustomerId
from reconciler.kinds.letter import Owed
from reconciler.ports import Commit, Private, PrivateKind, SeatWrite, StateStore
from reconciler.stores.opening import open_for_reading

CONTOSO = CustomerId("contoso")
FABRIKAM = CustomerId("fabrikam")
DAY = date(2026, 6, 1)
SALT = bytes(range(16))
MEMBER = {"state": "member", "role": "member", "gen": 1}
INVITED = {"state": "invited", "role": "member", "gen": 1, "expires": "2026-07-01"}


def person(number: int, address: str = "") -> Private:
    return Private(number, PrivateKind.PERSON, address or f"person{number}@contoso.com", SALT)


def text(number: int, words: str) -> Private:
    return Private(number, PrivateKind.TEXT, words, SALT)


def seat(workspace: int, who: Sequence[int], plain: Mapping[str, Any] = MEMBER) -> SeatWrite:
    return SeatWrite(workspace, plain, who)


def owed(workspace: int, who: Sequence[int], generation: int = 1, send_on: date = DAY) -> Owed:
    return Owed(workspace, generation, send_on, who)


def commit(serial: int, *, customer: CustomerId = CONTOSO, **fields: Any) -> Commit:
    """A commit made on top of ``serial``, with an entry of its own."""
    entry = f'{{"customer":"{customer}","note":"größer, \\"entry\\":","seq":{serial + 1}}}'.encode()
    made = Commit(customer, serial, entry, sha256(entry).hexdigest(), {"name": f"as of {serial + 1}"})
    return replace(made, **fields)


def reopened(store: StateStore) -> StateStore:
    found = open_for_reading(store.url)
    assert found is not None
    return found
