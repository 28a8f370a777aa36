"""A contract from activation to its end, by clock, through the command as it is installed: answers by link, a case, a
leaver, offers that end and are made again."""

import csv
import io
import json
import subprocess
import sys
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import pytest
from links import WORK, invitation_of, links_in, mails_to, with_a_key

from reconciler.errors import ExitCode

ANA, BEN, KAI, LIN, MIA = (f"{name}@contoso.com" for name in ("ana", "ben", "kai", "lin", "mia"))
CUSTOMER = """version: 1
customer: contoso
name: Contoso Ltd
domains: [contoso.com]
contracts:
  u26: {support: unified, starts: 2026-07-01, ends: 2027-06-30, services_admins: [mia@contoso.com]}
workspaces:
  finance: {name: Finance, purpose: Month end, admins: [kai@contoso.com], members: [ana@contoso.com, ben@contoso.com]}
  retail: {admins: [kai@contoso.com], members: [ana@contoso.com, lin@contoso.com]}
  emea: {admins: [kai@contoso.com], members: [ana@contoso.com]}
"""


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


@dataclass
class Hub:
    """A configuration and its state, on a day."""

    there: Path
    url: str
    now: str = "2026-07-01"

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "reconciler", *arguments]
        clock = {"RECONCILER_NOW": f"{self.now}T09:00:00Z"}
        pipe = subprocess.PIPE
        return subprocess.Popen(command, cwd=self.there, env=clock, stdout=pipe, stderr=pipe, text=True)

    def run(self, *arguments: str, code: int = ExitCode.DONE) -> Ran:
        running = self.start(*arguments)
        out, err = running.communicate(timeout=120)
        assert running.returncode == code, f"{arguments}: {err}"
        assert "Traceback" not in err
        return Ran(running.returncode, out, err)

    def link(self, person: str, workspace: str) -> str:
        """A file with the newest link that was mailed to somebody; what is owed is delivered first."""
        self.run("deliver", "--quiet")
        wanted = invitation_of(self.there, self.url, workspace, person)
        mailed = (each for mail in self.mails(person) for each in links_in(mail))
        file = self.there / f"{person}-{workspace}-{wanted.generation}.link"
        file.write_text(next(link for token, link in mailed if token.invitation == wanted), encoding="ascii")
        return file.name

    def mails(self, person: str) -> list[EmailMessage]:
        return mails_to(self.there / ".reconciler" / "outbox", person)

    def accept(self, file: str, account: str, code: int = ExitCode.DONE) -> Ran:
        return self.run("invitations", "accept", "--token-file", file, "--account", f"{WORK},{account}", code=code)

    def open_invitations(self, person: str) -> list[str]:
        listed = csv.DictReader(io.StringIO(self.run("invitations", "list", "--format", "csv").out))
        return [row["workspace"] for row in listed if (row["person"], row["state"]) == (person, "open")]

    def declare(self, text: str) -> None:
        (self.there / "contoso.yaml").write_text(text)

    def apply(self) -> dict[str, int]:
        receipt = json.loads(self.run("apply", "--auto-approve", "--format", "json").out)
        return {action: count for action, count in receipt["summary"].items() if action != "total"}


@pytest.fixture(params=["hub.db", "hub.json"])
def hub(request: pytest.FixtureRequest, tmp_path: Path) -> Hub:
    head = f"version: 1\nname: ours\nstate: {{url: {request.param}}}\ndefaults: {{attempts: 2}}\n"
    (tmp_path / "reconciler.yaml").write_text(f"{head}links: {{url: https://hub.contoso.example/invitations}}\n")
    with_a_key(tmp_path)
    made = Hub(tmp_path, request.param)
    made.declare(CUSTOMER)
    return made


