"""A rule, guard or code explained."""

import json
from dataclasses import replace

from reconciler.reporting.explained import explained_json, explained_list, explained_text
from reconciler.reporting.look import Look, cells
from reconciler.rules.pages import Page

PAGE = Page(
    "S-11",
    "Unified workspaces block personal accounts. No invitation is planned.",
    "They are nobody's.",
    "a: b",
    "c:\n  d",
)


def test_a_page_has_its_sentence_why_and_two_examples() -> None:
    assert "".join(explained_text(PAGE, Look())) == (
        "S-11\n"
        "    Unified workspaces block personal accounts. No invitation is planned.\n"
        "\nwhy:\n    They are nobody's.\n"
        "\nwrong:\n    a: b\n"
        "\nright:\n    c:\n      d\n"
    )


def test_a_list_has_the_first_sentence_of_each() -> None:
    assert "".join(explained_list([PAGE], Look())) == "S-11  Unified workspaces block personal accounts\n"


def test_a_list_fits_its_terminal() -> None:
    long = replace(PAGE, title="word " * 60)

    assert max(cells(line) for line in "".join(explained_list([long], Look(width=60))).split("\n")) <= 60


def test_a_page_is_given_to_programs_in_its_parts() -> None:
    (page,) = json.loads("".join(explained_json([PAGE])))["explanations"]

    assert page == {"id": "S-11", "title": PAGE.title, "why": PAGE.why, "wrong": "a: b", "right": "c:\n  d"}
