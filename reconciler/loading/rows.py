"""Checks for what comes by the thousand (roster rows, entries, people), compiled from the schema of one of them.

jsonschema on a million rows takes 24 s, these about one. Only the keywords below are known; any other in such a
schema is an error at once, so that a rule written there can never be silently ignored.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from reconciler.errors import ReconcilerError
from reconciler.loading.days import is_day
from reconciler.loading.wording import Fragment, Worded, missing_field, unknown_field, worded

Check = Callable[[Any], bool]
_SILENT = frozenset({"title", "description", "examples", "default", "$schema", "$id", "$ref"})
_TYPES: Mapping[str, type] = {"string": str, "integer": int, "boolean": bool, "null": type(None)}


class Problem(NamedTuple):
    """What is wrong with ``field`` of a row; a missing field stands at the row itself (``field`` is empty)."""

    field: str
    said: Worded


class RowCheck:
    """Judges one row, a mapping of field to value."""

    def __init__(self, schema: Fragment, root: Fragment, of: str) -> None:
        _refuse_unknown(schema, {"type", "properties", "required", "additionalProperties", "minProperties"})
        self.of = of
        self.fragments = {name: resolved(f, root) for name, f in schema["properties"].items()}
        self.required = tuple(schema.get("required", ()))
        self.checks = {name: _checks(f, root) for name, f in self.fragments.items()}

    def fits(self, row: Mapping[str, Any]) -> bool:
        """Whether ``problems`` would find none, without looking for words."""
        return all(name in row for name in self.required) and all(
            field in self.checks and all(check(value) for _, check in self.checks[field])
            for field, value in row.items()
        )

    def problems(self, row: Mapping[str, Any]) -> list[Problem]:
        found = [Problem("", missing_field(n, self.fragments[n], self.of)) for n in self.required if n not in row]
        for field, value in row.items():
            if field not in self.checks:
                found.append(Problem(field, unknown_field(field, self.checks, self.of)))
                continue
            failed = next((keyword for keyword, check in self.checks[field] if not check(value)), None)
            if failed:
                found.append(Problem(field, worded(failed, value, self.fragments[field], field)))
        return found


def resolved(fragment: Fragment, root: Fragment) -> Fragment:
    """A fragment with what it refers to (within its own schema) put in; its own words win."""
    if "$ref" not in fragment:
        return fragment
    target: Any = root
    for step in fragment["$ref"].removeprefix("#/").split("/"):
        target = target[step]
    return {**resolved(target, root), **{k: v for k, v in fragment.items() if k != "$ref"}}


def _checks(fragment: Fragment, root: Fragment) -> list[tuple[str, Check]]:
    """In the schema's order, ``type`` first, so that the others may rely on it."""
    _refuse_unknown(fragment, _MAKERS)
    order = sorted((k for k in fragment if k in _MAKERS), key=lambda k: k != "type")
    return [(k, _MAKERS[k](fragment[k], root)) for k in order]


def _type(wanted: Any, _root: Fragment) -> Check:
    if wanted == "array":
        return lambda v: isinstance(v, list)
    kind = _TYPES[wanted]
    return lambda v: type(v) is kind


def _items(fragment: Any, root: Fragment) -> Check:
    checks = [check for _, check in _checks(resolved(fragment, root), root)]
    return lambda v: all(check(item) for item in v for check in checks)


def _pattern(pattern: Any, _root: Fragment) -> Check:
    found = re.compile(pattern).search
    return lambda v: found(v) is not None


_MAKERS: Mapping[str, Callable[[Any, Fragment], Check]] = {
    "type": _type,
    "items": _items,
    "pattern": _pattern,
    "format": lambda name, _root: {"date": is_day}[name],
    "enum": lambda words, _root: frozenset(words).__contains__,
    "const": lambda word, _root: lambda v: bool(v == word),
    "minimum": lambda least, _root: lambda v: bool(v >= least),
    "maximum": lambda most, _root: lambda v: bool(v <= most),
    "minLength": lambda least, _root: lambda v: len(v) >= least,
    "maxLength": lambda most, _root: lambda v: len(v) <= most,
    "minItems": lambda least, _root: lambda v: len(v) >= least,
    "maxItems": lambda most, _root: lambda v: len(v) <= most,
}


def _refuse_unknown(fragment: Fragment, known: Any) -> None:
    odd = [keyword for keyword in fragment if keyword not in known and keyword not in _SILENT]
    if odd:
        raise ReconcilerError(f"the schema of a row uses {odd[0]!r}, which its checks do not know", "Teach rows.py.")
