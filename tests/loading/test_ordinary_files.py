"""Ordinary files are read line by line, and nobody can tell: what is read so is what the parser's events say."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from test_long_lists import listed, read

from reconciler.loading import yaml
from reconciler.loading.yaml_lists import lifted
from reconciler.loading.yaml_ordinary import ordinary

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("**/*.yaml"))


def is_ordinary(text: str) -> bool:
    content, runs = lifted(text.encode())
    return ordinary(content, runs) is not None


def same(text: str) -> Any:
    assert read(text, yaml.read) == read(text, yaml.event_by_event)


ORDINARY = {
    "fields": "a: 1\nb: x\nc: true\nd: 'true'\ne: \"\"\nf: null\n",
    "text with signs in it": "a: x, y [z] {u} & *v !w | > % @ ` ' \" - ? end\nb: (x)\nc: x  y\n",
    "letters of anywhere": "a: Zoë Müller\nb: Émile\nc: 山田\n",
    "comments and empty lines": "# a\n\na: x # b\n# c\nb: # d\n    # e\n\n  c: x\n#f",
    "mappings": "a:\n  b:\n      c: x\n      d: y\n  e: z\nf: x\n",
    "all of it further in": "  a:\n    b: x\n  c: y\n",
    "a list": "a:\n  - x\n  -   y\n  - 7\nb: x\n",
    "a list in the column of its key": "a:\n- x\n- y\nb:\n- z\n",
    "mappings in a list": "a:\n  - b: x\n    c: y\n  -  b: z\n  - b:\n      - x\n    c:\n    - y\nd: x\n",
    "a list at the top": "- x\n- a: y\n",
    "brackets": "a: []\nb: [x]\nc: [ x, 7 ,y z]\nd: [true]\n",
    "braces": "a: {b: x}\nc: { d: 7 , e-f: y z, ana@x.example: true}\n",
    "entries in braces": "a:\n  - {person: x@y.example, until: 2026-01-01}\n  - [x, y]\n",
    "addresses as keys": "people:\n  ana@contoso.com: {name: Ana}\n",
    "a long list": f"a:\n{listed(2)}b:\n{listed(0)}",
    "no end of line": "a:\n  - x",
    "empty lines": "\n\na:\n\n\n  - x\n  \n\n  - y\n\n\n",
}
NOT_ORDINARY = {
    "nothing": "",
    "a comment alone": "# x\n",
    "a text alone": "x\n",
    "no value": "a:\nb: x\n",
    "no value at the end": "a: x\nb:\n",
    "an empty entry": "a:\n  -\n  - x\n",
    "an empty entry with a comment": "a:\n  - # x\n  - x\n",
    "a doubled key": "a: x\na: y\n",
    "a doubled key in braces": "a: {b: x, b: y}\n",
    "a doubled key in a list": "a:\n  - b: x\n    b: y\n",
    "a key that is no text": "1: x\n",
    "a key that is no text in braces": "a: {true: x}\n",
    "several lines": "a: x\n  y\n",
    "several lines like keys": "a: x\n  b: y\n",
    "several lines like entries": "a:\n  - x\n    - y\n",
    "several lines in quotes": "a: 'x\n  b: y'\n",
    "several lines in brackets": "a: [x,\n  y]\n",
    "a block": "a: |\n  b: x\n",
    "a doubled quote": "a: 'it''s'\n",
    "an escape": 'a: "x\\ty"\n',
    "text after a quote": "a: 'x' y\n",
    "a comment without a space": "a: 'x'# y\n",
    "a colon in a text": "a: x: y\n",
    "a colon at the end of a text": "a: x:\n",
    "a quoted key": "'a': x\n",
    "an anchor": "a: &b x\n",
    "an alias": "a: *b\n",
    "a tag": "a: !b x\n",
    "a merge key": "a:\n  <<: x\n",
    "a reserved sign": "a: @x\n",
    "brackets in brackets": "a: [[x]]\n",
    "a comma at the end": "a: [x, ]\n",
    "nothing in braces": "a: {}\nb: {c: }\n",
    "a list where a field should be": "a: x\n- y\n",
    "a field where an entry should be": "a:\n  - x\n  b: y\n",
    "a line too far in": "a:\n    b: x\n      c: y\n",
    "a line too far out": "a:\n    b: x\n  c: y\n",
    "a line before the first": "  a: x\nb: y\n",
    "lists in a list": "-\n  - x\n- - y\n",
    "several documents": "a: x\n---\nb: y\n",
    "the start of a document": "---\na: x\n",
    "the end of a document": "a: x\n...\n",
    "a directive": "%YAML 1.2\n---\na: x\n",
    "ends of lines of another system": "a: x\r\nb: y\r\n",
    "what is no character": "a: x\uffff\n",
    "a list in a text": f"a: |\n{listed(2)}b: x\n",
    "a key that is too long": f"{'a' * 1100}: x\n",
    "what is no line of ours after empty ones": "a: x\n\n\nb\nc: y\n",
    "too deep": "".join(f"{' ' * n}a:\n" for n in range(40)) + f"{' ' * 40}b: x\n",
}


@pytest.mark.parametrize("text", ORDINARY.values(), ids=ORDINARY)
def test_an_ordinary_file_says_what_its_events_say(text: str) -> None:
    assert is_ordinary(text)
    same(text)


@pytest.mark.parametrize("text", NOT_ORDINARY.values(), ids=NOT_ORDINARY)
def test_any_other_file_is_left_to_the_parser(text: str) -> None:
    assert not is_ordinary(text)
    same(text)


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_the_files_of_the_examples_say_what_their_events_say(file: Path) -> None:
    same(file.read_text(encoding="utf-8"))


def test_most_files_of_the_examples_are_ordinary() -> None:
    ours = [is_ordinary(file.read_text(encoding="utf-8")) for file in EXAMPLES]

    assert sum(ours) > len(ours) * 0.8


PIECES = [
    *("a:", "b:", "a: x", "c: 7", "- ", "- x", "- b: x", "x", "# y", " # y", "", "x: y: z", "true", "true:", "<<: x"),
    *(
        "[x]",
        "[x, y]",
        "a: [x, 1]",
        "a: {b: x, c: y}",
        "- {b: x}",
        "{b: x}",
        "[",
        "]",
        "{",
        "}",
        "'x'",
        '"y"',
        "'",
        '"',
    ),
    *(
        "&a",
        "*a",
        "!a",
        "|",
        ">-",
        "? ",
        ": ",
        "---",
        "...",
        "%",
        "@",
        ",",
        ":",
        "-",
        "é",
        "\u3000",
        "\ue000",
        "~",
        "x" * 90,
    ),
]
lines = st.builds(
    lambda indent, pieces: " " * indent + "".join(pieces),
    st.sampled_from([0, 0, 0, 2, 2, 4, 1]),
    st.lists(st.sampled_from(PIECES), max_size=3),
)


@given(st.lists(lines, max_size=8).map("\n".join))
@example("a:\n- x\n b: y")
@example("a:\n  - b:\n    - x\n  - c: y\n")
def test_whatever_stands_in_a_file_it_is_read_as_event_by_event(text: str) -> None:
    same(text)


@given(st.sampled_from([*ORDINARY.values()]), st.data())
def test_an_ordinary_file_with_anything_changed_is_read_as_event_by_event(text: str, chance: st.DataObject) -> None:
    at = chance.draw(st.integers(0, len(text)))
    until = chance.draw(st.integers(at, min(at + 3, len(text))))
    put = chance.draw(st.sampled_from([*" \n:-#[]{},'\"&*!|>?%@`~xé\\", "\n  ", ": ", "- ", " #", ""]))

    same(text[:at] + put + text[until:])
