"""What was read is what was written: the shape of each value, before anybody builds on it. ValueError where it is not.

The core takes values at their word. A store is where another hand may have been, so here they are looked at: types,
signs, days, and nothing that would only fail, or grow, much later.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from itertools import chain
from typing import Any

from reconciler.errors import BadAddress
from reconciler.kinds.address import key_of
from reconciler.kinds.customer import CustomerId
from reconciler.kinds.letter import MessageKind, OwedMessage
from reconciler.kinds.vendor import VendorPerson, VendorRole
from reconciler.ports import Holding, Private, PrivateKind

_LARGEST = 2**53
_KINDS = {kind.value: kind for kind in PrivateKind}


def whole(value: Any, least: int = 0) -> int:
    if type(value) is not int or not least <= value <= _LARGEST:
        raise ValueError(f"{value!r} is no number from {least} on")
    return value


def text(value: Any) -> str:
    if not said(value):
        raise ValueError("a text is empty")
    return str(value)


def said(value: Any) -> str:
    """A text that may be empty."""
    if type(value) is not str:
        raise ValueError(f"{value!r} is no text")
    return value


def mapping(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(f"{value!r} is no object")
    return value


def holding(read: Holding) -> Holding:
    """The same, once its outer shape is right; what is in its record is looked at by whoever decodes it."""
    whole(read.serial, 1)
    text(read.head)
    mapping(read.record)
    mapping(read.sources)
    said(read.managed_by)
    for values in (read.people, read.texts):
        numbers(values)
        texts(values.values())
    for workspace, groups in read.seats.items():
        whole(workspace, 1)
        for seat, _ in groups:  # whether its people are any is seen where they are looked up
            mapping(seat)
    for workspace, cases in read.cases.items():
        whole(workspace, 1)
        numbers(cases)
        for fields in cases.values():
            mapping(fields)
    return read


def numbers(values: Iterable[Any]) -> None:
    """Of people or values: all of them at once, since there may be a million."""
    found = [*values]
    if set(map(type, found)) - {int} or (found and not 1 <= min(found) <= max(found) <= _LARGEST):
        raise ValueError("a number of a person or value is none")


def texts(values: Iterable[Any], *others: type) -> None:
    """All of them at once."""
    if set(map(type, values)) - {str, *others}:
        raise ValueError("a personal value is no text")


def private_values(rows: Iterable[tuple[Any, ...]]) -> Iterator[Private]:
    """Number, kind, text, salt and proof of each, of some that are there."""
    ids, kinds, values, *secrets = zip(*rows, strict=True)
    numbers(ids)
    texts(values, type(None))
    if {*map(type, chain(*secrets))} - {bytes, type(None)}:
        raise ValueError("a personal value is no text")
    columns = (ids, map(_KINDS.__getitem__, kinds), values, *secrets)
    return map(partial(tuple.__new__, Private), zip(*columns, strict=True))  # without a call of Python for each


def owed(customer: CustomerId, workspace: Any, person: Any, generation: Any, send_on: Any, kind: Any) -> OwedMessage:
    where = (whole(workspace, 1), whole(person, 1), whole(generation))
    return OwedMessage(customer, *where, day(send_on), MessageKind(kind))


def day(value: Any) -> date:
    if len(text(value)) != len("2026-06-01"):
        raise ValueError(f"{value!r} is no day")
    return date.fromisoformat(value)


def vendor_person(address: Any, role: Any, name: Any, since: Any, by: Any) -> VendorPerson:
    person = VendorPerson(text(address), VendorRole(role), None if name is None else said(name), said(since), said(by))
    try:
        key_of(person.address)
    except BadAddress as fault:
        raise ValueError(fault.what) from None
    return person
