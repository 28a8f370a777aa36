"""The JSON Schemas: the only definition of what may be written, and where they are found."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from reconciler.errors import ReconcilerError

_HERE = Path(__file__).resolve().parent.parent
_FOLDERS = (_HERE / "schemas", _HERE.parent / "schemas")  # in the wheel; in a checkout


@cache
def names() -> tuple[str, ...]:
    """The names that ``text`` knows, sorted."""
    return tuple(sorted(p.name.removesuffix(".schema.json") for p in folder().glob("*.schema.json")))


@cache
def text(name: str) -> str:
    """One schema as it stands in its file. ``name`` must be one of ``names``."""
    return (folder() / f"{name}.schema.json").read_text(encoding="utf-8")


@cache
def schema(name: str) -> Any:
    return json.loads(text(name))


def folder() -> Path:
    for folder in _FOLDERS:
        if (folder / "customer.schema.json").is_file():
            return folder
    raise ReconcilerError("the schemas are missing from this installation", "Install reconciler again.")
