"""A state that another hand was at, or a journal written anew, as ``drift`` and ``verify --head`` tell it."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from commands_run import CONTOSO, DAY, configured, reconciler

HUB = ".reconciler/state.db"


@pytest.fixture
def at(tmp_path: Path) -> Path:
    configured(tmp_path)
    assert reconciler("apply", "--auto-approve", "--date", DAY, at=tmp_path).code == 0
    return tmp_path


def answered(at: Path) -> None:
    row = f"contoso,finance,ana@contoso.com,accepted,{DAY}"
    (at / "answers.csv").write_text(f"customer,workspace,person,answer,at\n{row}\n", encoding="utf-8")
    assert reconciler("record", "answers.csv", at=at, variables={"RECONCILER_NOW": f"{DAY}T12:00:00Z"}).code == 0


def edited(at: Path, *statements: str) -> None:
    with closing(sqlite3.connect(at / HUB, isolation_level=None)) as database:
        for sql in statements:
            database.execute(sql)


MADE_MEMBER = "UPDATE kind SET seat = replace(replace(seat, 'invited', 'member'), '\"expires\"', '\"until\"')"


def test_a_state_that_nobody_else_touched_has_no_drift(at: Path) -> None:
    ran = reconciler("drift", "--detailed-exitcode", at=at)

    assert (ran.code, ran.out) == (0, "Everything in the state came by an apply, an answer or an import.\n")


def test_an_address_in_capitals_is_no_drift_and_was_so_spelled_then(tmp_path: Path) -> None:
    """D-11: "Shown is the spelling in `people:`, else the state's"."""
    configured(tmp_path, CONTOSO.replace("[kai@contoso.com]", "[Kai@contoso.com]"))
    assert reconciler("apply", "--auto-approve", "--date", DAY, at=tmp_path).code == 0

    drift = reconciler("drift", "--detailed-exitcode", at=tmp_path)
    shown = reconciler("show", "--at", "now", at=tmp_path).out
    then = reconciler(
        "show", "--at", "2999-01-01", at=tmp_path, variables={"RECONCILER_NOW": "2999-01-02T00:00:00Z"}
    ).out

    assert (drift.code, drift.out) == (0, "Everything in the state came by an apply, an answer or an import.\n")
    assert "Kai@contoso.com" in shown
    assert "Kai@contoso.com" in then


def test_what_another_hand_wrote_is_listed_and_what_the_journal_says(at: Path) -> None:
    edited(at, MADE_MEMBER)

    ran = reconciler("drift", "--detailed-exitcode", "--format", "json", at=at)
    found = json.loads(ran.out)["differences"]

    assert ran.code == 2
    assert {(each["was"]["state"], each["now"]["state"]) for each in found} == {("invited", "member")}
    assert "plan and apply end with 7" in ran.err
    assert reconciler("drift", at=at).code == 0
    assert reconciler("plan", "--date", DAY, at=at).code == 7


def test_where_the_journal_does_not_hold_nobody_can_say_what_came_by_it(at: Path) -> None:
    answered(at)
    edited(at, "UPDATE journal SET entry = CAST(replace(entry, 'S-07', 'S-06') AS BLOB) WHERE seq = 1")

    ran = reconciler("drift", at=at)

    assert ran.code == 7
    assert "does not hold, so nobody can say what came by it" in ran.err


def test_an_address_that_another_hand_wrote_over_is_no_state_that_came_by_the_journal(at: Path) -> None:
    edited(at, "UPDATE private SET text = 'eve@contoso.com' WHERE text = 'kai@contoso.com'")

    ran = reconciler("drift", at=at)

    assert ran.code == 7
    assert "a personal value of entry 1 was changed after it was written" in ran.err


def test_a_head_that_was_kept_is_found_again_after_more_has_happened(at: Path) -> None:
    head = json.loads(reconciler("verify", "--format", "json", at=at).out)["heads"]["contoso"]
    answered(at)

    for kept in (head, f"contoso={head}"):
        assert reconciler("verify", "--head", kept, at=at).code == 0


@pytest.mark.parametrize(
    ("kept", "why"),
    [
        ("contoso=" + "0" * 64, "contoso: no entry of its journal has the head 000000000000 that was kept elsewhere"),
        ("0" * 64, "no entry of any journal has the head 000000000000"),
        ("fabrikam=" + "0" * 64, "the state knows no such customer"),
    ],
)
def test_a_journal_that_was_written_anew_is_found_by_the_head_of_before(at: Path, kept: str, why: str) -> None:
    ran = reconciler("verify", "--head", kept, at=at)

    assert ran.code == 7
    assert why in ran.out


def test_what_is_no_head_is_wrong_usage(at: Path) -> None:
    ran = reconciler("verify", "--head", "contoso=9f86d081", at=at)

    assert ran.code == 64
    assert "a head has 64 letters and digits" in ran.err
