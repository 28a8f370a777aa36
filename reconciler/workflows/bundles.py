"""What one process tells another through a pipe: several things in one bundle, in which nothing is said twice that they
have in common."""

import os
from io import BytesIO
from pickle import HIGHEST_PROTOCOL, Pickler, Unpickler
from struct import Struct
from typing import Any

_HEAD = Struct(">QQ")
"""Before each bundle: how many bytes, and how many things."""
_LARGE, _PIECE = 256 * 1024, 1024 * 1024


class Bundle:
    """To be told."""

    def __init__(self) -> None:
        self._begin()

    def _begin(self) -> None:
        self.count, self._stream = 0, BytesIO(bytes(_HEAD.size))
        self._stream.seek(_HEAD.size)
        self._pickler = Pickler(self._stream, HIGHEST_PROTOCOL)

    @property
    def large(self) -> bool:
        """Whether it should not wait for more."""
        return self._stream.tell() > _LARGE

    def add(self, thing: object) -> None:
        """What cannot be told leaves it as it was, and is nothing to go on from."""
        end = self._stream.tell()
        try:
            self._pickler.dump(thing)
        except BaseException:
            self._stream.truncate(self._stream.seek(end))
            raise
        self.count += 1

    def tell(self, pipe: int) -> None:
        """To whoever still listens. It is empty then."""
        if self.count:
            told = self._stream.getbuffer()
            _HEAD.pack_into(told, 0, len(told) - _HEAD.size, self.count)
            while told:
                told = told[os.write(pipe, told) :]
        self._begin()


class Heard:
    """One that was told: things one after the other, of which so many are ``left``."""

    def __init__(self, whole: bytes, count: int) -> None:
        self.left, self.size = count, len(whole)
        self._things = Unpickler(BytesIO(whole))  # noqa: S301 - of our own fork, through our own pipe

    def next(self) -> Any:
        self.left -= 1
        return self._things.load()


def heard(pipe: int) -> Heard | None:
    """The next one, which is waited for; None where nobody tells anything any more."""
    head = _exactly(pipe, _HEAD.size)
    if len(head) < _HEAD.size:
        return None
    size, count = _HEAD.unpack(head)
    whole = _exactly(pipe, size)
    return Heard(whole, count) if len(whole) == size else None


def _exactly(pipe: int, size: int) -> bytes:
    """Less at the end."""
    pieces, left = [], size
    while left and (piece := os.read(pipe, min(left, _PIECE))):
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)
