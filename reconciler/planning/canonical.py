"""JSON as it is hashed: sorted keys, no spaces, UTF-8; and a strict reader for JSON from outside."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import count, groupby
from json.encoder import encode_basestring
from math import isfinite
from operator import sub
from types import NoneType
from typing import Any

quoted = encode_basestring
"""A text as JSON has it."""
_ESCAPED = bytes([*range(32), *b'"\\'])
_NOTHING: Mapping[type, str] = {NoneType: "null", list: "[]", dict: "{}"}
"""An encoder is made anew for each value, and most of a plan says nothing."""
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def dump(value: Any) -> bytes:
    """The bytes that are hashed. ValueError for numbers that JSON has not, and for half a character."""
    return _ENCODER.encode(value).encode()


def text(value: Any) -> str:
    """The same as text: a part of what is hashed, which ``object_of`` and ``list_of`` put together."""
    kind = type(value)
    if kind is str:
        return quoted(value)
    if not value and kind in _NOTHING:
        return _NOTHING[kind]
    return str(value) if kind is int else _ENCODER.encode(value)


def object_of(members: Mapping[str, str]) -> str:
    """An object whose values are written already."""
    pieces = [piece for name, value in sorted(members.items()) for piece in (f",{quoted(name)}:", value)]
    return "".join(["{", pieces[0][1:], *pieces[1:], "}"]) if pieces else "{}"


def list_of(entries: Iterable[Iterable[str]]) -> str:
    """A list whose entries are written already, each in pieces: what is long is copied once."""
    pieces = [piece for entry in entries for piece in (",", *entry)]
    return "".join(["[", *pieces[1:], "]"])


def texts(values: Collection[str]) -> str:
    """A list of texts. Of thousands of addresses hardly one has a character that must be escaped, which one look at
    all of them tells."""
    if len(values) < 2:
        return f"[{quoted(*values)}]" if values else "[]"
    together = "".join(values)
    usual = together.isascii() and len(together.encode().translate(None, _ESCAPED)) == len(together)
    if not usual:
        return text(list(values))
    return '["' + '","'.join(values) + '"]'


def load(text: bytes) -> Any:
    """ValueError for anything that is not plain JSON: doubled keys, NaN, bad UTF-8, half a character, absurd depth."""
    try:
        told = text.decode()
        return _whole(_STRICT.decode(told), told)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def read(text: str | bytes) -> Any:
    """What ``dump`` wrote, in half the time of ``load``. ValueError where another hand has put there what it would not
    write: NaN, numbers without end, half a character, absurd depth."""
    try:
        told = text if isinstance(text, str) else text.decode()
        return _whole(_DECODER.decode(told), told)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _whole(value: Any, text: str) -> Any:
    """The value, once it is sure that no half of a character is in it: only an escape can have made one. A look for
    one character is ten times as fast as one for three, and in most of a line there is none to be escaped."""
    first = text.find("\\")
    if first >= 0 and (text.find("\\ud", first) >= 0 or text.find("\\uD", first) >= 0):
        try:
            dump(value)
        except UnicodeEncodeError as fault:
            raise ValueError(f"half a character stands in it, \\u{ord(fault.object[fault.start]):04x}") from None
    return value


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return members


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is not a number")


def _finite(text: str) -> float:
    number = float(text)
    return number if isfinite(number) else _refuse(text)


_FINITE: Any = {"parse_constant": _refuse, "parse_float": _finite}
_DECODER = json.JSONDecoder(**_FINITE)
_STRICT = json.JSONDecoder(object_pairs_hook=_without_doubles, **_FINITE)
_MOST_NUMBERS = 10_000_000


def ranges(numbers: Sequence[int]) -> str:
    """Ascending numbers, each once, as text: ``3-52,60``. Along a run a number grows as its place does."""
    if numbers and numbers[-1] - numbers[0] == len(numbers) - 1:  # a wave is one range
        runs = [(numbers[0], numbers[-1])]
    else:
        runs, at = [], 0
        for _, run in groupby(map(sub, numbers, count())):
            end = at + len(list(run))
            runs.append((numbers[at], numbers[end - 1]))
            at = end
    return ",".join(f"{a}-{b}" if a != b else str(a) for a, b in runs)


def numbers_in(text: str) -> list[int]:
    """The inverse of ``ranges``. ValueError where it is not one: each number is once there, and they ascend."""
    found: list[int] = []
    before = -1
    for run in text.split(",") if text else ():
        first, dash, last = run.partition("-")
        start, end = int(first), int(last) if dash else int(first)
        if not before < start <= end < _MOST_NUMBERS:
            raise ValueError(f"{run} is no range of numbers")
        found.extend(range(start, end + 1))
        before = end
    return found


def count_in(text: str) -> int:
    """How many numbers ranges have, of which a million in a row cost no more than one."""
    return sum(int(last or first) - int(first) + 1 for first, _, last in (r.partition("-") for r in text.split(",")))


def any_in(text: str, numbers: Collection[int]) -> bool:
    """Whether one of a few numbers is in ranges, of which those with a million in them cost no more than others."""
    for run in text.split(",") if text else ():
        first, dash, last = run.partition("-")
        start, end = int(first), int(last) if dash else int(first)
        if any(start <= number <= end for number in numbers):
            return True
    return False
