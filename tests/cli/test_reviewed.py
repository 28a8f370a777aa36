"""``apply --reviewed``, ``apply --strict``, ``show --against-now``: what was agreed to is what is done."""

import json
from pathlib import Path

import pytest
from commands_run import CONTOSO, DAY, Ran, configured, reconciler

ON = ("--date", DAY)
MORE = CONTOSO + "      - eva@contoso.com\n"
STILL_MORE = MORE + "      - zoe@contoso.com\n"


@pytest.fixture
def at(tmp_path: Path) -> Path:
    """Contoso is in the state; the plan of one more person was reviewed."""
    assert apply(configured(tmp_path), ".").code == 0
    configured(tmp_path, MORE)
    assert reconciler("plan", *ON, "--out", "pr.plan", at=tmp_path).code == 0
    return tmp_path


def apply(at: Path, *arguments: str) -> Ran:
    return reconciler("apply", *arguments, "--auto-approve", *ON, at=at)


def digest(at: Path) -> str:
    told = json.loads(reconciler("show", "pr.plan", "--format", "json", at=at).out)["changes_digest"]
    assert isinstance(told, str)
    return told


def test_what_was_reviewed_is_applied_by_file_and_by_digest(at: Path) -> None:
    assert apply(at, ".", "--reviewed", digest(at).upper().replace("SHA256", "sha256").lower()).code == 0
    configured(at)
    reconciler("plan", *ON, "--out", "pr.plan", at=at)

    assert apply(at, ".", "--reviewed", "pr.plan").code == 0


def test_one_change_more_is_refused(at: Path) -> None:
    configured(at, STILL_MORE)

    by_file, by_digest = apply(at, ".", "--reviewed", "pr.plan"), apply(at, ".", "--reviewed", digest(at))

    assert (by_file.code, by_digest.code) == (5, 5)
    assert "1 changes were not reviewed" not in by_file.err
    assert "1 change was not reviewed (invite zoe@contoso.com in finance)" in by_file.err
    assert "is not what was reviewed: its changes have the digest sha256:" in by_digest.err


@pytest.mark.parametrize("terms", ["{invitation_days: 365}", "{attempts: 9}"])
def test_other_terms_than_were_reviewed_are_refused(at: Path, terms: str) -> None:
    configured(at, f"{MORE}terms: {terms}\n")

    by_file, by_digest = apply(at, ".", "--reviewed", "pr.plan"), apply(at, ".", "--reviewed", digest(at))

    assert (by_file.code, by_digest.code) == (5, 5)
    assert "contoso: people would be asked on other terms than were reviewed" in by_file.err


def test_a_part_that_is_done_already_is_left_out(at: Path) -> None:
    configured(at, STILL_MORE)
    reconciler("plan", *ON, "--out", "pr.plan", at=at)
    configured(at, MORE)
    assert apply(at, ".").code == 0
    configured(at, STILL_MORE)

    ran = apply(at, ".", "--reviewed", "pr.plan")

    assert (ran.code, "1 invited" in ran.out) == (0, True)


def test_all_of_it_may_be_done_already(at: Path) -> None:
    assert apply(at, ".").code == 0

    assert apply(at, ".", "--reviewed", "pr.plan").code == 0


def test_a_part_that_is_asked_for_no_more_and_not_done_is_refused(at: Path) -> None:
    configured(at)

    ran = apply(at, ".", "--reviewed", "pr.plan")

    assert ran.code == 5
    assert (
        "1 change that was reviewed is neither planned any more nor done (invite eva@contoso.com in finance)" in ran.err
    )


@pytest.mark.parametrize("reviewed", ["nothing.plan", "sha256:12", "", "deadbeef"])
def test_what_is_neither_is_wrong_usage(at: Path, reviewed: str) -> None:
    assert apply(at, ".", "--reviewed", reviewed).code == 64


def test_a_saved_plan_is_what_it_is(at: Path) -> None:
    assert apply(at, "pr.plan", "--reviewed", digest(at)).code == 0
    assert apply(at, "pr.plan", "--reviewed", "0" * 64).code == 5


