"""A word that is empty is most often a variable that nobody set: nothing is guessed in its place."""

from pathlib import Path

import pytest
from commands_run import CONTOSO, DAY, configured, reconciler

EMPTY = (
    (("undo", ""), "APPLY"),
    (("why", ""), "PERSON"),
    (("why", "kai@contoso.com", ""), "[CUSTOMER/]WORKSPACE"),
    (("show", "--at", ""), "--at"),
    (("show", ""), "PLANFILE or APPLY or CUSTOMER[/WORKSPACE]"),
    (("diff", "", "now"), "A"),
    (("apply", "", "--auto-approve"), "PLANFILE or PATH"),
    (("apply", "--auto-approve", "--state", ""), "--state"),
    (("--output", "", "plan"), "--output"),
    (("plan", "--target", ""), "--target"),
)


@pytest.mark.parametrize(("words", "named"), EMPTY)
def test_it_is_named_and_nothing_is_done(words: tuple[str, ...], named: str, tmp_path: Path) -> None:
    configured(tmp_path)

    ran = reconciler(*words, at=tmp_path)

    assert (ran.code, ran.out) == (64, "")
    assert ran.err.startswith(f"error: {named} is empty\nhelp:  write what is meant, or leave it out: reconciler ")
    assert not (tmp_path / ".reconciler").exists()


def test_an_empty_variable_of_the_environment_is_none(tmp_path: Path) -> None:
    configured(tmp_path)

    assert reconciler("plan", "--date", DAY, at=tmp_path, variables={"RECONCILER_STATE": ""}).code == 0


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"RECONCILER_NOW": f"{DAY}T09:00:00Z"}, f"the time is {DAY}T09:00:00Z (RECONCILER_NOW)"),
        ({"RECONCILER_SEED": "7"}, "chance is seeded (RECONCILER_SEED)"),
    ],
)
def test_a_rehearsal_names_only_what_makes_it_one(variables: dict[str, str], said: str, tmp_path: Path) -> None:
    configured(tmp_path, CONTOSO)

    assert f"note: a rehearsal: {said}\n" in reconciler("validate", at=tmp_path, variables=variables).err
