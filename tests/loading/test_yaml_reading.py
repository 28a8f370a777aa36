"""YAML 1.2 core from the parser's events: what a value is, and where it stands."""

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reconciler.loading import yaml
from reconciler.loading.gathered import Gathered
from reconciler.loading.nodes import COLUMN_BITS, COLUMN_MASK, Entries, Fields
from reconciler.loading.slow_parser import SlowParser


def read(text: str) -> tuple[Any, Gathered]:
    found = Gathered()
    documents = yaml.read(text.encode(), "f.yaml", found)
    return (documents[0].content if documents else None), found


def codes(found: Gathered) -> list[str]:
    return [f"{f.rule} {f.place}" for f in found.all()]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("true", True),
        ("false", False),
        ("null", None),
        ("", None),
        ("0", 0),
        ("-17", -17),
        ("400", 400),
        ("'400'", "400"),
        ("'true'", "true"),
        ("no", "no"),
        ("on", "on"),
        ("True", "True"),
        ("~", "~"),
        ("0012345", "0012345"),
        ("1_000", "1_000"),
        ("12:30", "12:30"),
        ("1e3", "1e3"),
        ("2.5", "2.5"),
        (".nan", ".nan"),
        ("0x1F", "0x1F"),
        ("+5", "+5"),
        ("2026-11-30", "2026-11-30"),
        ("9" * 30, "9" * 30),
    ],
)
def test_only_true_false_null_and_plain_integers_are_not_text(written: str, value: Any) -> None:
    content, found = read(f"key: {written}\n")

    assert content == {"key": value}
    assert type(content["key"]) is type(value)
    assert not found.all()


def test_a_value_after_a_doubled_key_is_left_out_and_the_rest_keeps_its_places() -> None:
    content, found = read("a: 1\na: {b: [2]}\nc: 3\n")

    assert content == {"a": 1, "c": 3}
    assert codes(found) == ["yaml-duplicate-key f.yaml:2:1"]
    assert content.position("c") >> COLUMN_BITS == 2


def test_several_documents_are_read_in_order() -> None:
    documents = yaml.read(b"a: 1\n---\nb: 2\n...\n---\nc: 3\n", "f.yaml", Gathered())

    assert [document.content for document in documents] == [{"a": 1}, {"b": 2}, {"c": 3}]


def test_what_comes_before_a_fault_of_syntax_is_read() -> None:
    found = Gathered()

    documents = yaml.read(b"a: 1\n---\nb: [\n", "f.yaml", found)

    assert [document.content for document in documents] == [{"a": 1}]
    assert [f.rule for f in found.all()] == ["yaml-syntax"]


def test_thirty_two_levels_are_read_and_thirty_three_refused() -> None:
    assert not read("[" * 32 + "]" * 32)[1].all()
    assert codes(read("[" * 33 + "]" * 33)[1]) == ["too-large f.yaml:1:33"]


def test_the_parser_without_libyaml_gives_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "a: [1, {b: no}]\n'c': >-\n  two\n  lines\nd: &x 5\n"
    fast = read(text)

    monkeypatch.setattr(yaml, "_parser", SlowParser)
    slow = read(text)

    assert slow[0] == fast[0]
    assert codes(slow[1]) == codes(fast[1])
    assert list(slow[0].written) == list(fast[0].written)


keys = st.text(st.characters(codec="ascii", min_codepoint=32, max_codepoint=126), min_size=1, max_size=8).filter(
    lambda k: k != "<<"
)
texts = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"], exclude_characters="\u00ad"), max_size=20)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(keys, values, min_size=1, max_size=4))
def test_json_reads_as_what_it_says(value: dict[str, Any]) -> None:
    content, found = read(json.dumps(value, ensure_ascii=False))

    assert not found.all()
    assert content == value


def places(content: Any) -> list[tuple[int, Any]]:
    """Every position with what must stand there."""
    found: list[tuple[int, Any]] = []
    if isinstance(content, Fields):
        for key, value, key_at, at in content.each():
            found += [(key_at, key), (at, value), *places(value)]
    if isinstance(content, Entries):
        for index, value in enumerate(content):
            found += [(content.position(index), value), *places(value)]
    return found


@given(st.dictionaries(keys, values, min_size=1, max_size=4), st.sampled_from([None, 1, 2]))
def test_every_key_and_value_knows_where_it_stands(value: dict[str, Any], indent: int | None) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    rows = text.split("\n")

    content, _ = read(text)

    for position, stands in places(content):
        rest = rows[position >> COLUMN_BITS][position & COLUMN_MASK :]
        opening = "{" if isinstance(stands, dict) else "[" if isinstance(stands, list) else None
        assert rest.startswith(opening or json.dumps(stands, ensure_ascii=False))


@pytest.mark.parametrize("text", ["? key", "- ? a", "a: b\n? é"])
def test_a_value_that_is_missing_at_the_end_of_a_file_stands_behind_its_last_letter(text: str) -> None:
    found = Gathered()
    (document,) = yaml.read(text.encode(), "f.yaml", found)

    last = text.count("\n") << COLUMN_BITS | len(text.rpartition("\n")[2])
    assert max(position for position, _ in places(document.content)) == last


@pytest.mark.parametrize(
    ("text", "place"),
    [("a: [", "f.yaml:1:5"), ("a: {b: c", "f.yaml:1:9"), ("a: b\nc", "f.yaml:2:2"), ("é: [1", "f.yaml:1:6")],
)
def test_what_is_not_closed_at_the_end_of_a_file_is_told_on_its_last_line(text: str, place: str) -> None:
    _, found = read(text)

    assert [str(f.place) for f in found.all()] == [place]
    assert not any(f.place in f.also for f in found.all())


pieces = st.sampled_from(
    [*"{}[]:,-?&*!|>'\"%@`#~ \n", "\n  ", "- ", ": ", "---\n", "<<: ", "&a ", "*a", "key", "true", "1", "\\", "\t", "é"]
)


@given(st.lists(pieces, max_size=40).map("".join))
@example("? a\n: b\n? [c]\n: d")
@example("? key")
@example("- *x")
@example("{a: b, a: {c: *x}}")
def test_whatever_is_written_ends_in_documents_or_findings(text: str) -> None:
    found = Gathered()

    documents = yaml.read(text.encode(), "f.yaml", found)

    for document in documents:
        for position, _ in places(document.content):
            assert position >> COLUMN_BITS <= text.count("\n")
    assert all(f.place is not None and f.explanation for f in found.all())
    assert all(p.line <= text.count("\n") + 1 for f in found.all() for p in (f.place, *f.also) if p is not None)


@given(st.binary(max_size=60))
def test_whatever_bytes_come_nothing_but_findings_happens(content: bytes) -> None:
    found = Gathered()

    yaml.read(content, "f.yaml", found)

    assert all(f.place is not None for f in found.all())
