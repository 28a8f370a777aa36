"""Whom the values and facts of a customer mean, however a store keeps them."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from reconciler.errors import BadAddress
from reconciler.kinds.address import PersonKey, key_of


def means(text: str, keys: Collection[PersonKey]) -> bool:
    """Whether a personal value is one of these addresses, however it is spelled."""
    if text.isascii() or "@" not in text:
        return text.lower() in keys
    try:
        return key_of(text) in keys
    except BadAddress:
        return False


def told_at(record: Mapping[str, Any], ids: Collection[int]) -> Iterator[int]:
    """The people of whom the facts say that one of these values is an address of theirs."""
    for number, facts in record["people"].items():
        if facts["address"] in ids or not set(ids).isdisjoint(facts.get("also", ())):
            yield int(number)


def ids_in(value: Any) -> Iterator[int]:
    """Every number in a plain value: what may be the id of a text in it."""
    if isinstance(value, Mapping):
        for each in value.values():
            yield from ids_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from ids_in(each)
    elif type(value) is int:
        yield value


_BY = ("opened_by", "closed_by", "reopened_by")


def named_in(cases: Mapping[int, Mapping[int, Mapping[str, Any]]], merged: Mapping[str, int]) -> set[int]:
    """The people whom cases name, as whoever they have become since."""
    named = {f.get(by) for here in cases.values() for f in here.values() for by in _BY}
    return {stayed(number, merged) for number in named if number is not None}


def stayed(number: int, merged: Mapping[str, int]) -> int:
    """D-12: the number under which somebody is known who became one with others."""
    seen = {number}
    while (into := merged.get(str(number))) is not None and into not in seen:
        number = into
        seen.add(number)
    return number
