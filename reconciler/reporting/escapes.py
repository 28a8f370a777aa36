"""One encoder for each place that text ends up in, so that a name can never do anything there.

Names, purposes and file paths come from people we do not know. On a terminal an escape sequence clears the screen, a
bidi mark reverses a line, a line separator forges one; in a spreadsheet a cell that starts with ``=`` is run.
"""

import json
import re
import unicodedata
from typing import Any

from reconciler.kinds.formulas import inert

_SPACE = "Zs"
_PLACE_HOLDER = re.compile(r"\{([0-9]+)\}")
_BRACKET = re.compile(r"[\[\]]")
_RESERVED = re.compile(rb"[^A-Za-z0-9._~/-]")


def for_terminal(text: str, *, unicode: bool = True) -> str:
    """The text with everything invisible or active written out, as ``\\x1b`` or ``\\u{202e}``.

    Not only control characters: format characters (bidi marks, zero-width ones), line separators, unpaired
    surrogates, private and unassigned ones. Without ``unicode`` all that is not ASCII is written out too.
    """
    if text.isprintable() and (unicode or text.isascii()):
        return text
    return "".join(c if _harmless(c, unicode) else _written_out(c) for c in text)


def for_csv(cell: str) -> str:
    """The text as a cell: what a spreadsheet would run gets a leading ``'``; what is invisible is written out."""
    return inert(cell, for_terminal(cell))


def for_markup(text: str) -> str:
    """The text in HTML or XML, between tags or in quotes; only what both may hold."""
    from html import escape  # start-up time: most output is no page

    return escape(for_terminal(text), quote=True)


def for_workflow_command(text: str) -> str:
    """The text as the message of a workflow command: its lines stay lines, and it is no command of its own."""
    return "%0A".join(for_terminal(line).replace("%", "%25") for line in text.split("\n"))


def for_workflow_property(text: str) -> str:
    """The text as a property of a workflow command, which a comma or a colon would end."""
    return for_terminal(text).replace("%", "%25").replace(":", "%3A").replace(",", "%2C")


def for_sarif(text: str) -> str:
    """The text as a message: nothing in it is a link or a place-holder."""
    shown = _PLACE_HOLDER.sub(r"{{\1}}", for_terminal(text))
    return _BRACKET.sub(r"\\\g<0>", shown) if "](" in shown else shown


def for_uri(path: str) -> str:
    """A relative path as a URI: only ``/`` and what needs no escape stays."""
    return _RESERVED.sub(lambda found: f"%{found[0][0]:02X}".encode(), path.encode("utf-8", "surrogatepass")).decode()


def for_json(value: Any) -> str:
    """Compact JSON in ASCII with sorted keys: every character beyond ASCII is an escape, so nothing is active."""
    return json.dumps(value, sort_keys=True, ensure_ascii=True, allow_nan=False)


def _harmless(character: str, unicode: bool) -> bool:
    if not unicode and not character.isascii():
        return False
    return character.isprintable() or unicodedata.category(character) == _SPACE


def _written_out(character: str) -> str:
    number = ord(character)
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{{{number:x}}}"
