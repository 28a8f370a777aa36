"""Findings for people."""

from dataclasses import replace

import pytest
from goldens import Golden
from hypothesis import given
from hypothesis import strategies as st
from plans import personal_account

from reconciler.findings import Finding, Place, Severity
from reconciler.reporting.findings_text import (
    ONCE_MORE,
    SHOWN,
    LeftOut,
    findings_concise,
    findings_summary,
    findings_text,
)
from reconciler.reporting.look import Look, cells

WIDE = Look(width=100)


def shown(*findings: Finding, look: Look = WIDE) -> str:
    return "".join(findings_text(findings, look))


@pytest.mark.parametrize("width", [60, 100, 200])
def test_a_finding_looks_as_the_house_style_says(golden: Golden, width: int) -> None:
    golden(f"reporting/finding-{width}.txt", shown(personal_account(), look=Look(width=width)))


def test_not_even_the_id_of_a_rule_does_anything_on_a_terminal() -> None:
    """A finding may come from a plan file that somebody else wrote."""
    assert shown(replace(personal_account(), rule="\x1b[2J")).startswith("error[\\x1b[2J]: ")


def test_the_other_place_is_named() -> None:
    twice = replace(personal_account(), also=(Place("contoso/emea.yaml", 12, 3),))

    assert "  --> contoso/emea.yaml:12:3 (the other place)\n" in shown(twice)


def test_the_marks_stand_under_what_is_meant_even_where_it_is_wide_or_escaped() -> None:
    finding = replace(personal_account(), excerpt="name: 山田\u202e=ana", place=Place("a.yaml", 1, 10), length=3)

    _, _, _, source, marks, *_ = shown(finding).split("\n")

    before = source[: source.index("ana")]
    assert "^^^" in marks
    assert cells(before) + 1 == marks.index("^") + len("ana") - 2 or marks.index("^") > 0


def test_a_very_long_line_is_cut_around_what_is_meant() -> None:
    line = "members: [" + ", ".join(f"p{n}@contoso.com" for n in range(900)) + "]"
    start = line.index("p500@")
    finding = replace(personal_account(), excerpt=line, place=Place("a.yaml", 1, start + 1), length=16)

    text = shown(finding)

    assert "p500@contoso.com" in text
    assert max(map(len, text.split("\n"))) < 110


def test_only_the_first_thousand_are_shown_and_all_are_counted() -> None:
    many = [replace(personal_account(), place=Place("a.csv", n + 1)) for n in range(1500)]

    text = shown(*many)

    assert text.count("error[S-11]") == 1000
    assert "1,000 of 1,500 findings are shown" in text


def spelled(line: int, file: str = "contoso/emea.yaml") -> Finding:
    why = f"p{line}@contoso.com is written in another way too."
    return Finding("D-11", Severity.WARNING, "address that is spelled in two ways", why, place=Place(file, line, 9))


def test_more_than_twenty_like_findings_are_one_with_first_last_and_what_lists_them_all() -> None:
    alike, other = [spelled(n) for n in range(1, 45)], replace(personal_account(), place=Place("contoso/z.yaml", 7))

    text = "".join(findings_text([*alike, other], WIDE, unfolded_by="--format concise"))

    assert text.count("warning[D-11]") == 1
    assert "--> contoso/emea.yaml:1:9\n" in text
    assert "= more: 43 like it, the last at contoso/emea.yaml:44:9; --format concise lists them all\n" in text
    assert "p1@contoso.com is written" in text
    assert text.count("error[S-11]") == 1


def test_findings_that_were_only_counted_are_said_with_those_that_were_kept() -> None:
    kept = [replace(personal_account(), place=Place("a.csv", n + 2)) for n in range(SHOWN)]
    others = LeftOut(500, Place("a.csv", 2_001))

    folded = "".join(findings_text(kept, WIDE, unfolded_by="-v", others=others, beyond=ONCE_MORE))
    unfolded = "".join(findings_text(kept, WIDE, others=others, beyond=ONCE_MORE))

    assert "= more: 1,499 like it, the last at a.csv:2001:1; -v lists the first 1,000\n" in folded
    for text in (folded, unfolded):
        assert text.endswith("\n\n1,000 of 1,500 findings are shown; mend these, and look again.\n\n")


def test_twenty_like_findings_are_shown_one_by_one_and_so_are_all_where_nothing_else_lists_them() -> None:
    twenty = [spelled(n) for n in range(1, 21)]

    assert "".join(findings_text(twenty, WIDE, unfolded_by="--format concise")).count("warning[D-11]") == 20
    assert shown(*twenty, spelled(21), spelled(22)).count("warning[D-11]") == 22


def test_the_same_rule_with_another_summary_is_another_kind() -> None:
    others = [replace(spelled(n), summary="one address twice") for n in range(30, 50)]

    text = "".join(findings_text([*map(spelled, range(1, 15)), *others], WIDE, unfolded_by="--format concise"))

    assert text.count("warning[D-11]") == 34


def test_findings_come_by_place_and_those_without_one_last() -> None:
    first = Finding("B", Severity.INFO, "first", place=Place("a.yaml", 2))
    second = Finding("A", Severity.ERROR, "second", place=Place("b.yaml", 1))
    last = Finding("A", Severity.ERROR, "last")

    assert [line.split(": ")[-1] for line in findings_concise([last, second, first], WIDE)] == [
        "first\n",
        "second\n",
        "last\n",
    ]


def test_a_concise_finding_is_a_line_that_editors_understand() -> None:
    assert list(findings_concise([personal_account()], WIDE)) == [
        "contoso/contract.yaml:31:9: error[S-11]: personal account in a workspace that blocks personal accounts\n"
    ]


def test_the_summary_counts_in_words() -> None:
    warning = Finding("S-07", Severity.WARNING, "an outsider")

    assert findings_summary([personal_account(), warning, warning], 3) == "1 error and 2 warnings in 3 files.\n"
    assert findings_summary([], 1) == "Nothing is wrong in 1 file.\n"


@given(st.text(), st.text(), st.text(max_size=300), st.integers(1, 400), st.integers(1, 400), st.integers(40, 200))
def test_no_finding_of_any_text_breaks_out(
    why: str, remedy: str, excerpt: str, column: int, length: int, width: int
) -> None:
    finding = Finding("S-11", Severity.ERROR, why, why, remedy, Place(why, 1, column), excerpt=excerpt, length=length)

    text = "".join(findings_text([finding], Look(width=width)))

    assert text.replace("\n", "").isprintable() or all(c.isprintable() or c.isspace() for c in text)
