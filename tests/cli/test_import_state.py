"""``import state``: people who are members already, without an invitation or a mail, once."""

import json
from pathlib import Path

import pytest
from commands_run import DAY, Ran, reconciler

ROWS = """\
customer,workspace,person,role,since,name
litware,default,kai@litware.example,admin,2022-01-05,Kai Berg
litware,finance,Kai@litware.example,admin,2023-01-05,
litware,finance,ana@litware.example,member,2024-03-01T10:00:00+02:00,Ana Ruiz
litware,finance,lin@litware.example,member,,
"""
CONTRACT = """\
version: 1
customer: litware
contracts:
  u26: {support: unified, starts: 2026-01-01, ends: 2026-12-31, services_admins: [kai@litware.example]}
workspaces:
  finance:
    admins: [kai@litware.example]
    members: [ana@litware.example]
"""


@pytest.fixture(params=["hub.json", "hub.db"])
def state(request: pytest.FixtureRequest) -> tuple[str, str]:
    return ("--state", request.param)


def imported(at: Path, rows: str, *options: str, name: str = "members.csv") -> Ran:
    (at / name).write_text(rows, encoding="utf-8")
    return reconciler("import", "state", name, *options, at=at, variables={"RECONCILER_NOW": f"{DAY}T09:00:00Z"})


def shown(at: Path, *options: str) -> dict[str, object]:
    told = json.loads(reconciler("show", "--format", "json", *options, at=at).out)
    workspaces = told["customers"][0]["workspaces"]
    return {w: [(m["person"], m["role"], m["since"]) for m in x["members"]] for w, x in workspaces.items()}


def test_they_are_members_since_their_own_day_and_nobody_is_owed_a_mail(tmp_path: Path, state: tuple[str, str]) -> None:
    ran = imported(tmp_path, ROWS, *state)

    assert ran.code == 0
    assert ran.out == "Recorded for litware, now at serial 1: 2 workspaces created, 4 memberships imported.\n"
    assert shown(tmp_path, *state) == {
        "default": [("kai@litware.example", "admin", "2022-01-05T00:00:00Z")],
        "finance": [
            ("kai@litware.example", "admin", "2023-01-05T00:00:00Z"),
            ("ana@litware.example", "member", "2024-03-01T08:00:00Z"),
            ("lin@litware.example", "member", f"{DAY}T09:00:00Z"),
        ],
    }
    assert reconciler("invitations", "list", "--format", "csv", *state, at=tmp_path).out.count("\n") == 1
    assert reconciler("verify", *state, at=tmp_path).code == 0


def test_taking_it_in_twice_changes_nothing_and_new_rows_go_on(tmp_path: Path, state: tuple[str, str]) -> None:
    imported(tmp_path, ROWS, *state)

    again = imported(tmp_path, ROWS, *state)
    more = imported(tmp_path, ROWS + "litware,finance,mia@litware.example,member,2025-01-01,\n", *state)

    assert (again.code, again.out) == (0, "Nothing has been changed.\n")
    assert "0 of 4 rows imported, 4 known already." in again.err
    assert more.out == "Recorded for litware, now at serial 2: 1 membership imported.\n"


def test_a_customer_with_a_bad_row_is_left_alone_and_the_others_go_on(tmp_path: Path) -> None:
    bad = ROWS + "fabrikam,ops,ed@fabrikam,admin,2024-01-01,\nfabrikam,ops,bo@fabrikam.com,owner,2024-13-01,\n"

    ran = imported(tmp_path, bad, "--state", "hub.db")

    assert ran.code == 6
    assert "fabrikam has errors: nothing of it was imported" in ran.out
    assert [line.strip() for line in ran.err.splitlines() if " --> " in line] == [
        "--> members.csv:6:14",
        "--> members.csv:7:30",
        "--> members.csv:7:36",
    ]
    only_bad = imported(tmp_path, "\n".join([ROWS.splitlines()[0], *bad.splitlines()[5:]]), "--state", "new.db")
    assert (only_bad.code, (tmp_path / "new.db").exists()) == (3, False)


