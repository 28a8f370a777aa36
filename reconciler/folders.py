"""Folders whose names outlive a power cut: a file that is synced in one that is not is gone with it."""

import os
from contextlib import suppress
from pathlib import Path


def made(folder: Path) -> None:
    """With those above it; for its owner alone.

    One after the other, and the last that is there already is synced too: whoever made it may have been killed before.
    """
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    there = missing[-1].parent if missing else folder
    with suppress(PermissionError):  # who may not look into the folder around it did not make it
        synced(there.parent)
    for each in reversed(missing):
        each.mkdir(mode=0o700, exist_ok=True)
        synced(each.parent)
    folder.mkdir(mode=0o700, exist_ok=True)  # a file of that name is refused


def synced(folder: Path) -> None:
    """The names in it."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
