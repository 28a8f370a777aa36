"""Inputs spoilt by chance: their bytes, or, where a line is JSON, a value in it, so that what it is part of is read."""

import json
from collections.abc import Iterator
from random import Random
from typing import Any

ODD = (b"\0", b"\xff", b"\xc3", b"\t", b"\r", b"\n", b'"', b"'", b"{", b"[", b"&a ", b"*a", b"!!x ", b"%", b": ", b"- ")
VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 7, 2**60, 10**400, 1.5, 1e300, "", "x", "2026-07-01", "2026-02-30", "a@b.example"),
    *("\x1b[2J", "\u202e", "../../etc", "1-99999", "3-1", "removed", [], {}, [None], ["x"], {"x": 1}, {"": None}),
)
Path = tuple[str | int, ...]


def spoilt(content: bytes, chance: Random) -> bytes:
    return (chance.random() < 0.5 and respoken(content, chance)) or chopped(content, chance)


def chopped(content: bytes, chance: Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.randint(1, 4)):
        at, until = sorted(chance.choices(range(len(changed) + 1), k=2))
        piece = chance.choice([chance.choice(ODD), bytes(changed[at:until]) * 2, b"", chance.randbytes(1)])
        changed[at : min(until, at + chance.randint(0, 8))] = piece
    return bytes(changed)


def respoken(content: bytes, chance: Random) -> bytes:
    """With up to three other values in one of its lines; empty where that is no JSON."""
    lines = content.split(b"\n")
    at = chance.randrange(len(lines))
    try:
        value = json.loads(lines[at])
        for _ in range(chance.choice([1, 1, 1, 2, 3])):
            put_another(value, chance)
        lines[at] = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    except (ValueError, TypeError, RecursionError):
        return b""
    return b"\n".join(lines)


def put_another(value: Any, chance: Random) -> None:
    """Takes something out of the value, or puts an odd one, or another of its own, in its place."""
    places = [place for place in places_in(value) if place]
    if not places:
        return
    *way, last = chance.choice(places)
    holder = at_place(value, tuple(way))
    match chance.randrange(5):
        case 0:
            del holder[last]
        case 1:
            holder[last] = json.loads(json.dumps(at_place(value, chance.choice(places))))
        case _:
            holder[last] = chance.choice(VALUES)


def places_in(value: Any, before: Path = ()) -> Iterator[Path]:
    yield before
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inside:
        yield from places_in(each, (*before, key))


def at_place(value: Any, place: Path) -> Any:
    for key in place:
        value = value[key]
    return value
