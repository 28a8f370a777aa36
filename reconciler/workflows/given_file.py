"""A file that somebody names on the command line, whole in memory."""

from pathlib import Path

from reconciler.errors import InputInvalid
from reconciler.loading.yaml import LARGEST_FILE


def given_content(file: Path, *, name: str, split: str) -> bytes:
    """InputInvalid where it cannot be read whole: ``name`` says what to name, ``split`` how to make it smaller."""
    if not file.is_file():
        raise InputInvalid(f"{file} is no file that can be read", name)
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise InputInvalid(f"{file} is larger than {LARGEST_FILE:,} bytes", split)
        return file.read_bytes()
    except OSError as fault:
        raise InputInvalid(f"{file} cannot be read: {fault.strerror}", "look at its permissions") from None
