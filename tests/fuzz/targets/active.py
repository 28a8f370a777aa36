"""What must never reach a reader as it is: control, bidi and other characters that are there and not seen."""

import unicodedata
from collections.abc import Iterable

ACTIVE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Categories of Unicode."""


def active(text: str, but: str = "") -> list[str]:
    """Those in a text, but for some that its sink has of its own."""
    if text.isascii() and text.isprintable():
        return []
    return [c for c in text if c not in but and unicodedata.category(c) in ACTIVE]


def refuse_active(lines: Iterable[str]) -> None:
    """In what is shown only ends of lines are allowed."""
    shown = "".join(lines)
    assert not active(shown, "\n"), ascii(shown)


def text_of(content: bytes) -> str:
    """With half characters too: a JSON string may have them."""
    return content.decode("utf-8", "surrogateescape")
