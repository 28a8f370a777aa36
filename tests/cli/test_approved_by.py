"""``plan --approved-by``: whose word a plan has, and whose it still needs."""

import json
from pathlib import Path

import pytest
from changed_contoso import AVERY, KAI, MIA, changed_contoso, run
from commands_run import reconciler
from jsonschema import Draft202012Validator

from reconciler.loading.schemas import schema


@pytest.fixture
def contoso(tmp_path: Path) -> Path:
    return changed_contoso(tmp_path)


def missing(approvers: str, at: Path) -> tuple[int, dict[str, list[str] | None]]:
    """How a plan ends, and who approved each part of it; None where a word is missing."""
    ran = run("plan", "--approved-by", approvers, "--format", "json", at=at)
    plan = json.loads(ran.out)
    Draft202012Validator(schema("plan")).validate(plan)
    parts = plan["customers"][0]["approvals"]
    return ran.code, {a["by"]["authority"]: None if a["missing"] else a["given_by"] for a in parts}


def test_a_plan_stops_where_a_word_is_missing(contoso: Path) -> None:
    assert missing("", contoso) == (4, {"vendor": None, "services_admin": None, "workspace_admin": None})
    assert missing(f"{KAI}, {MIA}", contoso) == (4, {"vendor": None, "services_admin": [MIA], "workspace_admin": [KAI]})
    everything = {"vendor": [AVERY], "services_admin": [AVERY], "workspace_admin": [AVERY]}
    assert missing(AVERY.upper(), contoso) == (0, everything)


def test_the_word_of_whom_only_the_files_name_counts_for_nothing(contoso: Path) -> None:
    """lin is to be the admin of a workspace that is not there yet."""
    code, given = missing("lin@contoso.com,ana@contoso.com,nobody@contoso.com", contoso)

    assert (code, given) == (4, {"vendor": None, "services_admin": None, "workspace_admin": None})


def test_a_missing_word_is_said_beside_whose_it_is(contoso: Path) -> None:
    ran = run("plan", "--approved-by", KAI, at=contoso)

    assert f"an admin of finance ({KAI}): 1 to invite; approved by {KAI}" in ran.out
    assert f"a services admin ({MIA}): 1 to invite; missing" in ran.out
    assert "stopped: 1 customer lacks an approval (where `to be approved by` says missing)\n" in ran.err


def test_who_approved_may_be_named_one_by_one(contoso: Path) -> None:
    text = run("plan", "--approved-by", KAI, "--approved-by", MIA, at=contoso).out

    assert [f"; approved by {who}\n" in text for who in (KAI, MIA)] == [True, True]


def test_a_saved_plan_keeps_who_approved_it(contoso: Path) -> None:
    planned = run("plan", "--approved-by", KAI, "--out", "a.plan", "--format", "json", at=contoso)

    assert reconciler("show", "a.plan", "--format", "json", at=contoso).out == planned.out


def test_an_approver_who_is_no_address_is_refused(contoso: Path) -> None:
    wrong = run("plan", "--approved-by", "kai", at=contoso)

    assert wrong.code == 3
    assert "error: --approved-by kai: there is no @ in it\nhelp:  write an address: --approved-by " in wrong.err
