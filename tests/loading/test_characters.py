"""Which characters may stand in files."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.loading.characters import first_blot, odd_character


@pytest.mark.parametrize(
    "odd",
    ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\u200b", "\u200e", "\u202e", "\u2028", "\u2066", "\ufeff", "\U000e0041"],
)
def test_an_odd_character_is_found_where_it_stands(odd: str) -> None:
    blot = first_blot(f"first: line\nsecond: a{odd}b\n".encode())

    assert blot is not None
    assert (blot.code, blot.line, blot.column) == ("bad-character", 1, 9)
    assert odd_character(f"a{odd}b")


def test_tabs_may_stand_in_rosters_only() -> None:
    assert first_blot(b"a\tb\n") is not None
    assert first_blot(b"a\tb\n", tabs=True) is None
    assert first_blot("é\tb\n".encode()) is not None
    assert first_blot("é\tb\n".encode(), tabs=True) is None


def test_line_breaks_of_both_kinds_are_lines_and_a_lone_return_is_odd() -> None:
    assert first_blot(b"a\r\nb\n") is None
    assert first_blot("é\r\nb\n".encode()) is None
    assert first_blot(b"a\rb\n") is not None
    assert first_blot("é\rb\n".encode()) is not None


def test_a_byte_that_is_no_utf_8_is_found_in_characters_not_bytes() -> None:
    blot = first_blot("line\néé".encode() + b"\xff\n")

    assert blot is not None
    assert (blot.code, blot.line, blot.column) == ("bad-encoding", 1, 2)


@given(st.text(st.characters(categories=["L", "N", "P", "Zs"], exclude_characters="\u00ad")))
def test_letters_of_every_script_are_fine(text: str) -> None:
    assert first_blot(text.encode()) is None or text.startswith("\x00")
