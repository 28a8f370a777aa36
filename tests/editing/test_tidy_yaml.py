"""YAML files in the order and layout that all have; every comment stays, and nothing else is said."""

import re
from textwrap import dedent

import pytest
from hypothesis import Phase, given, settings
from untidy_files import untidy_files

from reconciler.editing.proof import contents, told
from reconciler.editing.tidy_yaml import tidy_yaml
from reconciler.loading.gathered import Gathered

NOTE = re.compile(r"# note \d+ it's \"so\" \{a, \[b")


def tidied(text: str | bytes, schema: str = "customer") -> str:
    found = Gathered()
    content = text if isinstance(text, bytes) else dedent(text).encode()
    after = tidy_yaml(content, "a.yaml", schema, found)
    assert after is not None, found.all()
    return after.decode()


def left_alone(content: bytes) -> list[str]:
    found = Gathered()
    assert tidy_yaml(content, "a.yaml", "customer", found) is None
    return [finding.rule for finding in found.all()]


@settings(phases=[Phase.explicit, Phase.reuse, Phase.generate])  # a file is read as it is; a smaller one takes minutes
@given(untidy_files())
def test_tidying_keeps_what_is_said_and_every_comment_and_twice_is_once(content: bytes) -> None:
    once = tidied(content)

    before, after = contents(content.decode(), "a.yaml"), contents(once, "a.yaml")
    assert before is not None
    assert after is not None
    assert told(after) == told(before)
    assert sorted(NOTE.findall(once)) == sorted(NOTE.findall(content.decode()))
    assert once.count("#") == content.decode().count("#")
    assert tidied(once) == once


def test_keys_stand_as_the_schema_lists_them_and_ids_as_the_author_does() -> None:
    untidy = """\
        workspaces:
          zeta:
            members: [ana@contoso.com]
            admins: [kai@contoso.com]
          alpha: {members: [], admins: [kai@contoso.com]}
        customer: contoso
        version: 1
    """

    tidy = """\
        version: 1
        customer: contoso
        workspaces:
          zeta:
            admins: [kai@contoso.com]
            members: [ana@contoso.com]
          alpha: {admins: [kai@contoso.com], members: []}
    """
    assert tidied(untidy) == dedent(tidy)


def test_a_comment_goes_with_the_entry_that_it_is_about() -> None:
    untidy = """\
        # yaml-language-server: $schema=customer.schema.json
        # The customer.
        customer: contoso # behind it
        version: 1

        # Everything about workspaces.

        workspaces:
          # Directly above.
          finance:
            members:
              - ana@contoso.com
              # - old@contoso.com
            # Who looks after it.
            admins: [kai@contoso.com]
            # At the end of finance.
        # Where they come from.
        domains: [contoso.com]
        # At the end.
    """

    tidy = """\
        # yaml-language-server: $schema=customer.schema.json
        version: 1
        # The customer.
        customer: contoso # behind it
        # Where they come from.
        domains: [contoso.com]

        # Everything about workspaces.

        workspaces:
          # Directly above.
          finance:
            # Who looks after it.
            admins: [kai@contoso.com]
            members:
              - ana@contoso.com
              # - old@contoso.com
            # At the end of finance.
        # At the end.
    """
    assert tidied(untidy) == dedent(tidy)


def test_comments_above_the_first_entry_stay_at_the_top_where_an_empty_line_parts_them() -> None:
    untidy = "# About this file.\n\n# Whose it is.\ncustomer: contoso\nversion: 1\n"

    assert tidied(untidy) == "# About this file.\n\nversion: 1\n# Whose it is.\ncustomer: contoso\n"


def test_an_entry_behind_a_dash_keeps_its_dash() -> None:
    untidy = """\
        version: 1
        customer: contoso
        groups:
          sre:
            - until: 2026-11-30 # the last day
              # who it is
              person: dev@partner.example
            -   ticket: CHG-1
                person: eli@partner.example
    """

    tidy = """\
        version: 1
        customer: contoso
        groups:
          sre:
            - # who it is
              person: dev@partner.example
              until: 2026-11-30 # the last day
            -   person: eli@partner.example
                ticket: CHG-1
    """
    assert tidied(untidy) == dedent(tidy)


