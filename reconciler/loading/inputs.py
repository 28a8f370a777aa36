"""From what a customer's plan is made, besides its state and the day: one digest that tells whether it is the same.

It covers ``reconciler.yaml`` and the customer's own files, by name and content. Files of others are left out: nothing
that stands in them is planned here. What reads and plans is told apart by ``engine``: a plan says the same wherever it
is made, and what is kept of one is for the code that made it.
"""

import os
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import blake2b, sha256
from pathlib import Path

from reconciler import __version__
from reconciler.kinds.customer import CustomerId
from reconciler.loading.files import HEAD
from reconciler.loading.scanning import Configuration
from reconciler.loading.schemas import folder

_PACKAGE = Path(__file__).resolve().parent.parent
_ROOMS = ("kinds", "rules", "planning", "applying", "loading", "workflows")
_A_PIECE = 64 * 1024
_HERE = (_PACKAGE, *(_PACKAGE / room for room in _ROOMS), _PACKAGE / "planning" / "guards")


class Inputs:
    def __init__(self, configuration: Configuration) -> None:
        self._configuration = configuration
        self._base = sha256(configuration.hashes.get(HEAD, b"")).digest()

    def digest(self, customer: CustomerId, rosters: Iterable[str]) -> str:
        """Of a customer of the configuration, whose documents name these rosters. Empty where one of them is not among
        the files that were looked at."""
        parts, hashes = [self._base], self._configuration.hashes
        for file in (*self._configuration.customers[customer], "", *rosters):
            if file not in hashes and file:
                return ""
            parts += (file.encode(), b"\0", hashes.get(file, b""))
        return sha256(b"".join(parts)).hexdigest()


@cache
def engine() -> bytes:
    """Of the code and the schemas, which may change without the version."""
    whole = blake2b(f"{__version__} {sys.version}".encode(), digest_size=32)
    for file in _sources():
        source = os.open(file, os.O_RDONLY | os.O_CLOEXEC)  # a file object asks four times as much of the system
        try:
            while piece := os.read(source, _A_PIECE):
                whole.update(piece)
        finally:
            os.close(source)
    return whole.digest()


def _sources() -> Iterator[str]:
    for place in (*_HERE, folder()):
        with os.scandir(place) as found:
            yield from sorted(entry.path for entry in found if entry.name.endswith((".py", ".json")))
