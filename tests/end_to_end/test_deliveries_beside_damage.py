"""A customer whose state another hand has damaged keeps nobody else from their mails."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from in_process import Ran, run

NINE = "2026-06-01T09:00:00Z"
CUSTOMER = """version: 1
customer: {name}
domains: [{name}.com]
contracts:
  u26: {{support: unified, starts: 2026-01-01, ends: 2026-12-31, services_admins: [mia@{name}.com]}}
workspaces:
  emea: {{admins: [kai@{name}.com], members: [ana@{name}.com]}}
"""
THEIRS = "WHERE customer = (SELECT number FROM customer WHERE id = 'fabrikam')"
DAMAGE = {
    "a seat that is none": f"UPDATE seat SET kind = 9999 {THEIRS}",
    "an entry": f"UPDATE journal SET entry = replace(entry, 'operator', 'somebody') {THEIRS}",
    "a message": f"UPDATE message SET send_on = 'soon' {THEIRS}",
}


def hub(there: Path, *arguments: str) -> Ran:
    return run(there, *arguments, "--state", "hub.db")


@pytest.fixture(params=DAMAGE)
def there(tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three customers, of whom the one in the middle is damaged before anything was sent."""
    monkeypatch.setenv("RECONCILER_NOW", NINE)
    (tmp_path / "reconciler.yaml").write_text(
        "version: 1\nname: ours\nlinks: {url: https://hub.example/invitations}\nmail: {from: hub@hub.example}\n"
    )
    for name in ("contoso", "fabrikam", "litware"):
        (tmp_path / f"{name}.yaml").write_text(CUSTOMER.format(name=name))
    assert hub(tmp_path, "apply", ".", "--auto-approve").code == 0
    with closing(sqlite3.connect(tmp_path / "hub.db", isolation_level=None)) as database:
        database.executescript(DAMAGE[request.param])
    return tmp_path


def sent_to(there: Path) -> set[str]:
    mails = (there / ".reconciler/outbox/new").iterdir()
    return {line.rpartition("@")[2].strip("> ") for m in mails for line in m.read_text().splitlines() if "To: " in line}


def test_the_others_get_their_mails_and_the_damaged_one_is_named(there: Path) -> None:
    ran = hub(there, "deliver", "--new-key", "--format", "json")

    told = json.loads(ran.out)
    assert (ran.code, told["mails"], sent_to(there)) == (6, 6, {"contoso.com", "litware.com"})
    assert [each["customer"] for each in told["damaged"]] == ["fabrikam"]
    assert "error: fabrikam: nothing was sent to its people: " in ran.err
    assert ran.err.count("error:") == 1


def test_where_nothing_else_is_due_the_exit_code_says_that_the_state_is_damaged(there: Path) -> None:
    hub(there, "deliver", "--new-key")

    again = hub(there, "deliver")

    assert (again.code, again.out) == (7, "")
    assert "error: fabrikam: nothing was sent to its people: " in again.err