def test_a_row_that_is_nobodys_stops_the_whole_file(tmp_path: Path) -> None:
    ran = imported(tmp_path, ROWS + "Lit Ware,finance,jo@litware.example,member,,\n", "--state", "hub.db")

    assert (ran.code, (tmp_path / "hub.db").exists()) == (3, False)
    assert "Write lit-ware." in ran.err


def test_the_same_person_twice_is_told_with_both_rows(tmp_path: Path) -> None:
    ran = imported(tmp_path, ROWS + "litware,finance,ANA@litware.example,admin,,\n", "--state", "hub.db")

    assert ran.code == 3
    assert "members.csv:6:17" in ran.err
    assert "members.csv:4:17 (the other place)" in ran.err


def test_a_membership_may_be_older_than_anybody_believes(tmp_path: Path, state: tuple[str, str]) -> None:
    """Some exports write the first of all days where they know none."""
    imported(tmp_path, f"{ROWS.splitlines()[0]}\nlitware,finance,ana@litware.example,member,0001-01-01,\n", *state)

    assert shown(tmp_path, *state)["finance"] == [("ana@litware.example", "member", "0001-01-01T00:00:00Z")]
    assert reconciler("verify", *state, at=tmp_path).code == 0


def test_a_last_day_before_the_first_is_told_with_both_places(tmp_path: Path) -> None:
    rows = (
        "customer,workspace,person,role,since,until\nlitware,finance,ana@litware.example,member,2026-05-01,2026-04-30\n"
    )
    (tmp_path / "members.csv").write_text(rows, encoding="utf-8")

    ran = reconciler("import", "state", "members.csv", at=tmp_path)

    assert ran.code == 3
    assert " --> members.csv:2:55\n" in ran.err
    assert " --> members.csv:2:44 (the other place)\n" in ran.err
    assert "ana@litware.example would have been a member until 2026-04-30, before 2026-05-01." in ran.err
    assert not (tmp_path / ".reconciler").exists()


@pytest.mark.parametrize(
    "since", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:00:00-14:00", "20240301T090000Z", "soon"]
)
def test_a_moment_that_is_none_is_told_with_its_place(tmp_path: Path, since: str) -> None:
    row = f"litware,finance,ana@litware.example,member,{since},"

    ran = imported(tmp_path, f"{ROWS.splitlines()[0]}\n{row}\n", "--state", "hub.db")

    assert (ran.code, (tmp_path / "hub.db").exists()) == (3, False)
    assert "members.csv:2:44" in ran.err
    assert f"`since` is `{since}`, which is neither a day nor a moment." in ran.err


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("litware,finance,ana@litware.example,admin,,", "they are member there already; a role is changed by a plan"),
        ("litware,finance,new@litware.example,member,2031-01-01,", "since 2031-01-01 is later than today"),
        ("litware,finance,eva@litware.example,member,,", "they were invited here"),
    ],
)
def test_what_happened_here_is_never_overwritten(tmp_path: Path, row: str, why: str) -> None:
    imported(tmp_path, ROWS, "--state", "hub.db", "--manage", "full")
    (tmp_path / "reconciler.yaml").write_text("version: 1\nname: litware\n", encoding="utf-8")
    declared = CONTRACT.replace(
        "[ana@litware.example]", "[ana@litware.example, lin@litware.example, eva@litware.example]"
    )
    (tmp_path / "litware.yaml").write_text(declared, encoding="utf-8")
    applied = reconciler("apply", ".", "--date", DAY, "--state", "hub.db", "--auto-approve", at=tmp_path)
    assert applied.code == 0, applied.err

    ran = imported(tmp_path, f"{ROWS.splitlines()[0]}\n{row}\n", "--state", "hub.db")

    assert ran.code == 3
    assert why in " ".join(ran.err.split())


def test_the_first_plan_activates_the_contract_and_touches_nobody(tmp_path: Path) -> None:
    """D-14: an imported workspace is observed until its owner says otherwise."""
    imported(tmp_path, ROWS, "--state", "hub.db")
    (tmp_path / "reconciler.yaml").write_text("version: 1\nname: litware\n", encoding="utf-8")
    (tmp_path / "litware.yaml").write_text("manage: observe\n" + CONTRACT, encoding="utf-8")

    made = reconciler("plan", ".", "--date", DAY, "--state", "hub.db", "--format", "json", at=tmp_path)

    plan = json.loads(made.out)["customers"][0]
    assert [c["action"] for c in plan["changes"]] == ["activate_contract"]
    assert [(w["person"], w["action"]) for w in plan["would"]] == [("lin@litware.example", "remove")]


