"""Which facts are personal: strings that journals and records hold only as the id of a private value, so that they can
be erased. A field says so itself: ``address: str = field(metadata=PERSONAL)``."""

import typing
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

PERSONAL: Mapping[str, bool] = {"personal": True}


def personal_fields(*kinds: type) -> frozenset[str]:
    """The names of the personal fields of these kinds, and of the kinds of their fields."""
    return frozenset(name for kind in kinds for _, name, personal in fields_beneath(kind) if personal)


def fields_beneath(kind: Any) -> Iterator[tuple[type, str, bool]]:
    """Every field of a kind and of the kinds of its fields: the kind, the name, and whether it is personal."""
    hints = typing.get_type_hints(kind)
    for field in fields(kind):
        yield kind, field.name, bool(field.metadata.get("personal"))
        for nested in _kinds_in(hints[field.name]):
            yield from fields_beneath(nested)


def _kinds_in(hint: Any) -> Iterator[type]:
    """Also within optional, tuples and mappings."""
    if is_dataclass(hint) and isinstance(hint, type):
        yield hint
    for argument in typing.get_args(hint):
        yield from _kinds_in(argument)
