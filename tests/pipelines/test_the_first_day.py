"""The first day of a contract as the README tells it, with an export of 3,000 people."""

import csv
import re
import subprocess
from pathlib import Path

from console import ROOT
from forge import forge, git, plain, run_workflow

README = (ROOT / "README.md").read_text(encoding="utf-8")
HOSTED = "https://forge.example/contoso/people.git"
NOW = {"RECONCILER_NOW": "2026-07-02T09:00:00Z"}
WHO = {"GIT_AUTHOR_NAME": "Ana Ruiz", "GIT_COMMITTER_NAME": "Ana Ruiz"}
WHO |= {"GIT_AUTHOR_EMAIL": "ana@contoso.com", "GIT_COMMITTER_EMAIL": "ana@contoso.com"}


def export(at: Path, people: int) -> None:
    """As Microsoft Entra ID writes it."""
    with (at / "export.csv").open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["userPrincipalName", "displayName", "mail", "userType", "accountEnabled"])
        for n in range(people):
            address = f"p{n:04}@contoso.com"
            rows.writerow([address, f"Person {n}", address, "Member", "True"])


def commands() -> list[str]:
    (block,) = re.findall(r"^```shell-session\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
    return [line.removeprefix("$ ") for line in block.splitlines()]


def test_an_export_becomes_invitations_that_leave_in_under_ten_commands(tmp_path: Path) -> None:
    with forge(tmp_path) as here:
        export(tmp_path, 3_000)
        mapped = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": f"url.{here.repository}.insteadOf"}
        typed = subprocess.run(
            ["bash", "-e", "-c", "\n".join(commands())],
            cwd=tmp_path,
            env=plain(**WHO, **NOW, **mapped, GIT_CONFIG_VALUE_0=HOSTED),
            capture_output=True,
            text=True,
            check=False,
        )
        assert typed.returncode == 0, typed.stdout + typed.stderr
        clone = tmp_path / "people"
        planned = run_workflow(here, "reconciler-plan", git(clone, "rev-parse", "first-day"), 1, **NOW)
        git(clone, "checkout", "--quiet", "-B", "main", "origin/main")
        git(clone, "merge", "--quiet", "--no-ff", "-m", "Merge first-day", "first-day")
        git(clone, "push", "--quiet", str(here.repository), "main")
        commit = git(clone, "rev-parse", "main")
        here.merged[commit] = 1
        keys = (clone / ".reconciler" / "links.key").read_text(encoding="utf-8")
        applied = run_workflow(here, "reconciler-apply", commit, RECONCILER_LINK_KEYS=keys, **NOW)

    assert len(commands()) < 10
    assert planned.code == 0, planned.said
    assert applied.code == 0, applied.said
    assert len(list((applied.checkout / ".reconciler" / "outbox" / "new").iterdir())) == 3_005
