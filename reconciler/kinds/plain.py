"""Facts as plain JSON and back: how contracts, workspaces and policies stand in plans, states and journals.

Driven by the fields of the frozen dataclasses, so that a new field needs no second list. Dates are ISO strings,
enums their value, nested facts are objects; a field at its default is left out.
"""

import dataclasses
import types
import typing
from collections.abc import Callable, Hashable, Mapping
from datetime import date
from enum import Enum
from functools import cache
from math import isfinite
from typing import Any, cast

Plain = Mapping[str, Any]
T = typing.TypeVar("T")
_AS_THEY_ARE = frozenset({str, int, float, bool, types.NoneType})


def plain(fact: Any) -> dict[str, Any]:
    """The fields of a fact that are not at their default."""
    told = {}
    for name, default in _defaults(cast(Hashable, type(fact))):
        value = getattr(fact, name)
        if value is not default and value != default:
            told[name] = to_json(value)
    return told


def difference(was: Any, now: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields that differ between two facts of one type, before and after; defaults are written out."""
    changed = [f.name for f in dataclasses.fields(now) if getattr(was, f.name) != getattr(now, f.name)]
    before = {name: to_json(getattr(was, name)) for name in changed}
    after = {name: to_json(getattr(now, name)) for name in changed}
    return before, after


def revive(kind: type[T], fields: Plain, **known: Any) -> T:
    """The fact that ``fields`` says, with ``known`` ones that are values already and the rest at its defaults. KeyError
    or ValueError where they do not fit."""
    if not fields:
        return kind(**known)
    readers = _readers(cast(Hashable, kind))
    return kind(**{name: readers[name](value) for name, value in fields.items()}, **known)


def patched(fact: T, fields: Plain) -> T:
    """The fact with some fields replaced by their plain values."""
    readers, whole = _readers(cast(Hashable, type(fact))), cast(Any, fact)
    return cast(T, dataclasses.replace(whole, **{name: readers[name](v) for name, v in fields.items()}))


def are_fields(kind: type, fields: Plain) -> None:
    """That a fact of this kind may have some fields with these values. KeyError, TypeError or ValueError if not."""
    readers = _readers(cast(Hashable, kind))
    for name, value in fields.items():
        readers[name](value)


def are_all_fields(kind: type, fields: Plain) -> None:
    """That these are a fact of this kind, as ``revive`` would find by making it."""
    are_fields(kind, fields)
    if missing := _required(cast(Hashable, kind)) - fields.keys():
        raise ValueError(f"{min(missing)} is missing")


def holds(fact: Any, fields: Plain) -> bool:
    """Whether every field named has the value named: the check of a change's ``was``."""
    return all(hasattr(fact, name) and to_json(getattr(fact, name)) == value for name, value in fields.items())


def to_json(value: Any) -> Any:
    if type(value) in _AS_THEY_ARE:
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [to_json(v) for v in value]
    if isinstance(value, Mapping):
        return {k: to_json(v) for k, v in sorted(value.items())}
    return plain(value) if dataclasses.is_dataclass(value) else value


@cache
def _defaults(kind: Hashable) -> tuple[tuple[str, Any], ...]:
    """Every field and what it is where nothing is said; without a default ``MISSING``, which nothing equals."""
    fields = dataclasses.fields(cast(Any, kind))
    return tuple(
        (f.name, f.default if f.default_factory is dataclasses.MISSING else f.default_factory()) for f in fields
    )


@cache
def _required(kind: Hashable) -> frozenset[str]:
    return frozenset(name for name, default in _defaults(kind) if default is dataclasses.MISSING)


@cache
def _readers(kind: Hashable) -> dict[str, Callable[[Any], Any]]:
    return {name: _reader(hint) for name, hint in typing.get_type_hints(cast(type, kind)).items()}


def _reader(hint: Any) -> Callable[[Any], Any]:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        inner = _reader(next(a for a in arguments if a is not type(None)))
        return lambda value: None if value is None else inner(value)
    if origin is tuple:
        each = _reader(arguments[0])
        return lambda value: tuple(each(v) for v in _exactly(list, value))
    if origin is not None and issubclass(origin, Mapping):
        item = _reader(arguments[1])
        return lambda value: {k: item(v) for k, v in value.items()}
    if isinstance(hint, typing.NewType):
        return _reader(hint.__supertype__)
    return _reader_of_a_class(hint)


def _reader_of_a_class(kind: type) -> Callable[[Any], Any]:
    if kind is date:
        return date.fromisoformat
    if dataclasses.is_dataclass(kind):
        return lambda value: revive(kind, value)
    if issubclass(kind, Enum):
        return kind
    return lambda value: _exactly(kind, value)


def _exactly(kind: type, value: Any) -> Any:
    if type(value) is not kind or (isinstance(value, float) and not isfinite(value)):
        raise ValueError(f"{value!r} is not {kind.__name__}")
    return value
