"""Assertions as they are written, and the fewest lines that bring people into a workspace."""

from pathlib import Path

from written_files import FINANCE, HEAD, declared, lines

from reconciler.kinds.assertion import Assertion, AtMost, Never, Only, as_declared
from reconciler.kinds.seat import Role

SAID = """\
assertions:
  - never: {person: "*@FR.contoso.com", sees: "fin*", except: [Lea@fr.contoso.com]}
    because: walls
  - only: {role: admin, in: finance, people: [kay@contoso.com]}
people:
  kai@contoso.com: {also: [kay@contoso.com]}
  lea@fr.contoso.com: {name: Lea}
"""
CAPS = HEAD + "assertions:\n  - at_most: {members: 500, admins: 3, in: default}\n"


def test_assertions_of_several_files_are_put_together_as_keys_and_patterns(tmp_path: Path) -> None:
    read = declared(tmp_path, a_yaml=FINANCE + SAID, b_yaml=CAPS)

    assert lines(read.findings) == []
    assert read.estate.limits.assertions == (
        Assertion(at_most=AtMost("default", 500, 3)),
        Assertion(Never("*@fr.contoso.com", "fin*", ("lea@fr.contoso.com",)), reason="walls"),
        Assertion(only=Only("finance", ("kai@contoso.com",), Role.ADMIN)),
    )
    assert str(read.places.of(("assertions", "at most 500 members and 3 admins in default"))) == "b.yaml:4:5"


def test_an_assertion_is_written_back_as_it_can_be_read() -> None:
    never = Assertion(Never("*", "de", ("kai@contoso.com",)), reason="walls")
    only = Assertion(only=Only("de", ("kai@contoso.com",)))

    assert as_declared(never) == {
        "never": {"person": "*", "sees": "de", "except": ["kai@contoso.com"]},
        "because": "walls",
    }
    assert as_declared(only) == {"only": {"in": "de", "people": ["kai@contoso.com"]}}
    assert as_declared(Assertion(at_most=AtMost("de", admins=2))) == {"at_most": {"admins": 2, "in": "de"}}


def test_an_id_of_before_is_told_by_the_one_of_now(tmp_path: Path) -> None:
    renamed = FINANCE + "    was: money\nassertions:\n  - at_most: {members: 5, in: money}\n"

    found = declared(tmp_path, a_yaml=renamed).findings

    assert [(f.rule, f.explanation, f.remedy) for f in found] == [
        ("unknown-workspace", "`money` is called finance now.", "Did you mean `finance`?")
    ]


GROUPS = """\
    members:
      - ana@contoso.com
      - {group: all}
    members_from: [people.csv]
groups:
  all: [{group: some}, eva@contoso.com]
  some: [jo@contoso.com, ida@contoso.com]
"""
ROSTER = "person\nlin@contoso.com\nmia@contoso.com\nnoa@contoso.com\n"


def test_a_group_or_a_roster_is_one_line_where_everybody_in_it_is_meant(tmp_path: Path) -> None:
    places = declared(tmp_path, a_yaml=FINANCE + GROUPS, people_csv=ROSTER).places

    def fewest(*people: str) -> list[tuple[str, int, int]]:
        keys = [f"{name}@contoso.com" for name in people]
        return [(f"{r.file}:{r.line}:{r.column}", r.length, len(p)) for r, p in places.bringing("finance", keys)]

    assert fewest("ana", "eva", "jo", "ida") == [("a.yaml:7:9", 1, 1), ("a.yaml:8:9", 1, 3)]
    assert fewest("jo", "ida") == [("a.yaml:12:10", 1, 1), ("a.yaml:12:26", 1, 1)]
    assert fewest("lin", "mia", "noa") == [("a.yaml:9:20", 1, 3)]
    assert fewest("mia", "noa") == [("people.csv:3:1", 2, 2)]
    assert fewest("nobody") == []
    assert places.bringing("retail", ["ana@contoso.com"]) == ()
