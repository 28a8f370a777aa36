"""Files that hold links or keys that work: for the eyes of their owner alone, from the first moment on."""

import os


def for_its_owner(path: str, flags: int) -> int:
    """An ``opener`` of ``open``."""
    return os.open(path, flags | os.O_CLOEXEC, 0o600)
