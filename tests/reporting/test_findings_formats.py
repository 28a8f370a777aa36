"""Every format of findings, greeted alike: whatever a finding says, it is told, and does nothing where it is told."""

import json
import unicodedata
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from typing import Any

import pytest
from plans import personal_account

from reconciler.findings import Checked, Finding, Place, Severity
from reconciler.reporting.findings_formats import FINDINGS_FORMATS
from reconciler.reporting.look import Look

ACTIVE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn"})
HOSTILE = "\x1b[2J</failure>]]>\u202e<!--&x;%0A::error::,title=x [a](javascript:1) {0} \u2028 \ufffe \ud800"
SUMMARY = "personal account in a workspace that blocks personal accounts"


def shown(name: str, *findings: Finding, files: int = 3, base: str = "") -> str:
    return "".join(FINDINGS_FORMATS[name](Checked(findings, files, base), Look()))


def hostile() -> Finding:
    place = Place(f"a\n::error::/{HOSTILE}.yaml", 7, 3)
    return replace(
        personal_account(), summary=HOSTILE, explanation=HOSTILE, remedy=f"type\n{HOSTILE}", place=place, also=(place,)
    )


@pytest.mark.parametrize("name", FINDINGS_FORMATS)
def test_every_format_tells_the_rule_the_file_the_line_and_what_is_wrong(name: str) -> None:
    text = shown(name, personal_account())

    assert "S-11" in text
    assert "contoso/contract.yaml" in text
    assert "31" in text
    assert SUMMARY in text
    assert text.endswith("\n")


@pytest.mark.parametrize("name", FINDINGS_FORMATS)
def test_no_format_lets_a_finding_write_a_line_or_an_active_character_of_its_own(name: str) -> None:
    quiet, text = shown(name, personal_account()), shown(name, replace(hostile(), also=()))

    assert {c for c in text if unicodedata.category(c) in ACTIVE} == {"\n"}
    assert "\n::error::" not in text
    assert text.count("\n") <= quiet.count("\n") + 1


@pytest.mark.parametrize("name", FINDINGS_FORMATS)
def test_no_format_is_confused_by_a_finding_without_a_place_or_by_none(name: str) -> None:
    assert SUMMARY in shown(name, replace(personal_account(), place=None))
    assert isinstance(shown(name), str)


@pytest.mark.parametrize("name", ["github", "gitlab", "sarif", "junit"])
def test_reviews_call_a_file_as_the_whole_checkout_does(name: str) -> None:
    assert "teams/hub/contoso/contract.yaml" in shown(name, personal_account(), base="teams/hub/")


def test_github_is_given_one_command_a_finding() -> None:
    place, note = Place("a,b: 100%.yaml", 1, 2), "first\nsecond"
    finding = Finding("D-01", Severity.INFO, "a note", "100 % sure", note, place, length=4)

    assert shown("github", finding) == (
        "::notice file=a%2Cb%3A 100%25.yaml,line=1,col=2,endColumn=6,title=D-01%3A a note"
        "::100 %25 sure%0Ahelp: first%0Asecond\n"
    )


def test_gitlab_is_given_a_fingerprint_that_a_line_added_above_does_not_change() -> None:
    first = personal_account()
    lower = replace(first, place=Place("contoso/contract.yaml", 32, 9))
    twice = json.loads(shown("gitlab", first, lower))

    assert json.loads(shown("gitlab", lower))[0]["fingerprint"] == twice[0]["fingerprint"]
    assert twice[0]["fingerprint"] != twice[1]["fingerprint"]
    assert (twice[0]["severity"], twice[0]["location"]["lines"]) == ("major", {"begin": 31})


def test_gitlab_is_given_a_file_even_where_there_is_none() -> None:
    (entry,) = json.loads(shown("gitlab", replace(personal_account(), place=None)))

    assert entry["location"] == {"path": "reconciler.yaml", "lines": {"begin": 1}}


def sarif(*findings: Finding) -> Any:
    (run,) = json.loads(shown("sarif", *findings))["runs"]
    return run


def test_sarif_has_the_region_in_characters_and_the_page_of_the_rule() -> None:
    run = sarif(replace(personal_account(), also=(Place("contoso/emea.yaml", 12, 3),)))

    (result,) = run["results"]
    assert result["locations"][0]["physicalLocation"]["region"] == {"startLine": 31, "startColumn": 9, "endColumn": 28}
    assert result["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "contoso/emea.yaml"
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["shortDescription"]["text"].startswith("Unified")
    assert run["columnKind"] == "unicodeCodePoints"


def test_sarif_has_no_link_and_no_place_holder_that_a_finding_wrote() -> None:
    (result,) = sarif(hostile())["results"]

    assert "\\[a\\](javascript:1)" in result["message"]["text"]
    assert "{{0}}" in result["message"]["text"]


def test_junit_fails_for_errors_only_and_passes_where_nothing_is_wrong() -> None:
    warning = replace(personal_account(), severity=Severity.WARNING)
    found = ElementTree.fromstring(shown("junit", personal_account(), warning, hostile()))
    nothing = ElementTree.fromstring(shown("junit"))

    assert (found.get("tests"), found.get("failures")) == ("3", "2")
    assert len(found.findall(".//failure")) == 2
    assert [case.get("name") for case in nothing.findall(".//testcase")] == ["Nothing is wrong in 3 files."]
