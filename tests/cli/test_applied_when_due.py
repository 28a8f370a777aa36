"""What the day alone asks for: it is applied by itself (``--due``), and comes between no review and its apply."""

import json
from pathlib import Path

import pytest
from commands_run import CONTOSO, DAY, Ran, configured, reconciler

LAST_DAY, DAY_AFTER, NEXT = "2026-07-10", "2026-07-11", "2026-07-12"
LATE, LATER = "2026-08-01", "2026-10-01"
WITH_DEV = CONTOSO + f"      - {{person: dev@partner.example, until: {LAST_DAY}}}\n"
EVA = "      - eva@contoso.com\n"
WITH_EVA = WITH_DEV + EVA


@pytest.fixture
def at(tmp_path: Path) -> Path:
    """dev@ is invited until the 10th; the files ask for eva@ as well."""
    assert apply(configured(tmp_path, WITH_DEV), on=DAY).code == 0
    return configured(tmp_path, WITH_EVA)


def apply(at: Path, *arguments: str, on: str) -> Ran:
    return reconciler("apply", ".", *arguments, "--auto-approve", "--date", on, at=at)


def reviewed(at: Path, on: str) -> str:
    """The digest of what a reviewer sees, whose plan is in ``pr.plan`` as well."""
    told = reconciler("plan", "--date", on, "--out", "pr.plan", "--format", "json", at=at)
    return str(json.loads(told.out)["changes_digest"])


def offers(at: Path, on: str = NEXT) -> set[str]:
    (customer,) = json.loads(reconciler("show", "--format", "json", at=at, variables=_now(on)).out)["customers"]
    return {each["person"] for each in customer["workspaces"]["finance"]["invitations"]}


def _now(day: str) -> dict[str, str]:
    return {"RECONCILER_NOW": f"{day}T09:00:00Z"}


def test_what_is_due_is_applied_and_nothing_that_somebody_has_to_agree_to(at: Path) -> None:
    ran = apply(at, "--due", on=DAY_AFTER)

    assert (ran.code, "1 revoked" in ran.out) == (0, True), ran.err
    assert offers(at) == {"kai@contoso.com", "ana@contoso.com"}


def test_before_its_day_nothing_is_due(at: Path) -> None:
    ran = apply(at, "--due", on=LAST_DAY)

    assert (ran.code, "With --due nothing is to do." in ran.err) == (0, True), ran.err
    assert "dev@partner.example" in offers(at)


def test_an_end_that_only_the_files_have_is_not_due_whatever_is_targeted(at: Path) -> None:
    configured(at, WITH_DEV.replace("2027-06-30", LAST_DAY))

    ran = reconciler("plan", "--due", "--target", "contoso/finance", "--date", NEXT, "--format", "json", at=at)

    (customer,) = json.loads(ran.out)["customers"]
    assert [(c["action"], c["person"]) for c in customer["changes"]] == [("revoke", "dev@partner.example")]


@pytest.mark.parametrize("files", [WITH_EVA, CONTOSO + EVA], ids=["beside what was reviewed", "and was reviewed"])
@pytest.mark.parametrize("by", ["digest", "file"])
def test_what_falls_due_between_review_and_merge_is_applied_with_what_was_reviewed(
    at: Path, files: str, by: str
) -> None:
    """The files may leave out whose last day comes before the merge: then it was reviewed, too."""
    configured(at, files)
    digest = reviewed(at, LAST_DAY)

    ran = apply(at, "--reviewed", digest if by == "digest" else "pr.plan", on=DAY_AFTER)

    assert ran.code == 0, ran.err
    assert offers(at) == {"kai@contoso.com", "ana@contoso.com", "eva@contoso.com"}


@pytest.mark.parametrize("by", ["digest", "file"])
def test_what_was_due_when_it_was_reviewed_may_be_applied_before(at: Path, by: str) -> None:
    digest = reviewed(at, DAY_AFTER)
    assert apply(at, "--due", on=NEXT).code == 0

    ran = apply(at, "--reviewed", digest if by == "digest" else "pr.plan", on=NEXT)

    assert (ran.code, "1 invited" in ran.out) == (0, True), ran.err


@pytest.mark.parametrize("by", ["digest", "file"])
def test_one_change_more_that_nobody_reviewed_is_refused_all_the_same(at: Path, by: str) -> None:
    digest = reviewed(at, LAST_DAY)
    configured(at, WITH_EVA + "      - zoe@contoso.com\n")

    ran = apply(at, "--reviewed", digest if by == "digest" else "pr.plan", on=DAY_AFTER)

    assert (ran.code, "is not what was reviewed" in ran.err) == (5, True)
    assert "dev@partner.example" not in ran.err
    assert "eva@contoso.com" not in offers(at, LAST_DAY)


def test_who_was_taken_out_by_a_merge_that_changed_nothing_is_not_asked_again_by_another(tmp_path: Path) -> None:
    assert apply(configured(tmp_path, CONTOSO + EVA), on=DAY).code == 0
    people = (("finance", "kai"), ("finance", "ana"), ("default", "mia"))
    rows = [f"contoso,{workspace},{person}@contoso.com,accepted,{DAY}" for workspace, person in people]
    (tmp_path / "answers.csv").write_text("\n".join(["customer,workspace,person,answer,at", *rows]) + "\n")
    assert reconciler("record", "answers.csv", at=tmp_path, variables=_now(NEXT)).code == 0
    configured(tmp_path)
    merged = apply(tmp_path, "--reviewed", reviewed(tmp_path, LATE), on=LATE)
    configured(tmp_path, CONTOSO + EVA)

    told = reconciler("plan", "--date", LATER, "--format", "json", at=tmp_path)

    assert (merged.code, "nothing" in merged.out.lower()) == (0, True), merged
    (customer,) = json.loads(told.out)["customers"]
    assert [(c["person"], c.get("due")) for c in customer["changes"]] == [("eva@contoso.com", None)]
    assert reconciler("verify", at=tmp_path).code == 0


def test_a_plan_says_what_is_due(at: Path) -> None:
    ran = reconciler("plan", "--date", DAY_AFTER, "--format", "json", at=at)

    (customer,) = json.loads(ran.out)["customers"]
    due = {change["person"]: change.get("due", False) for change in customer["changes"]}
    assert due == {"dev@partner.example": True, "eva@contoso.com": False}


def test_a_saved_plan_is_applied_whole(at: Path) -> None:
    reviewed(at, DAY_AFTER)

    ran = reconciler("apply", "pr.plan", "--due", "--auto-approve", "--date", DAY_AFTER, at=at)

    assert (ran.code, "a saved plan is applied as it is" in ran.err) == (64, True)


def test_a_saved_plan_with_what_is_due_is_held_against_no_review(at: Path) -> None:
    """Whoever wrote the file may have marked anything as due, and a review leaves out what is."""
    digest = reviewed(at, DAY_AFTER)

    ran = reconciler("apply", "pr.plan", "--reviewed", digest, "--auto-approve", "--date", DAY_AFTER, at=at)

    assert (ran.code, "changes that are due by themselves" in ran.err) == (5, True)


def test_an_end_that_the_files_alone_give_a_contract_is_not_due(at: Path) -> None:
    """Its open offers and workspaces end with it, and it is the vendor's to say when that is."""
    configured(at, WITH_EVA.replace("2027-06-30", "2026-07-05"))

    ran = apply(at, "--due", on=LAST_DAY)

    assert (ran.code, "nothing is to do" in ran.err) == (0, True), ran.err
    assert offers(at, LAST_DAY) == {"kai@contoso.com", "ana@contoso.com", "dev@partner.example"}
