"""A file that is there whole or not at all."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from reconciler.errors import ReconcilerError


@contextmanager
def replaced(path: Path) -> Iterator[BinaryIO]:
    """Writes beside ``path`` and takes its place only when everything is on the disk."""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as fault:
        raise _cannot_write(path, fault) from fault
    try:
        with os.fdopen(handle, "wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        Path(name).replace(path)
    except BaseException as fault:
        Path(name).unlink(missing_ok=True)
        if isinstance(fault, OSError):
            raise _cannot_write(path, fault) from fault
        raise


def _cannot_write(path: Path, fault: OSError) -> ReconcilerError:
    return ReconcilerError(f"cannot write {path}: {fault.strerror or fault}", "name another place, or make room there")
