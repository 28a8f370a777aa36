"""Which encoding an export is in, found by itself where only one fits.

UTF-8 is proved by decoding it, UTF-16 by its mark or by where its zero bytes stand. Anything else is Windows-1252, and
only where every byte beyond ASCII is a letter or sign of Western Europe there and no more than two follow each other:
Cyrillic, Greek, and the encodings of DOS and old Macs have others, or rows of them.
"""

import re
from shlex import quote
from typing import NamedTuple

from reconciler.errors import InputInvalid
from reconciler.loading.characters import BOM

_SAVE_AS = "save it as UTF-8 (in a spreadsheet: CSV UTF-8)"
_NO_TEXT = (
    (b"PK\x03\x04", "is a workbook or an archive"),
    (b"\xd0\xcf\x11\xe0", "is an old workbook (.xls)"),
)
_UTF_32 = (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")
_WESTERN = "\xa0\xa1\xaa\xab\xb0\xb7\xba\xbb\xbf" + "".join(chr(c) for c in range(0xC0, 0x100) if c not in (0xD7, 0xF7))
_NOT_WESTERN = re.compile(f"[^\\x00-\\x7f{_WESTERN}]")
_TOO_MANY = re.compile("[\xc0-\xff]{3}")
_LOOKED_AT = 4096


class Decoded(NamedTuple):
    text: str
    encoding: str


def decoded(content: bytes, file: str) -> Decoded:
    """The text of an export, without any mark at its start. InputInvalid where its encoding is not clear."""
    for start, what in _NO_TEXT:
        if content.startswith(start):
            workbook = f"reconciler import xlsx {quote(file)} --customer CUSTOMER --workspace WORKSPACE"
            wanted = workbook if start[:2] == b"PK" else "save it as .xlsx or as CSV UTF-8"
            raise InputInvalid(f"{file} {what}, not text", wanted)
    if content.startswith(_UTF_32):
        raise InputInvalid(f"{file} is UTF-32", _SAVE_AS)
    utf_16 = _utf_16(content)
    if utf_16:
        return _as_utf_16(content, utf_16, file)
    try:
        return Decoded(content.removeprefix(BOM).decode(), "UTF-8")
    except UnicodeDecodeError as fault:
        return _as_western(content, fault.start, file)


def _utf_16(content: bytes) -> str:
    """The byte order, by the mark or by the zero bytes of what is mostly ASCII; empty where it is another encoding."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16-le" if content[0] == 0xFF else "utf-16-be"
    start = content[:_LOOKED_AT]
    if b"\0" not in start:
        return ""
    first, second = start[::2].count(0), start[1::2].count(0)
    return "utf-16-le" if second > 3 * first else "utf-16-be" if first > 3 * second else ""


def _as_utf_16(content: bytes, order: str, file: str) -> Decoded:
    try:
        return Decoded(content.decode(order).removeprefix("\ufeff"), "UTF-16")
    except UnicodeDecodeError:
        raise InputInvalid(
            f"{file} begins as UTF-16 and is broken further on", f"export it again, or {_SAVE_AS}"
        ) from None


def _as_western(content: bytes, at: int, file: str) -> Decoded:
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        text = ""
    if not text or "\0" in text or _NOT_WESTERN.search(text) or _TOO_MANY.search(text):
        line = content.count(b"\n", 0, at) + 1
        what = f"{file}:{line} is not UTF-8 (the byte 0x{content[at]:02X}), and could be in several other encodings"
        raise InputInvalid(what, _SAVE_AS)
    return Decoded(text, "Windows-1252")
