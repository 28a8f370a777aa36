"""What a plain scalar says, by YAML 1.2 core: ``true``, ``false``, ``null`` and plain decimal integers; all else is
text."""

import re
from typing import Any

MAYBE_NO_TEXT = frozenset(["", *"tfn-0123456789"])
"""How a scalar starts that may be no text."""
_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None, "": None}
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")


def resolved(value: str) -> Any:
    if value in _WORDS:
        return _WORDS[value]
    return int(value) if _INTEGER.fullmatch(value) else value
