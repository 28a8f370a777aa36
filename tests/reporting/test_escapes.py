"""Nothing that comes from an input does anything where it is shown: tried on every character there is."""

import csv
import io
import json
import re
import string
import sys
import unicodedata
import xml.etree.ElementTree as ElementTree
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.reporting.escapes import (
    for_csv,
    for_json,
    for_markup,
    for_sarif,
    for_terminal,
    for_uri,
    for_workflow_command,
    for_workflow_property,
)
from reconciler.reporting.markdown_escapes import for_markdown, for_prose

EVERY_CHARACTER = [chr(n) for n in range(sys.maxunicode + 1)]
URI = frozenset(string.ascii_letters + string.digits + "._~/-%")
ACTIVE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn"})


def active(text: str) -> set[str]:
    return {c for c in set(text) if unicodedata.category(c) in ACTIVE}


def test_no_character_of_unicode_is_active_on_a_terminal() -> None:
    assert active(for_terminal("".join(EVERY_CHARACTER))) == set()


def test_without_unicode_everything_shown_is_printable_ascii() -> None:
    shown = for_terminal("".join(EVERY_CHARACTER), unicode=False)

    assert shown.isascii()
    assert shown.isprintable()


def test_every_character_alone_is_as_harmless_as_among_others() -> None:
    together = for_terminal("".join(EVERY_CHARACTER))

    assert "".join(for_terminal(c) for c in EVERY_CHARACTER) == together


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[2Jgone", "\\x1b[2Jgone"),
        ("a\u202eb", "a\\u{202e}b"),
        ("a\u2028b", "a\\u{2028}b"),
        ("a\x9bb", "a\\x9bb"),
        ("a\ud800b", "a\\u{d800}b"),
        ("a\tb\r\n", "a\\x09b\\x0d\\x0a"),
        ("a\U000e0041b", "a\\u{e0041}b"),
    ],
)
def test_what_is_active_is_written_out(hostile: str, shown: str) -> None:
    assert for_terminal(hostile) == shown


@pytest.mark.parametrize("name", ["José", "山田　太郎", "Ελένη", "O'Brien", "naïve café"])
def test_names_of_people_stay_as_they_are(name: str) -> None:
    assert for_terminal(name) == name


def test_names_are_escaped_where_there_is_only_ascii() -> None:
    assert for_terminal("José", unicode=False) == "Jos\\xe9"


@given(st.text())
def test_json_is_ascii_and_says_the_same(text: str) -> None:
    written = for_json({"name": text})

    assert written.isascii()
    assert active(written) == set()
    assert json.loads(written) == {"name": text}


def test_json_of_every_character_comes_back() -> None:
    everything = "".join(EVERY_CHARACTER[:0xD800] + EVERY_CHARACTER[0xE000:])

    assert json.loads(for_json(everything)) == everything


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20"])
def test_no_cell_is_run_by_a_spreadsheet(start: str) -> None:
    assert for_csv(f"{start}HYPERLINK(1)").startswith("'")


@given(st.text())
def test_a_cell_stays_one_cell(text: str) -> None:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow([for_csv(text), "next"])

    assert next(csv.reader([line.getvalue()])) == [for_csv(text), "next"]
    assert not for_csv(text).startswith(("=", "+", "-", "@"))
    assert active(for_csv(text)) == set()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("30 of 60 (50.0 %) go; the limit is 10.", "30 of 60 (50.0 %) go; the limit is 10."),
        ("größe: role member -> admin (D-06)", "größe: role member -> admin (D-06)"),
        ("first ana@contoso.com, last a@...", "first `ana@contoso.com`, last `a@...`"),
        ("<b>@all</b> ![x](y) #12 :smile: *x*", "`<b>@all</b>` `![x](y`) `#12` `:smile`: `*x*`"),
        ("1. one", "`1`. one"),
        ("- one", "`-` one"),
        ("a\0b `c", "`a\\x00b` `` `c ``"),
        ("help:  reconciler fmt x.yaml", "help: `reconciler fmt x.yaml`"),
        ("2 need one (reconciler status -v).", "2 need one (`reconciler status -v`)."),
        (
            "permit this very plan: reconciler permit PLAN --approved-by a,b, then plan again; or stop",
            "permit this very plan: `reconciler permit PLAN --approved-by a,b`, then plan again; or stop",
        ),
        ("raise limits: {a: {rows: 30}}, apply", "raise limits: `{a: {rows: 30}}`, apply"),
        ("type: reconciler apply p.json; or x", "type: `reconciler apply p.json`; or x"),
        ("the release of reconciler that wrote it", "the release of reconciler that wrote it"),
    ],
)
def test_a_sentence_in_markdown_has_plain_words_and_code(text: str, sentence: str) -> None:
    assert for_prose(text) == sentence


