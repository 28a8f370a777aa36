"""How the place looks where text will be read: its width, and whether it has colours and letters beyond ASCII."""

import unicodedata
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from reconciler.reporting.escapes import for_terminal

WIDTH_OF_A_PIPE = 100
"""Where there is no terminal to ask: what fits a review page without scrolling."""


class Shade(StrEnum):
    """What a colour means; the value is its SGR parameter. Meaning never stands in colour alone."""

    DANGER = "1;31"
    ADD = "32"
    CHANGE = "33"
    REMOVE = "31"
    DIM = "2"
    STRONG = "1"


class Look(NamedTuple):
    width: int = WIDTH_OF_A_PIPE
    colour: bool = False
    unicode: bool = True

    def safe(self, text: str) -> str:
        """The text as it may be shown here. Everything that comes from an input goes through this, once."""
        return text if text.isascii() and text.isprintable() else for_terminal(text, unicode=self.unicode)

    def painted(self, shade: Shade, text: str) -> str:
        """The text, which is safe already, in its colour."""
        return f"\x1b[{shade.value}m{text}\x1b[0m" if self.colour and text else text


def cells(text: str) -> int:
    """How many columns a safe, unpainted text takes: East Asian letters take two, combining marks none."""
    if text.isascii():
        return len(text)
    return sum(_cells_of(c) for c in text)


@lru_cache(maxsize=4096)
def _cells_of(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def padded(text: str, width: int) -> str:
    return text + " " * (width - cells(text))
