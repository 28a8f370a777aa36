"""A file of a configuration put in the place of what was read of it; never another file, never half of it."""

import os
from pathlib import Path
from shlex import quote

from reconciler.errors import InputInvalid, ReconcilerError
from reconciler.loading.files import NotRead, read_beneath
from reconciler.workflows.durable import replaced


def replace_file(root: Path, file: str, before: bytes, after: bytes) -> None:
    """``file`` is relative to the root and keeps its mode. InputInvalid where it is no longer ``before``, or where a
    symbolic link leads to it."""
    try:
        now = read_beneath(root, file)
    except NotRead as fault:
        raise InputInvalid(f"{file} cannot be read any more: {fault.why}", "Run the command again.") from None
    if now != before:
        raise InputInvalid(f"{file} changed meanwhile, and was left alone", "Run the command again.")
    if not os.access(root / file, os.W_OK):
        raise ReconcilerError(f"cannot write {file}: it is write-protected", f"chmod u+w {quote(str(root / file))}")
    with replaced(root / file) as out:
        out.write(after)
