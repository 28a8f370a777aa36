"""``plan --as``, ``apply --as`` and ``--approvals``, as Contoso's platform team, a workspace's admin and the CSAM use
them."""

import csv
import io
import json
import shutil
from pathlib import Path

import pytest
from changed_contoso import AVERY, KAI, LATER, MIA, changed_contoso, run
from commands_run import configured, reconciler
from jsonschema import Draft202012Validator

from reconciler.loading.schemas import schema


@pytest.fixture
def contoso(tmp_path: Path) -> Path:
    return changed_contoso(tmp_path)


def planned_as(person: str, at: Path) -> dict[str, list[str]]:
    """The plan for somebody: what is theirs, and what is asked of whom."""
    plan = json.loads(run("plan", "--as", person, "--format", "json", at=at).out)
    Draft202012Validator(schema("plan")).validate(plan)
    customer = plan["customers"][0]
    parts = {"yours": [said(c) for c in customer["changes"]]}
    for request in customer["requests"]:
        to = " ".join(filter(None, (request["to"]["authority"], request["to"]["workspace"])))
        parts[to] = [said(c) for c in request["changes"]]
    return parts


def said(change: dict[str, str]) -> str:
    return " ".join(filter(None, (change["action"], change.get("workspace"), change["person"])))


AUDIT = ["create_workspace audit", "invite audit lin@contoso.com", "invite audit ana@contoso.com"]
FINANCE, DEFAULT = "invite finance zoe@contoso.com", "invite default yan@contoso.com"


def test_each_gets_what_they_can_do_and_what_they_must_ask_for(contoso: Path) -> None:
    assert planned_as(MIA, contoso) == {"yours": [DEFAULT], "vendor": AUDIT, "workspace_admin finance": [FINANCE]}
    assert planned_as(KAI, contoso) == {"yours": [FINANCE], "vendor": AUDIT, "services_admin": [DEFAULT]}
    assert planned_as(AVERY, contoso) == {"yours": [*AUDIT[:2], *sorted([AUDIT[2], DEFAULT, FINANCE])]}
    assert planned_as("ana@contoso.com", contoso)["yours"] == []


def test_the_text_says_who_it_is_for_what_is_theirs_and_why_they_ask(contoso: Path) -> None:
    ran = run("plan", "--as", "Kai@contoso.com", at=contoso)

    for words in (
        "for Kai@contoso.com: admin of finance",
        "yours to apply",
        f"request to your CSAM or coordinator ({AVERY})",
        f"request to a services admin ({MIA})",
        "why: only the CSAM or the coordinator creates, changes or archives workspaces",
        "Asked of others: 3 to invite, 1 workspace to create.",
    ):
        assert words in ran.out
    assert "reconciler apply . --as Kai@contoso.com" in ran.err
    assert run("plan", "--as", KAI, "--detailed-exitcode", at=contoso).code == 2


def test_apply_does_what_is_theirs_and_hands_the_rest_off(contoso: Path) -> None:
    ran = run("apply", "--as", KAI, "--auto-approve", "--format", "json", "--requests", "sheets", at=contoso)

    receipt = json.loads(ran.out)
    Draft202012Validator(schema("receipt")).validate(receipt)
    assert (ran.code, receipt["summary"]) == (0, {"invite": 1, "total": 1})
    (customer,) = receipt["customers"]
    assert (customer["result"], [h["to"]["authority"] for h in customer["handed_off"]]) == (
        "applied",
        ["vendor", "services_admin"],
    )
    assert sorted(p.name for p in (contoso / "sheets").iterdir()) == sorted(
        Path(file).name for h in customer["handed_off"] for file in h["files"]
    )
    assert planned_as(KAI, contoso)["yours"] == []
    assert planned_as(KAI, contoso)["vendor"] == AUDIT


def test_nothing_of_ones_own_is_handed_off_whole_beside_the_configuration_and_changes_no_state(contoso: Path) -> None:
    before = reconciler("show", "--format", "json", "--date", LATER, at=contoso).out

    first = run("apply", "--as", "ana@contoso.com", "--auto-approve", "--format", "json", at=contoso)
    sheets = {p: p.read_bytes() for p in (contoso / ".reconciler" / "requests").iterdir()}
    again = run("apply", "--as", "ana@contoso.com", "--auto-approve", "--format", "json", at=contoso)

    assert [c["result"] for c in json.loads(first.out)["customers"]] == ["handed_off"]
    assert (first.code, again.out) == (0, first.out)
    assert {p: p.read_bytes() for p in (contoso / ".reconciler" / "requests").iterdir()} == sheets
    assert reconciler("show", "--format", "json", "--date", LATER, at=contoso).out == before
    assert all(p.stat().st_mode & 0o077 == 0 for p in sheets)


