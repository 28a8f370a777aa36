"""A journal with an entry that was changed, is missing, or stands elsewhere: nothing is told of it, or built on it."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from commands_run import DAY, configured, reconciler

NOW = {"RECONCILER_NOW": f"{DAY}T12:00:00Z"}
COMMANDS = (
    ("history",),
    ("show", "--at", DAY),
    ("status", "--at", DAY),
    ("invitations", "list", "--at", DAY),
    ("diff", "now", DAY),
    ("drift",),
    ("undo", "APPLY"),
    ("show", "APPLY"),
    ("why", "kai@contoso.com"),
    ("access", "kai@contoso.com", "--at", DAY),
    ("apply", "--auto-approve", "--date", DAY),
    ("erase", "ana@contoso.com", "--auto-approve"),
    ("verify",),
)


def lived(at: Path, state: str) -> str:
    """An apply and two answers, a day each entry its own; gives the apply's name."""
    configured(at)
    told = reconciler(
        "apply", "--auto-approve", "--date", DAY, "--state", state, "--format", "json", at=at, variables=NOW
    )
    for person, answer in (("ana", "accepted"), ("ana", "left")):
        row = f"contoso,finance,{person}@contoso.com,{answer},{DAY}"
        (at / "answers.csv").write_text(f"customer,workspace,person,answer,at\n{row}\n", encoding="utf-8")
        assert reconciler("record", "answers.csv", "--state", state, at=at, variables=NOW).code == 0
    return str(json.loads(told.out)["apply"])


def damaged(at: Path, damage: str, state: str) -> None:
    if state.endswith(".db"):
        _in_sqlite(at / state, damage)
        return
    journal = at / state.replace(".json", ".journal.jsonl")
    lines = journal.read_bytes().splitlines(keepends=True)
    first, second = (n for n, line in enumerate(lines) if b'"entry"' in line and b"answer_left" not in line)
    if damage == "changed":
        lines[second] = lines[second].replace(b"accepted", b"declined")
    elif damage == "last":
        lines = [line.replace(b"answer_left", b"answer_lost") for line in lines]
    elif damage == "missing":
        del lines[second]
    else:
        lines[first], lines[second] = lines[second], lines[first]
    journal.write_bytes(b"".join(lines))


def _in_sqlite(file: Path, damage: str) -> None:
    changes = {
        "changed": ["UPDATE journal SET entry = CAST(replace(entry, 'accepted', 'declined') AS BLOB) WHERE seq = 2"],
        "last": ["UPDATE journal SET entry = CAST(replace(entry, 'left', 'lost') AS BLOB) WHERE seq = 3"],
        "missing": ["DELETE FROM journal WHERE seq = 2"],
        "swapped": [
            "UPDATE journal SET seq = 9 WHERE seq = 1",
            "UPDATE journal SET seq = 1 WHERE seq = 2",
            "UPDATE journal SET seq = 2 WHERE seq = 9",
        ],
    }
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        for sql in changes[damage]:
            database.execute(sql)


@pytest.mark.parametrize("state", ["hub.db", "hub.json"])
@pytest.mark.parametrize("damage", ["changed", "missing", "swapped", "last"])
def test_nothing_is_told_of_a_journal_that_does_not_hold(damage: str, state: str, tmp_path: Path) -> None:
    apply = lived(tmp_path, state)
    damaged(tmp_path, damage, state)

    for command in COMMANDS:
        words = [word.replace("APPLY", apply) for word in command]
        ran = reconciler(*words, "--state", state, at=tmp_path, variables=NOW)

        assert ran.code == 7, (command, ran)
        assert ran.out == "" or command == ("verify",), command
        assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("behind", "said"),
    [
        (b'{"customer":{}}\n', "something stands behind its last line, so it was changed by another hand"),
        (b'{"end":2}\n', "its last line does not vouch for the others, so it was changed by another hand"),
        (b'{"customer', "something stands behind its last line, so it was changed by another hand"),
    ],
)
def test_what_was_written_behind_a_state_is_not_said_to_be_cut_off(behind: bytes, said: str, tmp_path: Path) -> None:
    lived(tmp_path, "hub.json")
    with (tmp_path / "hub.json").open("ab") as file:
        file.write(behind)

    ran = reconciler("history", "--state", "hub.json", at=tmp_path, variables=NOW)

    assert (ran.code, said in ran.err) == (7, True), ran.err


def test_a_state_without_its_last_line_is_said_to_be_cut_off(tmp_path: Path) -> None:
    lived(tmp_path, "hub.json")
    file = tmp_path / "hub.json"
    file.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[:-1]))

    ran = reconciler("history", "--state", "hub.json", at=tmp_path, variables=NOW)

    assert (ran.code, "its end is missing, so it was cut off" in ran.err) == (7, True)
