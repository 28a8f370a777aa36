"""The pieces that pages and comments are made of: what each is, to the letter."""

import re
from base64 import b64encode
from hashlib import sha256

import pytest

from reconciler.reporting.html_parts import foldable, page, prose, section
from reconciler.reporting.markdown_parts import Budget, clipped, code, fenced, folded_up, items, paragraphs


def test_a_page_allows_itself_the_style_that_is_in_it_and_nothing_else() -> None:
    text = "".join(page("Plan of <contoso>", ["<p>one</p>\n"]))

    style = re.search("<style>(.*)</style>", text, re.DOTALL)
    assert style is not None
    allowed = b64encode(sha256(style[1].encode()).digest()).decode()
    assert text.replace(style[1], "...") == (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        f"style-src 'sha256-{allowed}'; base-uri 'none'; form-action 'none'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        "<title>Plan of &lt;contoso&gt;</title>\n<style>...</style>\n</head>\n<body>\n"
        "<p>one</p>\n</body>\n</html>\n"
    )


def test_a_section_has_a_heading_and_is_left_out_where_it_says_nothing() -> None:
    assert section("a < b", "<p>one</p>\n") == "<section>\n<h2>a &lt; b</h2>\n<p>one</p>\n</section>\n"
    assert section("a", "<p>one</p>\n", "stop") == "<section class=stop>\n<h2>a</h2>\n<p>one</p>\n</section>\n"
    assert section("a", "") == ""


def test_prose_keeps_its_lines() -> None:
    assert prose(["a < b\n", "  c\n", "\n"]) == "<pre>a &lt; b\n  c</pre>\n"
    assert prose(["X  \n"]) == "<pre>X  </pre>\n"
    assert prose(["\n"]) == prose([]) == ""


def test_what_is_folded_is_closed_unless_it_is_to_be_open() -> None:
    assert foldable("<b>3</b>", opened=False) == "<details>\n<summary><b>3</b></summary>\n"
    assert foldable("<b>3</b>", opened=True) == "<details open>\n<summary><b>3</b></summary>\n"
    assert folded_up("<b>3</b>", "x\n", opened=False) == "<details><summary><b>3</b></summary>\n\nx\n</details>\n\n"
    assert folded_up("3", "x\n", opened=True) == "<details open><summary>3</summary>\n\nx\n</details>\n\n"


@pytest.mark.parametrize(
    ("text", "fence"), [("a\n", "```"), ("`a`\n", "```"), ("```\n", "````"), ("`````\n", "``````")]
)
def test_a_fence_is_three_marks_or_one_more_than_any_in_it(text: str, fence: str) -> None:
    assert fenced([text]) == f"{fence}text\n{text}{fence}\n\n"
    assert fenced([text, "b\n"], "diff") == f"{fence}diff\n{text}b\n{fence}\n\n"


def test_lines_become_a_list_or_paragraphs_with_lists() -> None:
    lines = ["  one thing\n", "\n", "    a part\n", "  another\n"]

    assert items(lines) == ["- one thing\n", "  - a part\n", "- another\n"]
    assert paragraphs(["why so\n", "  one thing\n", "\n", "what now\n"]) == "why so\n- one thing\n\nwhat now\n\n"


def test_a_very_long_text_is_cut() -> None:
    assert (clipped("x" * 160), clipped("x" * 161)) == ("x" * 160, "x" * 160 + "...")
    assert code("<" + "x" * 160) == f"<code>&lt;{'x' * 159}...</code>"


def test_a_budget_takes_whole_entries_and_counts_the_others() -> None:
    budget = Budget(1000)
    budget.add(["é" * 300, "é" * 200])
    budget.add(["one"])
    budget.add(["two"])

    assert (budget.room, budget.lines, budget.cut) == (0, ["é" * 300, "é" * 200], 2)
    assert Budget(0).section("Removed", "") == ""
    assert Budget(0, cut=2).section("Removed", "left out") == "### Removed\n\nand 2 more, which did not fit\n\n"
    assert Budget(0, ["- a\n"]).listing("Removed") == "### Removed\n\n- a\n\n"
    assert Budget(0, ["- a\n"], 1200).listing("Removed") == (
        "### Removed\n\n- a\n\nand 1,200 more, which did not fit\n\n"
    )


def test_behind_an_entry_that_is_too_long_only_short_ones_are_tried() -> None:
    budget = Budget(1000)
    for length in (1001, 201, 200, 1):
        budget.add(["x" * length])

    assert (budget.room, budget.lines, budget.cut) == (0, ["x" * 200], 3)


def test_the_last_byte_of_room_is_used() -> None:
    budget = Budget(3)
    budget.add(["xx"])
    budget.add(["y"])

    assert (budget.room, budget.lines, budget.cut) == (0, ["xx", "y"], 0)


def test_where_there_is_no_room_an_entry_is_not_even_made() -> None:
    budget = Budget(0)
    budget.add(str(1 // 0) for _ in range(1))

    assert budget.cut == 1
