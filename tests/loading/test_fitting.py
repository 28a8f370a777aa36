"""What fits a schema by our own checks is what jsonschema accepts, for every keyword and for real documents."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from reconciler.errors import ReconcilerError
from reconciler.loading import schemas
from reconciler.loading.days import is_day
from reconciler.loading.fitting import Fitting
from reconciler.loading.shape import fits, skeleton

FORMATS = FormatChecker(formats=())
FORMATS.checks("date")(is_day)

EVERY_KEYWORD: list[dict[str, Any]] = [
    {"type": "integer", "minimum": 1, "maximum": 3},
    {"type": ["string", "array"], "minLength": 1, "maxLength": 2, "minItems": 1, "maxItems": 2},
    {"minimum": 2},
    {"minLength": 2},
    {"pattern": "^a"},
    {"format": "date"},
    {"enum": ["a", 1, None]},
    {"enum": [True, "b"]},
    {"const": 1},
    {"const": False},
    {"items": {"type": "string"}},
    {"properties": {"a": {"type": "string"}}, "required": ["a"]},
    {"properties": {"a": {"type": "string"}}, "additionalProperties": False, "minProperties": 1},
    {"additionalProperties": {"type": "integer"}, "maxProperties": 1},
    {"propertyNames": {"pattern": "^a"}},
    {"dependentRequired": {"a": ["b"]}},
    {"anyOf": [{"type": "string"}, {"minimum": 2}]},
    {"oneOf": [{"type": "string"}, {"enum": ["a", 1]}]},
    {"allOf": [{"type": "string"}, {"enum": ["a", 1]}]},
    {"not": {"enum": ["a", 1]}},
    {"if": {"type": "string"}, "then": {"minLength": 2}, "else": {"type": "object"}},
    {"if": {"required": ["a"]}, "then": {"required": ["b"]}},
    {"$ref": "#/$defs/tree", "maxItems": 1, "$defs": {"tree": {"type": "array", "items": {"$ref": "#/$defs/tree"}}}},
]

words = st.sampled_from(
    ["a", "b", "ab", "", "x" * 300, "2026-07-01", "2026-02-30", "unified", "block", "ana@x.example"]
)
scalars = words | st.integers(-1, 4) | st.booleans() | st.none()
values = st.recursive(scalars, lambda v: st.lists(v, max_size=3) | st.dictionaries(words, v, max_size=3), max_leaves=6)


@pytest.mark.parametrize("schema", EVERY_KEYWORD, ids=str)
@given(value=values)
def test_each_keyword_passes_what_jsonschema_passes(schema: dict[str, Any], value: Any) -> None:
    assert Fitting(schema).check(schema)(value) == Draft202012Validator(schema, format_checker=FORMATS).is_valid(value)


RIGHT = {
    "customer": {
        "version": 1,
        "customer": "contoso",
        "name": "Contoso Ltd",
        "domains": ["contoso.com"],
        "contracts": {
            "u26": {
                "number": "0012345",
                "support": "unified",
                "starts": "2026-07-01",
                "ends": "2027-06-30",
                "services_admins": ["mia@contoso.com"],
                "benefits": {"engineer": {"kind": "addon", "quantity": 400, "unit": "hours"}},
            }
        },
        "account_policy": {"personal_accounts": "allow", "because": "customer_choice", "by": "mia@contoso.com"},
        "manage": {"admins": "full", "members": "add_only"},
        "limits": {"removals": {"floor": 10, "percent": "2.5"}, "min_admins": 2},
        "people": {"ana@contoso.com": {"name": "Ana Ruiz", "also": ["ana@northwind.example"]}},
        "groups": {"sre": ["ida@contoso.com"]},
        "workspaces": {
            "azure": {
                "purpose": "Landing zone",
                "admins": ["kai@contoso.com"],
                "members": ["ida@contoso.com", {"person": "dev@partner.example", "until": "2026-11-30"}],
                "members_from": ["rosters/azure.csv"],
                "benefits": {"engineer": 300},
                "manage": "full",
            }
        },
    },
    "reconciler": {
        "version": 1,
        "name": "contoso",
        "state": {"url": "state.db", "lineage": "0f9d2c5e"},
        "limits": {"removals": {"floor": 10, "percent": 5}, "min_admins": 1},
        "defaults": {"invitation_days": 30, "attempts": 3, "outsiders": "warn"},
    },
}


def paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a document, outermost first."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [*([path] if path else []), *(p for key, v in inner for p in paths(v, (*path, key)))]


def changed(document: Any, path: tuple[Any, ...], how: str, value: Any) -> Any:
    """The document with one thing replaced, left out, renamed or put beside."""
    whole = copy.deepcopy(document)
    around = whole
    for step in path[:-1]:
        around = around[step]
    if how == "replace" or (isinstance(around, list) and how == "rename"):
        around[path[-1]] = value
    elif how == "beside":
        around[str(value)] = value
    else:
        kept = around.pop(path[-1])
        if how == "rename":
            around[str(value)] = kept
    return whole


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_document_fits(name: str) -> None:
    assert fits(name)(RIGHT[name])
    assert Draft202012Validator(schemas.schema(name), format_checker=FORMATS).is_valid(RIGHT[name])


@pytest.mark.parametrize("name", RIGHT)
@given(chance=st.data(), value=values, how=st.sampled_from(["replace", "leave out", "rename", "beside"]))
def test_a_document_with_anything_changed_fits_exactly_when_jsonschema_accepts_it(
    name: str, chance: st.DataObject, value: Any, how: str
) -> None:
    path = chance.draw(st.sampled_from(paths(RIGHT[name])))
    if how == "beside" and isinstance(path[-1], int):
        how = "leave out"
    document = changed(RIGHT[name], path, how, value)

    schema = schemas.schema(name)
    valid = Draft202012Validator(schema, format_checker=FORMATS).is_valid

    assert Fitting(schema).check(schema)(document) == valid(document)
    assert fits(name)(document) == valid(skeleton(document))


def test_a_keyword_that_the_checks_do_not_know_is_an_error_at_once() -> None:
    with pytest.raises(ReconcilerError, match="multipleOf"):
        Fitting({}).check({"items": {"multipleOf": 2}})