def test_a_comment_within_braces_keeps_their_order() -> None:
    text = (
        "version: 1\ncustomer: a\ngroups:\n  sre:\n    - {until: 2026-11-30, # last day\n       person: a@b.example}\n"
    )

    assert tidied(text) == text


@pytest.mark.parametrize(
    ("written", "as_it_should_be"),
    [
        ("Ana@Contoso.COM", "Ana@contoso.com"),
        ('"Ana@Contoso.COM"', '"Ana@contoso.com"'),
        ("'Ana@Contoso.COM'", "'Ana@contoso.com'"),
        ("ana@MU\u0308NCHEN.example", "ana@m\u00fcnchen.example"),
        ('"\\u0061na@Contoso.com"', '"\\u0061na@Contoso.com"'),
        ("Ana Ruiz <ana@Contoso.com>", "Ana Ruiz <ana@Contoso.com>"),
    ],
)
def test_an_address_has_its_domain_in_small_letters_and_keeps_what_stands_before_it(
    written: str, as_it_should_be: str
) -> None:
    text = "version: 1\ncustomer: contoso\nname: Ana@Contoso.COM\npeople:\n  b@b.example: {{also: [{}]}}\n"

    assert tidied(text.format(written)) == text.format(as_it_should_be)


def test_blanks_line_ends_and_empty_lines_are_put_in_order_and_texts_are_not_touched() -> None:
    untidy = (
        b"\xef\xbb\xbf\r\n\r\nversion: 1  \r\ncustomer: contoso # it  \r\n\r\n\r\n\r\n"
        b'name: "in quotes   \r\n  that go on"\r\nworkspaces:\r\n  finance:\r\n    purpose: >-\r\n      folded   \r\n'
        b"      text  \r\n\r\n\r\n    admins: [kai@contoso.com]  \r\n   \r\n"
    )

    assert tidied(untidy) == (
        "version: 1\ncustomer: contoso # it\n\n"
        'name: "in quotes   \n  that go on"\nworkspaces:\n  finance:\n    purpose: >-\n      folded   \n'
        "      text  \n\n    admins: [kai@contoso.com]\n"
    )


def test_each_document_of_a_file_is_put_in_order_by_itself() -> None:
    untidy = (
        "---\n# one\ncustomer: a\nversion: 1\n--- # two\ncustomer: b\nversion: 1\n...\n# three\n---\nversion: 1\n"
        "customer: c\n"
    )

    assert tidied(untidy) == (
        "---\nversion: 1\n# one\ncustomer: a\n--- # two\nversion: 1\ncustomer: b\n...\n# three\n---\nversion: 1\n"
        "customer: c\n"
    )


@pytest.mark.parametrize("text", ["", "# only a comment\n", "- a\n- b\n", "text\n", "{}\n"])
def test_a_file_that_declares_nothing_is_laid_out_all_the_same(text: str) -> None:
    assert tidied(text) == text
    assert tidied(f"\n\n{text}\n\n\n") == text


def test_the_head_of_a_configuration_has_a_schema_of_its_own() -> None:
    assert tidied("state: {lineage: a, url: hub.json}\nname: hub\nversion: 1\n", "reconciler") == (
        "version: 1\nname: hub\nstate: {url: hub.json, lineage: a}\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        "a: [1\n",
        "a: 1\na: 2\n",
        "a: &x 1\n",
        "\ta: 1\n",
        "a: |\n  two\n  lines\n",
        "%YAML 1.2\n---\na: 1\n",
        "name: A\nversion: 1\n? customer\n: contoso\n? [a]\n: b\n",
    ],
)
def test_a_file_that_cannot_be_read_whole_is_told_and_left_alone(text: str) -> None:
    assert left_alone(text.encode())


def test_keys_written_with_question_marks_are_left_in_their_order() -> None:
    text = "? name\n: Contoso\n? version\n: 1\n? customer\n: contoso\n"

    assert tidied(text) == text


def test_two_keys_that_would_become_one_are_left_alone() -> None:
    assert left_alone(b"people:\n  a@Contoso.com: {name: A}\n  a@contoso.com: {name: A}\n") == ["left-alone"]
