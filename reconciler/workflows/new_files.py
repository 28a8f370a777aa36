"""A configuration that was not there before: all of its files or none, and never over something.

Its files name their schema to editors by a path, so the schemas stand beside them: nothing is fetched from anywhere.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from reconciler.errors import InputInvalid
from reconciler.loading import schemas
from reconciler.loading.files import HEAD
from reconciler.loading.yaml_flow import flow
from reconciler.workflows.durable import made_new

FOR_EDITORS = {name: f".vscode/{name}.schema.json" for name in ("customer", "reconciler")}
"""Where a configuration has the schemas of its files."""


def schema_line(file: str) -> str:
    """The first line of a YAML file, by its path from the root."""
    name = "reconciler" if file == HEAD else "customer"
    return f"# yaml-language-server: $schema={'../' * file.count('/')}{FOR_EDITORS[name]}"


def first_lines(root: Path, file: str, *, new: bool) -> list[str]:
    """Of a customer's file, in a configuration that is ``new`` or was there before: a schema is named where it
    has one."""
    return [schema_line(file)] if new or (root / FOR_EDITORS["customer"]).is_file() else []


def begun(folder: Path, name: str) -> dict[str, str]:
    """The head of a configuration, and the schemas that are not there yet, by path."""
    missing = {path: schemas.text(each) for each, path in FOR_EDITORS.items() if not os.path.lexists(folder / path)}
    return {HEAD: f"{schema_line(HEAD)}\nversion: 1\nname: {flow(name)}\n", **missing}


def write_new(texts: Mapping[Path, str], out: Path) -> None:
    """What was written is taken away again where one of them cannot be."""
    there = next((path for path in texts if os.path.lexists(path)), None)
    if there:
        raise InputInvalid(f"{there} exists already; nothing was written", "Name another directory with --out.")
    try:
        made_new(texts)
    except OSError as fault:
        raise InputInvalid(
            f"{fault.filename or out} cannot be written: {fault.strerror}; nothing was kept", "Name another --out."
        ) from None


def name_of(folder: Path) -> str:
    """A name for the configuration in a folder."""
    return (
        "".join(c if c.isascii() and c.isalnum() else "-" for c in folder.resolve().name.lower()).strip("-")
        or "customers"
    )
