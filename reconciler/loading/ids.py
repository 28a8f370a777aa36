"""How a name from elsewhere becomes the id of a customer or a workspace."""

import re
from typing import NamedTuple

from reconciler.kinds.ids import is_id

_NEVER_IN_IDS = re.compile(r"[^a-z0-9]+")


def slug(text: str) -> str:
    """The id nearest to a text; empty where no letter or digit is left."""
    return _NEVER_IN_IDS.sub("-", text.lower()).strip("-")[:63].rstrip("-")


class Made(NamedTuple):
    """``id`` for a name; ``clash`` is the line of another name that has this id already, else 0."""

    id: str
    new: bool
    clash: int


class Ids:
    """Ids in one scope (the customers; the workspaces of one customer), each for one name."""

    def __init__(self) -> None:
        self._names: dict[str, tuple[str, int]] = {}

    def made(self, name: str, line: int) -> Made:
        own = name if is_id(name) else slug(name)
        known = self._names.setdefault(own, (name, line))
        return Made(own, known == (name, line), 0 if known[0] == name else known[1])

    def names(self) -> dict[str, str]:
        """Id to name, where they differ."""
        return {own: name for own, (name, _) in self._names.items() if own != name}
