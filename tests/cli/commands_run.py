"""The command as a process, as a user or a pipeline runs it, and a small configuration to run it on."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parents[2]
DAY = "2026-07-01"

CONTOSO = """\
version: 1
customer: contoso
name: Contoso Ltd
domains: [contoso.com]
contracts:
  contoso-u26:
    support: unified
    starts: 2026-07-01
    ends: 2027-06-30
    csam: avery@vendor.example
    services_admins: [mia@contoso.com]
workspaces:
  finance:
    purpose: Month end
    admins: [kai@contoso.com]
    members:
      - ana@contoso.com
"""


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


def environment(**variables: str) -> dict[str, str]:
    """Nothing of the developer's own settings; UTF-8, no colours asked for."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return {**kept, "PYTHONPATH": str(HERE), "LANG": "C.UTF-8", **variables}


def reconciler(*arguments: str, at: Path, stdin: str = "", variables: Mapping[str, str] | None = None) -> Ran:
    done = subprocess.run(
        [sys.executable, "-m", "reconciler", *arguments],
        cwd=at,
        env=environment(**(variables or {})),
        input=stdin.encode(),
        capture_output=True,
        timeout=60,
        check=False,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def configured(at: Path, customer: str = CONTOSO) -> Path:
    """A directory with one customer in it."""
    (at / "reconciler.yaml").write_text("version: 1\nname: tests\n", encoding="utf-8")
    (at / "contoso.yaml").write_text(customer, encoding="utf-8")
    return at
