"""Checks for what comes by the thousand (roster rows, entries, people), compiled from the schema of one of them.

jsonschema on a million rows takes 24 s, these about one. Only the keywords below are known; any other in such a
schema is an error at once, so that a rule written there can never be silently ignored.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from reconciler.errors import ReconcilerError
from reconciler.loading.fitting import SILENT, Fitting, Fragment, referred
from reconciler.loading.wording import Worded, missing_field, unknown_field, worded

_OF_A_ROW = frozenset({"type", "properties", "required", "additionalProperties", "minProperties"})
_OF_A_CELL = frozenset(
    {
        *("type", "items", "pattern", "format", "enum", "const", "minimum", "maximum"),
        *("minLength", "maxLength", "minItems", "maxItems"),
    }
)


class Problem(NamedTuple):
    """What is wrong with ``field`` of a row; a missing field stands at the row itself (``field`` is empty)."""

    field: str
    said: Worded


class RowCheck:
    """Judges one row, a mapping of field to value."""

    def __init__(self, schema: Fragment, root: Fragment, of: str) -> None:
        _refuse_unknown(schema, _OF_A_ROW)
        self.of = of
        self.fragments = {name: resolved(f, root) for name, f in schema["properties"].items()}
        self.required = tuple(schema.get("required", ()))
        fitting = Fitting(root)
        for fragment in self.fragments.values():
            _refuse_unknown(fragment, _OF_A_CELL)
        self.checks = {name: fitting.keywords(fragment) for name, fragment in self.fragments.items()}

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
    target = referred(fragment["$ref"], root)
    return {**resolved(target, root), **{k: v for k, v in fragment.items() if k != "$ref"}}


def _refuse_unknown(fragment: Fragment, known: frozenset[str]) -> None:
    odd = [keyword for keyword in fragment if keyword not in known and keyword not in SILENT]
    if odd:
        raise ReconcilerError(f"the schema of a row uses {odd[0]!r}, which its checks do not know", "Teach rows.py.")
