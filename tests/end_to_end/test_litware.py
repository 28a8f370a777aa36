"""Litware adopts what exists: members imported, dumped to files, an empty first plan, then taken on step by step.

The installed command, as a pipeline would run it; both kinds of state.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

DAY = "2026-07-01"
MEMBERS = ["customer,workspace,person,role,since,name"]
MEMBERS += ["litware,default,owner@litware.example,admin,2021-05-01,Ola Berg"]
MEMBERS += ["litware,finance,Kai@litware.example,admin,2023-01-05,"]
MEMBERS += [f"litware,finance,person{n:02}@litware.example,member,2024-03-01," for n in range(40)]
MEMBERS += ["litware,retail,lin@litware.example,member,2025-02-03,Lin Wu"]


@dataclass
class Shell:
    at: Path

    def __call__(self, *arguments: str, code: int = 0) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "reconciler", *arguments],
            cwd=self.at,
            env={**os.environ, "RECONCILER_NOW": f"{DAY}T09:00:00Z"},
            capture_output=True,
            check=False,
            text=True,
            timeout=60,
        )
        assert done.returncode == code, done.stderr + done.stdout
        return done.stdout

    def changes(self) -> list[str]:
        told = json.loads(self("plan", "conf", "--format", "json"))
        assert [c["customer"] for c in told["customers"]] == ["litware"]
        changes = told["customers"][0]["changes"]
        return [f"{c['action']} {c['person'] or c.get('workspace') or ''}".strip() for c in changes]


@pytest.mark.parametrize("state", ["hub.json", "hub.db"])
def test_litware_adopts_what_exists_and_nobody_is_touched(tmp_path: Path, state: str) -> None:
    shell = Shell(tmp_path)
    (tmp_path / "members.csv").write_text("\n".join(MEMBERS) + "\n", encoding="utf-8")
    shell("import", "state", "members.csv", "--state", state)
    shell("dump", "--out", "conf", "--state", state)

    assert (tmp_path / "conf/litware/rosters/finance.csv").read_text(encoding="utf-8").count("\n") == 41
    assert shell.changes() == []
    assert "Nothing has been changed" in shell("apply", "conf", "--auto-approve")

    file = tmp_path / "conf/litware/customer.yaml"
    contract = "contracts:\n  lit-u26: {support: unified, starts: 2026-01-01, ends: 2026-12-31}\n"
    text = file.read_text(encoding="utf-8") + contract
    file.write_text(text, encoding="utf-8")
    assert shell.changes() == ["activate_contract"]
    shell("apply", "conf", "--auto-approve")

    text = text.replace("  finance:\n    manage: observe\n", "  finance:\n")
    roster = tmp_path / "conf/litware/rosters/finance.csv"
    roster.write_text(roster.read_text(encoding="utf-8").replace("person07@litware.example\n", ""), encoding="utf-8")
    file.write_text(text, encoding="utf-8")
    assert shell.changes() == ["set_limits finance"]
    shell("apply", "conf", "--auto-approve")
    assert shell.changes() == ["remove person07@litware.example"]
    shell("apply", "conf", "--auto-approve")
    assert shell.changes() == []
    shell("verify", "--state", state)


def test_one_customer_is_printed_as_one_file(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    (tmp_path / "members.csv").write_text("\n".join(MEMBERS) + "\n", encoding="utf-8")
    shell("import", "state", "members.csv", "--state", "hub.db")

    printed = shell("dump", "litware", "--state", "hub.db")
    (tmp_path / "conf").mkdir()
    (tmp_path / "conf/all.yaml").write_text(printed, encoding="utf-8")

    assert printed.count("@litware.example") == 45  # everybody once, and the two names
    told = json.loads(shell("plan", "conf", "--state", "hub.db", "--format", "json"))
    assert told["summary"]["total"] == 0
    assert shell("dump", "--state", "hub.db") == printed
    shell("dump", "litwara", "--state", "hub.db", code=64)
    shell("dump", "--out", "conf", "--state", "hub.db")
    shell("dump", "--out", "conf", "--state", "hub.db", code=3)
