"""Documents of whatever shape: they end in an estate or in findings, never in anything else."""

import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from written_files import FINANCE, HEAD, declared, lines


def test_an_entry_that_names_nobody_is_told_wherever_it_stands(tmp_path: Path) -> None:
    text = FINANCE + "    members:\n      - {}\n      - {until: 2026-11-30}\n      - {person: null}\n      - []\n"
    text += "      - {person: a@contoso.com, until: 2026-11-30}\n      - {person: 5, until: 2026-11-30}\n"

    read = declared(tmp_path, a_yaml=text)

    assert [(f.rule, f.place.line) for f in read.findings if f.place] == [
        ("missing-field", 7),
        ("missing-field", 8),
        ("declares-nothing", 9),
        ("wrong-type", 10),
        ("wrong-type", 12),
    ]


def test_a_role_that_contradicts_its_list_is_told_for_each_entry(tmp_path: Path) -> None:
    text = HEAD + "workspaces:\n  finance:\n    admins:\n"
    text += "      - {person: a@contoso.com, role: member}\n      - {person: b@contoso.com, role: member}\n"

    assert lines(declared(tmp_path, a_yaml=text).findings) == [
        "error bad-value a.yaml:6:39",
        "error bad-value a.yaml:7:39",
    ]


scalars = st.sampled_from(["ana@contoso.com", "sre", "", "admin", "2026-11-30", "x y", 5, True, None])
entries = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["person", "group", "role", "until", "reinvite", "also", "admins", "members", "finance", "c", "kind"]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)
sections = st.sampled_from(
    [
        "people",
        "groups",
        "workspaces",
        "contracts",
        "domains",
        "account_policy",
        "manage",
        "limits",
        "terms",
        "name",
        "status",
    ]
)


@given(content=st.dictionaries(sections, entries, max_size=4))
@example(content={"workspaces": {"finance": {"members": [{}]}}})
@example(content={"workspaces": {"finance": {"members": {"a": 1}, "members_from": [None]}}})
@example(content={"people": {"ana@contoso.com": {"also": [5, None, {}]}}})
@example(content={"contracts": {"c": {"services_admins": [5, "x", []], "benefits": {"h": None, "i": {"kind": 5}}}}})
def test_whatever_shape_a_document_has_it_ends_in_an_estate_or_findings(
    content: dict[str, object], tmp_path_factory: pytest.TempPathFactory
) -> None:
    fields = "".join(f"{name}: {json.dumps(value)}\n" for name, value in content.items())

    read = declared(tmp_path_factory.mktemp("c"), a_yaml=HEAD + fields)

    assert all(f.explanation and f.place for f in read.findings)