def test_full_is_taken_on_in_one_apply_and_works_in_the_next(tmp_path: Path) -> None:
    imported(tmp_path, ROWS, "--state", "hub.db")
    (tmp_path / "reconciler.yaml").write_text("version: 1\nname: litware\n", encoding="utf-8")
    observed = CONTRACT.replace("  finance:\n", "  default:\n    manage: observe\n    members: []\n  finance:\n")
    (tmp_path / "litware.yaml").write_text(observed, encoding="utf-8")
    run = ("--date", DAY, "--state", "hub.db")

    def changes() -> list[str]:
        made = reconciler("plan", ".", *run, "--format", "json", at=tmp_path)
        return [f"{c['action']} {c['person'] or ''}".strip() for c in json.loads(made.out)["customers"][0]["changes"]]

    first = changes()
    reconciler("apply", ".", *run, "--auto-approve", at=tmp_path)

    assert first == ["set_limits", "activate_contract"], "dangers come first"
    assert changes() == ["remove lin@litware.example"]


def test_a_state_as_it_is_shown_can_be_taken_in_elsewhere(tmp_path: Path) -> None:
    named = ROWS.replace("Ana Ruiz", "Ana \N{GRINNING FACE} Ruiz")
    imported(tmp_path, named, "--state", "one.db")
    printed = reconciler("show", "--format", "json", "--state", "one.db", at=tmp_path).out

    ran = imported(tmp_path, printed, "--state", "two.json", name="state.json")

    assert ran.code == 0, ran.err
    assert shown(tmp_path, "--state", "two.json") == shown(tmp_path, "--state", "one.db")
    there = json.loads(reconciler("show", "--format", "json", "--state", "two.json", at=tmp_path).out)
    assert there["customers"][0]["people"]["ana@litware.example"]["name"] == "Ana \N{GRINNING FACE} Ruiz"


def test_a_list_of_rows_in_json_is_told_by_line_and_column(tmp_path: Path) -> None:
    rows = [{"customer": "litware", "workspace": "finance", "person": "ana@litware", "role": "member"}]

    ran = imported(tmp_path, json.dumps(rows, indent="\t"), "--state", "hub.db", name="rows.json")

    assert ran.code == 3
    assert "rows.json:5:" in ran.err


def test_many_rows_of_a_kind_are_told_once_with_their_number(tmp_path: Path, state: tuple[str, str]) -> None:
    rows = ROWS + "".join(f"litware,finance,p{n}.litware.example,member,,\n" for n in range(30))

    folded = imported(tmp_path, rows, *state)
    whole = imported(tmp_path, rows, "-v", *state)

    assert (folded.code, whole.code) == (3, 3)
    assert folded.err.count("error[bad-address]") == 1
    assert "29 like it, the last at members.csv:35:17; -v lists them all" in " ".join(folded.err.split())
    assert whole.err.count("error[bad-address]") == 30


def test_many_answers_that_do_not_fit_are_told_once_with_their_number(tmp_path: Path, state: tuple[str, str]) -> None:
    imported(tmp_path, ROWS, *state)
    answers = "".join(f"litware,finance,p{n}@litware.example,accepted,{DAY}\n" for n in range(30))
    (tmp_path / "answers.csv").write_text(f"customer,workspace,person,answer,at\n{answers}", encoding="utf-8")

    folded = reconciler("record", "answers.csv", *state, at=tmp_path)
    whole = reconciler("record", "answers.csv", "-v", *state, at=tmp_path)

    assert f"2 | litware,finance,p0@litware.example,accepted,{DAY}" in folded.err
    assert "29 like it, the last at answers.csv:31" in " ".join(folded.err.split())
    assert folded.err.count("error[") == 1
    assert whole.err.count("error[") == 30