def test_the_sheet_says_purpose_admin_reason_place_and_what_to_type_and_runs_nothing(contoso: Path) -> None:
    run("apply", "--as", MIA, "--auto-approve", "--requests", "sheets", at=contoso)

    (text,) = (p.read_text(encoding="utf-8") for p in (contoso / "sheets").glob("*csam*.md"))
    (table,) = (p.read_text(encoding="utf-8") for p in (contoso / "sheets").glob("*admins-of-finance*.csv"))

    assert f"- To: `{AVERY}` (CSAM or coordinator)" in text
    assert "- Purpose: ``Yearly | audit `x` @all <b>``" in text
    assert "- To be admin: `lin@contoso.com`" in text
    assert "`contoso.yaml:" in text
    assert f"    reconciler plan --as {AVERY} --target contoso/audit --out contoso-request.plan\n" in text
    (row,) = csv.DictReader(io.StringIO(table))
    Draft202012Validator(schema("request")).validate(row)
    assert (row["do"], row["person"], row["reason"], row["ticket"]) == ("invite", "zoe@contoso.com", "'=1+1", "CHG-7")
    assert row["source"].startswith("contoso.yaml:")


def test_what_the_sheet_says_to_type_does_it_and_then_nothing_is_asked_of_the_csam(contoso: Path) -> None:
    run("apply", "--as", KAI, "--auto-approve", at=contoso)

    plan = ("plan", "--as", AVERY, "--target", "contoso/audit", "--out", "contoso-request.plan")
    assert run(*plan, at=contoso).code == 0
    assert run("apply", "contoso-request.plan", "--auto-approve", at=contoso).code == 0

    assert planned_as(KAI, contoso) == {"yours": [], "services_admin": [DEFAULT]}


def test_the_journal_has_the_person_as_who_did_it_and_says_that_nobody_proved_it(contoso: Path) -> None:
    run("apply", "--as", "KAI@contoso.com", "--auto-approve", "--state", ".reconciler/state.db", at=contoso)
    from reconciler.stores.opening import open_for_reading

    store = open_for_reading(str(contoso / ".reconciler" / "state.db"))
    assert store is not None
    entry = json.loads(list(store.journal("contoso"))[-1])  # type: ignore[arg-type]
    texts = {value.id: value.text for value in store.private("contoso")}  # type: ignore[arg-type]

    assert (texts[entry["actor"]], entry["via"], entry["verified"]) == ("KAI@contoso.com", "operator", False)
    assert reconciler("verify", at=contoso).code == 0


def test_a_stranger_is_told_who_may_and_nothing_is_planned(contoso: Path) -> None:
    ran = run("plan", "--as", "zed@contoso.com", at=contoso)

    assert (ran.code, ran.out) == (3, "")
    assert "contoso does not know zed@contoso.com, by the state; nothing was planned" in ran.err
    for able in (f"{AVERY} (CSAM)", f"{MIA} (services admin", f"{KAI} (admin of finance)"):
        assert able in ran.err
    assert run("plan", "--as", "no address", at=contoso).code == 3


def test_a_saved_plan_is_for_whom_it_was_made(contoso: Path) -> None:
    run("plan", "--as", KAI, "--out", "kai.plan", at=contoso)
    run("plan", "--out", "whole.plan", at=contoso)

    wrong = run("apply", "kai.plan", "--as", MIA, "--auto-approve", at=contoso)
    nobodys = run("apply", "whole.plan", "--as", KAI, "--auto-approve", at=contoso)
    right = run("apply", "kai.plan", "--as", "KAI@contoso.com", "--auto-approve", at=contoso)

    assert (wrong.code, nobodys.code, right.code) == (64, 64, 0)
    assert "this plan was made for kai@contoso.com" in wrong.err
    assert "Send these. They stay planned" in right.out