def test_a_saved_plan_is_judged_by_its_changes_and_not_by_the_digest_that_it_claims(at: Path) -> None:
    agreed = digest(at)
    configured(at, STILL_MORE)
    assert reconciler("plan", *ON, "--out", "more.plan", at=at).code == 0
    forged = (at / "more.plan").read_text(encoding="utf-8")
    end = json.loads(forged.splitlines()[-1])
    (at / "more.plan").write_text(forged.replace(end["changes_digest"], agreed), encoding="utf-8")

    by_digest, by_file = apply(at, "more.plan", "--reviewed", agreed), apply(at, "more.plan", "--reviewed", "pr.plan")

    assert (by_digest.code, by_file.code) == (5, 5)
    assert "is not what was reviewed" in by_digest.err


def test_a_file_that_was_reviewed_is_judged_by_its_changes_and_not_by_the_digest_that_it_claims(at: Path) -> None:
    agreed = digest(at)
    configured(at, STILL_MORE)
    told = reconciler("plan", *ON, "--out", "more.plan", "--format", "json", at=at)
    forged = (at / "pr.plan").read_text(encoding="utf-8").replace(agreed, json.loads(told.out)["changes_digest"])
    (at / "pr.plan").write_text(forged, encoding="utf-8")

    ran = apply(at, ".", "--reviewed", "pr.plan")

    assert (ran.code, "(invite zoe@contoso.com in finance)" in ran.err) == (5, True), ran.err


def test_another_saved_plan_of_the_same_state_is_said_to_be_another(at: Path) -> None:
    configured(at, MORE.replace("eva", "zoe"))
    assert reconciler("plan", *ON, "--out", "zoe.plan", at=at).code == 0

    ran = apply(at, "zoe.plan", "--reviewed", "pr.plan")

    assert (ran.code, "this saved plan has other changes than the one that was reviewed" in ran.err) == (5, True)


@pytest.mark.parametrize("reviewed", ["pr.plan", "DIGEST"])
def test_files_that_are_wrong_now_are_said_to_be(reviewed: str, at: Path) -> None:
    configured(at, MORE.replace("eva@contoso.com", "Eva <eva@contoso.com>"))

    ran = apply(at, ".", "--reviewed", digest(at) if reviewed == "DIGEST" else reviewed)

    assert (ran.code, "cannot be held against contoso, which has errors now" in ran.err) == (3, True)


def test_a_plan_that_still_holds_is_said_to(at: Path) -> None:
    ran = reconciler("show", "pr.plan", "--against-now", *ON, at=at)

    assert (ran.code, ran.out) == (0, "contoso: everything still holds.\n")


def test_what_does_not_hold_any_more_is_named(at: Path) -> None:
    configured(at, MORE.replace("eva", "zoe"))
    apply(at, ".")
    configured(at, MORE)
    apply(at, ".")

    ran = reconciler("show", "pr.plan", "--against-now", *ON, at=at)

    assert ran.code == 5
    assert "contoso changed since this plan was made: " in ran.out
    assert "eva@contoso.com" in ran.out


def test_a_plan_that_was_applied_is_said_to_be(at: Path) -> None:
    apply(at, "pr.plan")

    ran = reconciler("show", "pr.plan", "--against-now", *ON, at=at)

    assert (ran.code, "this plan was applied on" in ran.err) == (5, True)


def test_against_now_as_json(at: Path) -> None:
    ran = reconciler("show", "pr.plan", "--against-now", *ON, "--format", "json", at=at)

    told = json.loads(ran.out)
    assert (told["kind"], [c["result"] for c in told["customers"]]) == ("against_now", ["holds"])


def test_against_now_is_for_plans(at: Path) -> None:
    assert reconciler("show", "contoso", "--against-now", at=at).code == 64


def test_strict_does_nothing_where_one_customer_is_wrong(at: Path) -> None:
    (at / "fabrikam.yaml").write_text(CONTOSO.replace("contoso", "fabrikam").replace("ana@", "Ana <ana@"))

    ran = apply(at, ".", "--strict")

    assert ran.code == 3
    assert "Nothing has been changed." in ran.out
    assert apply(at, ".").code == 6


def test_strict_does_nothing_where_one_customer_is_stale(at: Path) -> None:
    (at / "fabrikam.yaml").write_text(CONTOSO.replace("contoso", "fabrikam"))
    reconciler("plan", *ON, "--out", "both.plan", at=at)
    apply(at, "pr.plan")

    ran = apply(at, "both.plan", "--strict")

    assert ran.code == 5
    assert "Nothing has been changed." in ran.out
    assert '"fabrikam"' not in reconciler("show", "--format", "json", at=at).out


def test_strict_applies_what_is_clean(at: Path) -> None:
    assert apply(at, ".", "--strict").code == 0
