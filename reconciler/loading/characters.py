"""Which characters may stand in a file, and where the first one stands that may not.

SAFETY: "control, escape, bidi or line-separator characters in any text: error". The whole file is looked at in
one step before anything is parsed: at the speed of memory where it is ASCII, with one regular expression else.
"""

import re
import unicodedata
from typing import NamedTuple

_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_INVISIBLE = "\u00ad\u200b\u2060-\u2064\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
_BLANK_LETTERS = "\u115f\u1160\u2800\u3164\uffa0"
_SEPARATORS = "\u0085\u2028\u2029"
_CONTROL = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_NEVER = re.compile(f"[{_CONTROL}{_BIDI}{_INVISIBLE}{_SEPARATORS}\ud800-\udfff]|\r(?!\n)")
_NEVER_IN_TEXT = re.compile(f"[\t\r\n{_CONTROL}{_BIDI}{_INVISIBLE}{_SEPARATORS}\ud800-\udfff]")
_ASCII_ALLOWED = bytes([9, 10, 13, *range(32, 127)])
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
BOM = b"\xef\xbb\xbf"


class Blot(NamedTuple):
    """The first thing in a file that is no text: its code, what it is in words, line and column from 0."""

    code: str
    what: str
    line: int
    column: int

    @property
    def sentence(self) -> str:
        return f"{self.what[0].upper()}{self.what[1:]}."


def first_blot(content: bytes, tabs: bool = False) -> Blot | None:
    """The first byte or character that may not stand in a file; ``tabs`` may, in rosters."""
    if content.startswith(_UTF16) or b"\x00" in content[:4]:
        return Blot("bad-encoding", "the file looks like UTF-16 or a binary file", 0, 0)
    if content.isascii() and not content.translate(None, _ASCII_ALLOWED) and (tabs or b"\t" not in content):
        lone = re.search(rb"\r(?!\n)", content) if b"\r" in content else None
        return _blot(content[: lone.start()].decode(), "\r") if lone else None
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as fault:
        return _undecodable(content, fault.start)
    odd = _NEVER.search(text)
    tab = -1 if tabs else text.find("\t", 0, odd.start() if odd else None)
    if tab >= 0:
        return _blot(text[:tab], "\t")
    return _blot(text[: odd.start()], odd[0]) if odd else None


def odd_character(text: str) -> str:
    """The name of the first character that may not stand in one line of text, or nothing."""
    found = _NEVER_IN_TEXT.search(text)
    return named(found[0]) if found else ""


def says_nothing(text: str) -> bool:
    """Whether nobody would see any of it: spaces, and the letters that are drawn as one."""
    return not text.strip(_BLANK_LETTERS + " \u00a0").strip()


def named(character: str) -> str:
    """What a character is called: ``tab``, ``U+202E RIGHT-TO-LEFT OVERRIDE``."""
    plain = {"\t": "a tab", "\n": "a line break", "\r": "a carriage return", "\x00": "a NUL", "\x1b": "an escape"}
    known = plain.get(character)
    return known or f"U+{ord(character):04X} {unicodedata.name(character, 'control character')}"


def _undecodable(content: bytes, at: int) -> Blot:
    before = content[:at].decode("utf-8")
    line, column = _where(before)
    return Blot("bad-encoding", f"the byte 0x{content[at]:02X} is no UTF-8", line, column)


def _blot(before: str, character: str) -> Blot:
    line, column = _where(before)
    return Blot("bad-character", f"{named(character)} stands here", line, column)


def _where(before: str) -> tuple[int, int]:
    return before.count("\n"), len(before) - (before.rfind("\n") + 1)