@given(st.text(max_size=40))
def test_nothing_in_a_sentence_is_markup_outside_of_code(text: str) -> None:
    outside = re.sub(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", "", for_prose(text).replace("->", ""))

    assert not set(outside) & set("<>&*_[]#~\\|@!`+={}")
    assert re.match(r"[0-9]+[.)]|-", outside) is None


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("Month end", "`Month end`"),
        ("*bold* [x](javascript:1) <b> @all #1", "`*bold* [x](javascript:1) <b> @all #1`"),
        ("a `b` c", "``a `b` c``"),
        ("`", "`` ` ``"),
        ("``x```", "```` ``x``` ````"),
        ("\x1b[2J\u202e", "`\\x1b[2J\\u{202e}`"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_in_markdown_a_text_is_a_code_span_that_it_cannot_end(text: str, span: str) -> None:
    assert for_markdown(text) == span


def test_in_a_cell_of_a_table_a_bar_does_not_end_it() -> None:
    assert for_markdown("a|b", cell=True) == "`a\\|b`"


EVERY_BYTE = "".join([*EVERY_CHARACTER[:0x800], "\u2028", "\ud800", "\uffff", "\U0010ffff"])
"""Each way in which UTF-8 begins and goes on."""


def test_no_character_of_unicode_is_markup() -> None:
    written = for_markup("".join(EVERY_CHARACTER))

    assert active(written) == set()
    assert not {*"<>\"'"} & {*written}


def test_markup_says_the_same_between_tags_and_in_quotes() -> None:
    written = for_markup(EVERY_BYTE)
    root = ElementTree.fromstring(f"<a b=\"{written}\" c='{written}'>{written}</a>")

    assert {root.get("b"), root.get("c"), root.text} == {for_terminal(EVERY_BYTE)}


def test_no_character_of_unicode_ends_a_property_of_a_workflow_command() -> None:
    written = for_workflow_property("".join(EVERY_CHARACTER))

    assert active(written) == set()
    assert not {*":,"} & {*written}
    assert "%" not in written.replace("%25", "").replace("%3A", "").replace("%2C", "")


def test_no_text_ends_a_workflow_command_and_its_lines_stay_lines() -> None:
    written = for_workflow_command(EVERY_BYTE)

    assert active(written) == set()
    assert "%" not in written.replace("%25", "").replace("%0A", "")
    assert for_workflow_command("100 %\n::error::") == "100 %25%0A::error::"


def test_no_text_is_a_link_or_a_place_holder_in_a_message() -> None:
    assert active(for_sarif(EVERY_BYTE)) == set()
    assert for_sarif("[a](b) [c]") == "\\[a\\](b) \\[c\\]"
    assert for_sarif("a[0] {12} {a: b}") == "a[0] {{12}} {a: b}"


def test_every_path_is_one_uri_and_comes_back() -> None:
    written = for_uri(EVERY_BYTE)

    assert not set(written) - URI
    assert unquote(written, errors="surrogatepass") == EVERY_BYTE


def test_what_is_written_out_says_its_number_in_as_many_figures_as_it_needs() -> None:
    assert for_terminal("\x1b\xff\u0100", unicode=False) == "\\x1b\\xff\\u{100}"


def test_a_bar_ends_nothing_but_a_cell_and_a_mark_at_either_end_stands_apart() -> None:
    assert for_markdown("a|b") == "`a|b`"
    assert for_markdown("`a") == "`` `a ``"
    assert for_markdown("a`") == "`` a` ``"


def test_a_property_of_a_workflow_command_has_three_signs_written_otherwise() -> None:
    assert for_workflow_property("a:b,c 5%") == "a%3Ab%2Cc 5%25"


def test_json_is_sorted_and_knows_no_number_that_is_none() -> None:
    assert for_json({"b": 1, "a": [2]}) == '{"a": [2], "b": 1}'
    with pytest.raises(ValueError, match="not JSON compliant"):
        for_json(float("nan"))
