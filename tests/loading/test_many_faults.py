"""Thousands of faults in one file: the first of a kind are told, all are counted, none makes the next one dearer."""

from pathlib import Path

import pytest

from reconciler.findings import Finding, Severity
from reconciler.kinds.estate import CustomerId
from reconciler.loading.configuration import load, scan
from reconciler.loading.excerpts import all_excerpted
from reconciler.loading.gathered import MOST

HEAD = """\
version: 1
customer: contoso
contracts:
  u26: {support: unified, starts: 2026-01-01, ends: 2026-12-31, services_admins: [mia@contoso.com]}
"""


def found(folder: Path, text: str, customer: str = "contoso") -> tuple[Finding, ...]:
    (folder / "customer.yaml").write_text(text, encoding="utf-8")
    return load(scan(folder), CustomerId(customer)).findings


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (HEAD + "".join(f"field{n}: 1\n" for n in range(3 * MOST)), "unknown-field"),
        (
            HEAD + "workspaces:\n" + "".join(f"  w{n}: {{admns: [kai@contoso.com]}}\n" for n in range(3 * MOST)),
            "unknown-field",
        ),
        (
            HEAD
            + "workspaces:\n  w1:\n    admins: [kai@contoso.com]\n    members:\n"
            + "".join(f"      - {{persn: a{n}@contoso.com}}\n" for n in range(3 * MOST)),
            "unknown-field",
        ),
    ],
    ids=["fields of a customer", "fields of workspaces", "fields of entries"],
)
def test_the_first_thousand_are_told_and_the_rest_counted(tmp_path: Path, text: str, rule: str) -> None:
    findings = found(tmp_path, text)

    told = [f for f in findings if f.rule == rule]
    (rest,) = [f for f in findings if f.rule == "more-like-these"]
    assert len(told) == MOST
    assert len({f.place for f in told}) == MOST
    assert int(rest.explanation.split()[0].replace(",", "")) >= 2 * MOST


def test_a_roster_of_bad_rows_is_told_of_once_whoever_names_it(tmp_path: Path) -> None:
    """A million in five workspaces would be five million."""
    rows = [f"p{n} at contoso.com" for n in range(MOST + 500)]
    (tmp_path / "people.csv").write_text("\n".join(["person", *rows, ""]), encoding="utf-8")
    each = "  w{}: {{admins: [kai@contoso.com], members_from: [people.csv]}}\n"

    findings = found(tmp_path, HEAD + "workspaces:\n" + "".join(each.format(n) for n in range(3)))

    (rest,) = [f for f in findings if f.rule == "more-like-these"]
    assert rest.explanation == "500 more are in this file."


def test_of_what_rules_find_in_a_workspace_the_first_thousand_are_told_too(tmp_path: Path) -> None:
    """Each workspace by itself, and warnings all the same: they stop nobody."""
    two = "workspaces:\n" + "".join(f"  w{n}: {{admins: [kai@contoso.com]}}\n" for n in range(2))
    (tmp_path / "customer.yaml").write_text(HEAD + two, encoding="utf-8")
    declared = load(scan(tmp_path), CustomerId("contoso"))
    each = [
        Finding("S-11", severity, "wrong", f"{n}", subject=("workspaces", w, "members", f"p{n}@contoso.com"))
        for severity, w, many in (
            (Severity.ERROR, "w0", 1_500),
            (Severity.ERROR, "w1", 3),
            (Severity.WARNING, "w1", 1_200),
        )
        for n in range(many)
    ]

    told = [*all_excerpted(declared, each)]

    (rest,) = [f for f in told if f.rule == "more-like-these"]
    assert (rest.explanation, rest.place and rest.place.line) == ("500 more of S-11 are here.", 6)
    assert [f.explanation for f in told if f.subject[:2] == ("workspaces", "w0")][:-1] == [f"{n}" for n in range(MOST)]
    assert len(told) == MOST + 1 + 3 + 1_200


def test_each_of_many_customers_in_one_file_gets_its_own_documents(tmp_path: Path) -> None:
    documents = [f"version: 1\ncustomer: c{n}\nname: Customer {n}\n" for n in range(50)]
    (tmp_path / "all.yaml").write_text("---\n".join([*documents, documents[7].replace("name", "nmae")]))
    configuration = scan(tmp_path)

    faulty = {c: load(configuration, c).findings for c in configuration.customers}

    assert [c for c, findings in faulty.items() if any(f.rule == "unknown-field" for f in findings)] == ["c7"]


def test_a_document_that_names_nobody_is_pointed_out_for_everybody_in_the_file(tmp_path: Path) -> None:
    (tmp_path / "all.yaml").write_text(
        "version: 1\ncustomer: a1\n---\nversion: 1\nname: |\n  customer: b2\n---\nversion: 1\ncustomer: c3\n"
    )
    configuration = scan(tmp_path)

    for customer in ("a1", "c3"):
        assert "no-customer" in [f.rule for f in load(configuration, CustomerId(customer)).findings]
