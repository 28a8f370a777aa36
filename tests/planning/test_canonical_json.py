"""JSON as it is hashed: what two readers would understand differently is refused by both of ours."""

from collections.abc import Callable
from typing import Any

import pytest

from reconciler.planning import canonical


@pytest.mark.parametrize("read", [canonical.load, canonical.read])
@pytest.mark.parametrize("half", [rb"\ud800", rb"\uD800", rb"\uDFFF\uD800", rb"\ud83d."])
def test_half_a_character_is_refused_however_it_is_spelled(half: bytes, read: Callable[[bytes], Any]) -> None:
    with pytest.raises(ValueError, match="half a character stands in it"):
        read(b'{"name":"' + half + b'"}')


@pytest.mark.parametrize("read", [canonical.load, canonical.read])
def test_two_halves_are_a_character(read: Callable[[bytes], Any]) -> None:
    assert read(rb'"\uD83D\uDE00"') == "\N{GRINNING FACE}"
