"""Lists of people changed by one entry, in files as people write them."""

import re
from textwrap import dedent

import pytest
from hypothesis import Phase, given, settings
from untidy_files import untidy_files

from reconciler.editing.people_lists import Added, Ending, PeopleList, Removed, with_change
from reconciler.editing.people_named import with_name
from reconciler.loading import yaml
from reconciler.loading.gathered import Gathered
from reconciler.loading.nodes import Fields

NOTE = re.compile(r"# note \d+ it's \"so\" \{a, \[b")


def lists_in(content: bytes) -> list[tuple[PeopleList, int]]:
    """Every list of people with the number of its entries."""
    return [
        (PeopleList(number, name, field), len(workspace[field]))
        for number, document in enumerate(yaml.read(content, "a.yaml", Gathered()))
        for name, workspace in (document.content.get("workspaces") or {}).items()
        for field in ("admins", "members")
        if field in workspace
    ]


def people_in(content: bytes, of: PeopleList) -> list[object]:
    documents = yaml.read(content, "a.yaml", Gathered())
    return list(documents[of.document].content["workspaces"][of.workspace].get(of.field, []))


@settings(max_examples=40, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(untidy_files())
def test_an_entry_comes_changes_and_goes_and_every_comment_stays(content: bytes) -> None:
    for people, entries in lists_in(content):
        before = people_in(content, people)
        added = with_change(content, "a.yaml", Added(people, {"person": "new@b.example", "ticket": "CHG-9"}))
        removed = with_change(content, "a.yaml", Removed(people, entries - 1))

        assert people_in(added, people) == [*before, {"person": "new@b.example", "ticket": "CHG-9"}]
        assert people_in(removed, people) == before[:-1]
        for changed in (added, removed):
            assert sorted(NOTE.findall(changed.decode())) == sorted(NOTE.findall(content.decode()))
            assert changed.startswith(b"\xef\xbb\xbf") == content.startswith(b"\xef\xbb\xbf")
            assert (b"\r\n" in changed) == (b"\r\n" in content)
        for number, entry in enumerate(before):
            if isinstance(entry, Fields) and "person" in entry:
                ending = with_change(content, "a.yaml", Ending(people, number, "2031-12-31"))
                assert people_in(ending, people)[number] == {**entry, "until": "2031-12-31"}


@settings(max_examples=40, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(untidy_files())
def test_a_name_is_written_among_the_people_and_every_comment_stays(content: bytes) -> None:
    named = with_name(content, "a.yaml", 0, "new@b.example", "Zoe # 2")

    assert yaml.read(named, "a.yaml", Gathered())[0].content["people"]["new@b.example"] == {"name": "Zoe # 2"}
    assert sorted(NOTE.findall(named.decode())) == sorted(NOTE.findall(content.decode()))


@pytest.mark.parametrize(
    ("before", "number", "after"),
    [
        ("[a@b.example]", 0, "[]"),
        ("[a@b.example, c@b.example]", 0, "[c@b.example]"),
        ("[a@b.example, c@b.example]", 1, "[a@b.example]"),
        ("[a@b.example, # a\n      c@b.example, # c\n    ]", 0, "[ # a\n      c@b.example, # c\n    ]"),
        ("[\n      a@b.example,\n      c@b.example,\n    ]", 1, "[\n      a@b.example,\n    ]"),
    ],
)
def test_an_entry_is_taken_out_of_brackets_with_its_comma(before: str, number: int, after: str) -> None:
    text = "customer: a\nworkspaces:\n  w:\n    members: {}\n"

    done = with_change(text.format(before).encode(), "a.yaml", Removed(PeopleList(0, "w", "members"), number))

    assert done.decode() == text.format(after)


def test_what_is_tidy_stays_tidy() -> None:
    text = dedent("""\
        version: 1
        customer: a
        workspaces:
          w:
            members: [c@b.example]
    """)

    done = with_change(text.encode(), "a.yaml", Added(PeopleList(0, "w", "admins"), {"person": "d@b.example"}))

    assert done.decode() == text.replace("    members:", "    admins:\n      - d@b.example\n    members:")