def test_a_contract_lives_from_its_activation_to_its_end(hub: Hub) -> None:
    assert hub.apply() == {"activate_contract": 1, "create_workspace": 4, "invite": 9}
    assert hub.open_invitations(ANA) == ["emea", "finance", "retail"]

    # One mail has all three; accepting one leaves the others open; the account is registered once.
    first = hub.link(ANA, "finance")
    (mail,) = hub.mails(ANA)
    assert len(list(links_in(mail))) == 3
    assert "The account is registered now" in hub.accept(first, f"o1,{ANA}").out
    assert hub.open_invitations(ANA) == ["emea", "retail"]
    assert "this invitation was accepted already" in hub.accept(first, f"o1,{ANA}", code=ExitCode.STALE).err
    assert "registered before" in hub.accept(hub.link(ANA, "retail"), "o1").out
    hub.run("invitations", "decline", "--token-file", hub.link(ANA, "emea"))
    for person, workspace in ((KAI, "finance"), (KAI, "retail"), (KAI, "emea"), (MIA, "default")):
        hub.accept(hub.link(person, workspace), f"of-{person},{person}")
    stolen = hub.accept(hub.link(LIN, "retail"), f"o1,{ANA}", code=ExitCode.STOPPED)
    assert "registered as another person" in stolen.err

    # A member opens a case; whoever has only been invited does not.
    case = ("case", "open", "contoso/finance", "--title", "Logs are late")
    hub.run(*case, "--as", ANA)
    assert hub.run(*case, "--as", BEN, code=ExitCode.INVALID).out == ""
    assert "Logs are late" in hub.run("case", "list", "--as", KAI).out

    # Plans see what people answered: who declined is left alone, who is asked again on purpose is asked.
    assert hub.apply() == {}
    asked = CUSTOMER.replace("members: [ana@contoso.com]}", "members: [{person: ana@contoso.com, reinvite: 2}]}")
    hub.declare(asked)
    hub.now = "2026-07-10"
    assert hub.apply() == {"invite": 1}
    assert "registered before" in hub.accept(hub.link(ANA, "emea"), "o1").out

    # Who has not answered in time is asked once more by the next plan, and the older link is void.
    late = hub.link(BEN, "finance")
    hub.now = "2026-08-01"
    assert "this invitation was open until 2026-07-30" in hub.accept(late, f"o2,{BEN}", code=ExitCode.STALE).err
    assert hub.apply() == {"reinvite": 2}
    assert "a newer invitation was sent" in hub.accept(late, f"o2,{BEN}", code=ExitCode.STALE).err
    hub.run("deliver")
    hub.now = "2026-09-15"
    assert hub.apply() == {}
    assert BEN in hub.run("invitations", "list", "--needs-decision").out
    hub.run("invitations", "resend", BEN, "contoso/finance")
    hub.accept(hub.link(BEN, "finance"), f"o2,{BEN}")

    # Somebody leaves a workspace by themselves, and somebody leaves the company.
    hub.run("invitations", "leave", ANA, "contoso/retail", "--auto-approve")
    hub.declare(f"{asked}people:\n  ben@contoso.com: {{status: leaver}}\n")
    assert hub.apply() == {"remove": 1}
    assert "access was taken away" in hub.accept(hub.link(BEN, "finance"), f"o2,{BEN}", code=ExitCode.STALE).err

    # The contract ends: what is open is taken back, and no link lets anybody in.
    hub.run("invitations", "resend", LIN, "contoso/retail", "--days", "365")
    last = hub.link(LIN, "retail")
    hub.now = "2027-07-01"
    assert "no contract is live on 2027-07-01" in hub.accept(last, f"o3,{LIN}", code=ExitCode.STOPPED).err
    assert hub.apply() == {"revoke": 1, "suspend_workspace": 4}
    assert "this invitation was taken back" in hub.accept(last, f"o3,{LIN}", code=ExitCode.STALE).err
    assert "everything holds" in hub.run("verify").err


def test_of_many_who_use_one_link_at_once_one_gets_in(hub: Hub) -> None:
    """Single use, by compare-and-set under the lock; the others are told, and nothing else happens."""
    hub.apply()
    file = hub.link(ANA, "finance")
    answer = ("invitations", "accept", "--token-file", file, "--account", f"{WORK},o1,{ANA}")

    running = [hub.start(*answer) for _ in range(4)]
    ended = [(each.communicate(timeout=120)[1], each.returncode) for each in running]

    assert sorted(code for _, code in ended) == [ExitCode.DONE, *[ExitCode.STALE] * 3]
    assert all("this invitation was accepted already" in err for err, code in ended if code)
    assert "2 journal entries and 1 membership" in hub.run("verify").err
