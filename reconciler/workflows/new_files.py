"""A configuration that was not there before: all of its files or none, and never over something."""

import os
from collections.abc import Mapping
from pathlib import Path

from reconciler.errors import InputInvalid
from reconciler.workflows.durable import made_new


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
