"""Folders whose names outlive a power cut: a file that is synced in one that is not is gone with it."""

import os
from pathlib import Path


def made(folder: Path) -> None:
    """With those above it; for its owner alone. Nothing where it is there."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for each in reversed(missing):
        synced(each.parent)


def synced(folder: Path) -> None:
    """The names in it."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
