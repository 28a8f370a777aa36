"""The schemas are sound by themselves, say what everything is, and fit the examples."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from reconciler.loading import schemas, yaml
from reconciler.loading.gathered import Gathered

HERE = Path(__file__).resolve().parents[2]


def fragments(schema: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema of a property, with its path."""
    if isinstance(schema, dict):
        for name, inner in schema.get("properties", {}).items():
            if isinstance(inner, dict):
                yield f"{path}/{name}", inner
        for key, inner in schema.items():
            yield from fragments(inner, f"{path}/{key}")


@pytest.mark.parametrize("name", schemas.names())
def test_a_schema_is_one_and_its_examples_fit(name: str) -> None:
    schema = schemas.schema(name)

    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == f"https://reconciler.example/schemas/{name}.schema.json"
    assert schema["examples"]
    for example in schema["examples"]:
        Draft202012Validator(schema).validate(example)


@pytest.mark.parametrize("name", schemas.names())
def test_every_field_says_what_it_is(name: str) -> None:
    silent = [
        path for path, field in fragments(schemas.schema(name)) if "description" not in field and "$ref" not in field
    ]

    assert not silent


@pytest.mark.parametrize("name", ["customer", "reconciler", "roster-row"])
def test_every_pattern_is_anchored_at_one_end_and_repeats_nothing_that_repeats(name: str) -> None:
    patterns = {field["pattern"] for _, field in fragments(schemas.schema(name)) if "pattern" in field}

    for pattern in patterns:
        assert pattern.startswith("^") or pattern.endswith("$"), pattern
        assert "+)" not in pattern, pattern
        assert "*)" not in pattern, pattern


@pytest.mark.parametrize("file", sorted((HERE / "examples").rglob("*.yaml")), ids=lambda f: f.name)
def test_examples_fit_the_schema_their_first_line_names(file: Path) -> None:
    found = Gathered()
    (document,) = yaml.read(file.read_bytes(), file.name, found)
    named = file.read_text(encoding="utf-8").split("$schema=")[1].split("\n")[0]

    assert not found.all()
    assert (file.parent / named).resolve().parent == HERE / "schemas"
    Draft202012Validator(schemas.schema(Path(named).name.removesuffix(".schema.json"))).validate(document.content)
