"""One customer with two workspaces, told through the command: everybody but Ben has accepted on 2 June."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from in_process import Ran, run

CUSTOMER = """\
version: 1
customer: contoso
domains: [contoso.com]
contracts:
  u26:
    support: unified
    starts: 2026-01-01
    ends: 2026-12-31
    services_admins: [mia@contoso.com]
    benefits:
      reactive: {kind: base, quantity: 50, unit: hours}
      engineer: {kind: addon, quantity: 10, unit: hours}
workspaces:
  finance: {admins: [kai@contoso.com], members: [ana@contoso.com, ben@contoso.com], benefits: {engineer: 8}}
  payroll: {admins: [kai@contoso.com], benefits: {engineer: 2}}
"""
KAI, ANA, BEN, MIA = (("--as", f"{name}@contoso.com") for name in ("kai", "ana", "ben", "mia"))
Told = Callable[..., Ran]


def telling(state: str, at: Path, monkeypatch: pytest.MonkeyPatch) -> Told:
    """The command, on 2 June or another day."""

    def command(*arguments: str, on: str = "2026-06-02") -> Ran:
        monkeypatch.setenv("RECONCILER_NOW", f"{on}T09:00:00Z")
        return run(at, *arguments)

    (at / "reconciler.yaml").write_text(f"version: 1\nname: tests\nstate: {{url: {state}}}\n")
    (at / "contoso.yaml").write_text(CUSTOMER)
    assert command("apply", "--auto-approve", on="2026-06-01").code == 0
    listed = list(csv.DictReader(io.StringIO(command("invitations", "list", "--format", "csv").out)))
    rows = [f"contoso,{i['workspace']},{i['person']},accepted,2026-06-02\n" for i in listed if i["person"] != BEN[1]]
    (at / "answers.csv").write_text("customer,workspace,person,answer,at\n" + "".join(rows))
    assert command("record", "answers.csv").code == 0
    return command


def opened(told: Told, place: str, who: tuple[str, str], title: str, *options: str, on: str = "2026-06-02") -> str:
    ran = told("case", "open", place, *who, "--title", title, "--format", "json", *options, on=on)
    assert ran.code == 0, ran.err
    return str(json.loads(ran.out)["case"]["case"])
