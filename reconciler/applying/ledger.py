"""Numbers instead of names: which private value has which id, and the new ones of one commit.

Hashed bodies hold ids only. A person's number is the id of the address under which they became known.
"""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from itertools import repeat
from typing import Any

from reconciler.kinds.account_policy import AccountPolicy
from reconciler.kinds.address import PersonKey
from reconciler.kinds.assertion import Assertion
from reconciler.kinds.case import Case
from reconciler.kinds.contract import Contract
from reconciler.kinds.person import Person
from reconciler.kinds.personal import personal_fields
from reconciler.kinds.tombstone import NOBODY, is_nobody
from reconciler.kinds.workspace import Workspace
from reconciler.ports import SALT_BYTES, Private, PrivateKind, Randomness, proof_of

_TOO_LATE = "a personal string came up after the ledger was closed"
_OF_FACTS = personal_fields(Contract, AccountPolicy, Workspace, Case)
_OF_ASSERTIONS = personal_fields(Assertion)
_OF_PERSONS = personal_fields(Person) | {"key"}


class Ledger:
    """The private values of one customer while one commit is made. Open until ``closed``: every personal string that
    the commit writes must have come up before.

    ``told_of`` are the people of whom facts stand in the record: the address of such a person may be a later one, so
    that leaving the facts out would bring the first address back.
    """

    def __init__(
        self,
        numbers: Mapping[PersonKey, int],
        texts: Mapping[int, str],
        last: int,
        told_of: frozenset[int] = frozenset(),
    ) -> None:
        self.numbers = dict(numbers)
        self.told_of = told_of
        self.last = last
        self._ids = {text: number for number, text in texts.items()}
        self._fresh: list[tuple[int, PrivateKind, str]] = []
        self._closed = False

    def register(self, person: PersonKey, spelling: str) -> int:
        """The number of a person, who gets one now if they have none."""
        if person not in self.numbers:
            self.numbers[person] = self._take(PrivateKind.PERSON, spelling)
        return self.numbers[person]

    def register_all(self, people: Sequence[PersonKey], spellings: Iterable[str]) -> None:
        """Numbers for many who have none, one after the other; the way for a hundred thousand."""
        assert not self._closed, _TOO_LATE
        numbers = range(self.last + 1, self.last + 1 + len(people))
        self.numbers.update(zip(people, numbers, strict=True))
        self._fresh.extend(zip(numbers, repeat(PrivateKind.PERSON), spellings, strict=False))
        self.last += len(people)

    def text(self, text: str) -> int:
        if text not in self._ids:
            self._ids[text] = self._take(PrivateKind.TEXT, text)
        return self._ids[text]

    def _take(self, kind: PrivateKind, text: str) -> int:
        assert not self._closed, _TOO_LATE
        self.last += 1
        self._fresh.append((self.last, kind, text))
        return self.last

    def closed(self, customer: str, serial: int, randomness: Randomness) -> list[Private]:
        """Closes it, and gives the values that came up in this commit, each with a salt of its own."""
        self._closed = True
        salts = randomness(f"salts {customer} {serial}", SALT_BYTES * len(self._fresh))
        each = [salts[i : i + SALT_BYTES] for i in range(0, len(salts), SALT_BYTES)]
        return [Private(n, kind, text, salt) for (n, kind, text), salt in zip(self._fresh, each, strict=True)]


def vouching(values: Iterable[Private]) -> str:
    """The one hash by which a journal entry vouches for all its new private values."""
    proofs = [proof_of(text, salt, erased) for _, _, text, salt, erased in values]  # a million, after a wave
    return sha256(b"".join(proofs)).hexdigest()


def concealed(fields: Any, ledger: Ledger, of_person: bool = False) -> Any:
    """Plain facts with every personal string as its id: in the order of names, as a plan that was saved has them."""
    return _walked(fields, ledger.text, _OF_PERSONS if of_person else _OF_FACTS)


def erased_person(number: int) -> str:
    """What somebody who was erased is called where what happened to them is told: each has another name."""
    return f"erased-{number}@erased.invalid"


def personal_ids(fields: Any, of_person: bool = False) -> set[int]:
    """The ids of the private values in facts that a journal or a record holds."""
    found: set[int] = set()
    _walked(fields, found.add, _OF_PERSONS if of_person else _OF_FACTS)
    return found


def shown_text(text: str) -> str:
    return "(erased)" if is_nobody(text) else text


def revealed(fields: Any, texts: Mapping[int, str], of_person: bool = False) -> Any:
    """The inverse; a value that was erased is shown as such."""

    def text_of(number: int) -> str:
        return texts.get(number, NOBODY)

    return _walked(fields, text_of, _OF_PERSONS if of_person else _OF_FACTS)


def _walked(value: Any, exchange: Any, names: frozenset[str]) -> Any:
    if not value or not isinstance(value, dict):
        return value
    told = sorted(value.items())
    return {k: _one(k, v, exchange, names) if k in names or type(v) in _DEEPER else v for k, v in told}


def _one(name: str, value: Any, exchange: Any, names: frozenset[str]) -> Any:
    if name in names:
        return _exchanged(value, exchange)
    if name == "assertions" and isinstance(value, list):
        return [_walked(assertion, exchange, _OF_ASSERTIONS) for assertion in value]
    return _walked(value, exchange, names)


_DEEPER = frozenset({dict, list})


def _exchanged(value: Any, exchange: Any) -> Any:
    if isinstance(value, list | tuple):
        return [exchange(item) for item in value]
    return None if value is None else exchange(value)
