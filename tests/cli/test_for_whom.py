"""``--as`` for somebody whom the state does not know, or knows by another name: what they are told."""

from pathlib import Path

from commands_run import CONTOSO, DAY, configured, reconciler

KAI = "kai@contoso.com"


def test_whoever_is_about_to_be_renamed_is_told_by_which_address_they_are_known(tmp_path: Path) -> None:
    at = configured(tmp_path)
    assert reconciler("apply", "--auto-approve", "--date", DAY, at=at).code == 0
    renamed = "people:\n  kai.berg@contoso.com: {also: [kai@contoso.com]}\n"
    configured(at, CONTOSO.replace(KAI, "kai.berg@contoso.com") + renamed)

    ran = reconciler("plan", "--as", "kai.berg@contoso.com", "--date", DAY, at=at)

    assert (ran.code, ran.out) == (3, "")
    assert f"the files say that they were {KAI}, whom the state knows: --as {KAI}" in ran.err
    assert reconciler("plan", "--as", KAI, "--date", DAY, at=at).code == 0


def test_before_there_is_a_state_everybody_is_told_what_the_files_make_of_them(tmp_path: Path) -> None:
    at = configured(tmp_path)

    def stands(person: str) -> str:
        return reconciler("plan", "--as", person, "--date", DAY, at=at).out

    for person, role in ((KAI, "admin of finance"), ("ana@contoso.com", "member of finance")):
        assert f"for {person}: {role} by the files alone, which give nobody a right" in stands(person)
