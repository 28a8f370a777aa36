"""The file of the keys that links are made and proven with: a line each, the newest first, for its owner's eyes only.

``<key id> <secret, hex>``. A key is made on purpose and never silently: links of a key that is lost open no more. Older
lines stay, so that a link that was sent before keeps proving what it says.
"""

import os
import stat
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from shlex import quote

from reconciler.errors import StateIdentity
from reconciler.kinds.invitation_link import SECRET_BYTES, LinkKey

DEFAULT = ".reconciler/links.key"
"""Beside ``reconciler.yaml``."""

ANEW = "reconciler deliver --new-key"
_LARGEST = 64 * 1024


def read_keys(path: Path) -> tuple[LinkKey, ...]:
    """The newest first; none where there is no such file. StateIdentity where it is no file of keys, or not for its
    owner alone."""
    try:
        content = _content(path)
    except FileNotFoundError:
        return ()
    except OSError as fault:
        raise StateIdentity(
            f"the link keys in {path} cannot be read: {fault.strerror or fault}",
            "mend that, or name another file: RECONCILER_LINK_KEY_FILE",
        ) from fault
    lines = [line for line in content.splitlines() if line.strip()]
    keys = [_key(line) for line in lines]
    if not keys or None in keys:
        where = f"{path}:{keys.index(None) + 1}" if keys else str(path)
        raise StateIdentity(
            f"{where} is no link key: a line is its id and its secret, {SECRET_BYTES * 2} hexadecimal digits",
            f"bring the file back as it was, or name the right one: RECONCILER_LINK_KEY_FILE; if it is lost: {ANEW}",
        )
    return tuple(key for key in keys if key is not None)


def keys_text(keys: Sequence[LinkKey]) -> str:
    """What stands in the file."""
    return "".join(f"{key.id} {key.secret.hex()}\n" for key in keys)


def _content(path: Path) -> str:
    """A pipe is not waited for: only a file has keys."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(descriptor, "rb") as file:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) or found.st_size > _LARGEST:
            raise OSError(0, "it is no small regular file")
        if found.st_mode & stat.S_IRWXO:
            raise StateIdentity(
                f"everybody on this machine may use the link keys in {path}", f"chmod 600 {quote(str(path))}"
            )
        return file.read(_LARGEST).decode("ascii", "replace")


def _key(line: str) -> LinkKey | None:
    """None where the line is none, or its secret is not the one that its id is of."""
    name, _, secret = line.partition(" ")
    with suppress(ValueError):
        key = LinkKey(bytes.fromhex(secret))
        if len(key.secret) == SECRET_BYTES and key.id == name:
            return key
    return None