def test_before_the_state_knows_anybody_the_csam_of_the_files_is_asked_in_words(tmp_path: Path) -> None:
    at = configured(tmp_path)

    ran = reconciler("apply", "--as", MIA, "--auto-approve", "--date", "2026-07-01", at=at)
    as_the_csam = reconciler("plan", "--as", AVERY, "--date", "2026-07-01", at=at)

    assert f"your CSAM or coordinator ({AVERY}, by the files alone)" in ran.out
    assert not (at / ".reconciler" / "state.db").exists()
    assert f"reconciler state vendor add {AVERY}" in as_the_csam.out
    reconciler("state", "vendor", "add", AVERY, at=at)
    assert "request to" not in reconciler("plan", "--as", AVERY, "--date", "2026-07-01", at=at).out


def test_approvals_name_who_must_agree_to_what_and_what_needs_nobody(contoso: Path) -> None:
    plan = json.loads(run("plan", "--approvals", "--format", "json", at=contoso).out)
    Draft202012Validator(schema("plan")).validate(plan)
    (customer,) = plan["customers"]
    text = run("plan", "--approvals", at=contoso).out

    by = {(a["by"]["authority"], a["by"]["workspace"]): a["by"]["people"] for a in customer["approvals"]}
    assert by == {("vendor", None): [AVERY], ("services_admin", None): [MIA], ("workspace_admin", "finance"): [KAI]}
    approval = {said(c): customer["approvals"][c["approval"]]["by"]["authority"] for c in customer["changes"]}
    assert approval == {**dict.fromkeys(AUDIT, "vendor"), DEFAULT: "services_admin", FINANCE: "workspace_admin"}
    assert f"an admin of finance ({KAI}): 1 to invite" in text
    assert run("plan", "--approvals", "--as", KAI, at=contoso).code == 64


def test_a_place_that_cannot_be_written_is_found_before_anything_is_applied(contoso: Path) -> None:
    (contoso / "sheets").write_text("a file", encoding="utf-8")

    ran = run("apply", "--as", KAI, "--auto-approve", "--requests", "sheets", at=contoso)

    assert ran.code == 1
    assert "nothing was applied" in ran.err
    assert planned_as(KAI, contoso)["yours"] == [FINANCE]


def test_who_acts_by_hand_finds_the_requests_beside_the_lists(contoso: Path) -> None:
    (contoso / "reconciler.yaml").write_text("version: 1\nname: tests\nmail: {channel: handoff}\n", encoding="utf-8")

    ran = run("apply", "--as", KAI, "--auto-approve", at=contoso)
    sent = reconciler("deliver", "--new-key", at=contoso, variables={"RECONCILER_NOW": f"{LATER}T09:00:00Z"})

    by_hand = contoso / ".reconciler/handoff/contoso"
    assert (ran.code, sent.code) == (0, 0)
    assert "finance.csv" in {file.name for file in by_hand.iterdir()}
    assert {file.suffix for file in (by_hand / "requests").glob("2026-07-03-contoso-csam-*")} == {".md", ".csv"}
    assert ".reconciler/handoff/contoso/requests/" in ran.out
    assert not (contoso / ".reconciler/requests").exists()


def test_an_apply_that_is_refused_leaves_no_folder_for_requests(contoso: Path) -> None:
    run("plan", "--as", KAI, "--out", "kai.plan", at=contoso)
    run("apply", "--auto-approve", at=contoso)

    ran = run("apply", "kai.plan", "--auto-approve", "--requests", "sent/sheets", at=contoso)

    assert ran.code == 5
    assert not (contoso / "sent").exists()


def test_a_sheet_that_cannot_be_written_is_said_together_with_what_was_applied(contoso: Path, tmp_path: Path) -> None:
    rehearsal = shutil.copytree(contoso, tmp_path.with_name(f"{tmp_path.name}-rehearsal"))
    apply = ("apply", "--as", KAI, "--auto-approve", "--requests", "sheets")
    assert run(*apply, at=rehearsal).code == 0
    for sheet in (rehearsal / "sheets").iterdir():
        (contoso / "sheets" / sheet.name).mkdir(parents=True)

    ran = run(*apply, at=contoso)

    assert ran.code == 1
    assert "it is a directory; all the same 1 customer changed in the state (apply " in ran.err
    assert planned_as(KAI, contoso)["yours"] == []
