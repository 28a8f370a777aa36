"""What was done is said on stderr, and in the exit code, where it cannot be written to stdout."""

import subprocess
import sys
from pathlib import Path

import pytest
from commands_run import DAY, configured, environment, reconciler
from mail_servers import Mailbox, serving

NINE = {"RECONCILER_NOW": f"{DAY}T09:00:00Z"}
SHUT = [
    ">&-",
    pytest.param(
        ">/dev/full", marks=pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
    ),
]


def unheard(command: str, stdout: str, at: Path) -> tuple[int, str]:
    """Exit code, and what was said on stderr, as one line."""
    written = f"{sys.executable} -m reconciler {command} {stdout}"
    done = subprocess.run(written, shell=True, cwd=at, env=environment(**NINE), capture_output=True, check=False)
    return done.returncode, " ".join(done.stderr.decode().split())


def applied(at: Path) -> Path:
    configured(at)
    for command in (("init", "made"), ("apply", "--auto-approve", "contoso.yaml")):
        ran = reconciler(*command, at=at, variables=NINE)
        assert ran.code == 0, ran.err
    (at / "made/.reconciler/links.key").rename(at / ".reconciler/links.key")
    return at


CHANGES = {
    "apply": f"apply --date {DAY} --auto-approve",
    "record": "record answers.csv",
    "import state": "import state members.csv",
    "resend": "invitations resend ana@contoso.com contoso/finance",
}


@pytest.mark.parametrize("stdout", SHUT)
@pytest.mark.parametrize("command", CHANGES)
def test_what_was_committed_is_said_where_its_receipt_cannot_be_written(
    command: str, stdout: str, tmp_path: Path
) -> None:
    at = configured(tmp_path)
    (at / "members.csv").write_text("customer,workspace,person,role\nfabrikam,west,lin@fabrikam.com,admin\n")
    (at / "answers.csv").write_text(
        f"customer,workspace,person,answer,at\ncontoso,finance,ana@contoso.com,accepted,{DAY}\n"
    )
    if command in ("record", "resend"):
        assert reconciler("apply", "--date", DAY, "--auto-approve", at=at).code == 0

    code, said = unheard(CHANGES[command], stdout, at)

    assert code == 1
    assert "all the same 1 customer changed in the state" in said
    assert ("(apply " in said) is (command == "apply")
    assert "help: nothing is to be done again; what is there now: reconciler status" in said
    assert reconciler("verify", at=at).code == 0


@pytest.mark.parametrize("stdout", SHUT)
def test_mails_that_left_are_said(stdout: str, tmp_path: Path) -> None:
    at = applied(tmp_path)

    code, said = unheard("deliver", stdout, at)

    assert code == 1
    assert "Sent to .reconciler/outbox: 3 mails with 3 invitations." in said.replace(f"{at}/", "")
    assert "all the same 3 mails left help: nothing is to be done again" in said
    assert len(list((at / ".reconciler/outbox/new").iterdir())) == 3
    assert "Nothing was to be sent." in reconciler("deliver", at=at, variables=NINE).out


def test_what_is_still_owed_weighs_more_than_what_was_not_shown(tmp_path: Path) -> None:
    at = applied(tmp_path)
    with serving(Mailbox(ana="450 come again")) as port:
        (at / "reconciler.yaml").write_text(
            "version: 1\nname: tests\nlinks: {url: https://hub.example/invitations}\n"
            f"mail: {{channel: smtp, from: hub@hub.example, host: 127.0.0.1, port: {port}, security: none}}\n"
        )
        code, said = unheard("deliver --quiet", ">&-", at)

    assert code == 6
    assert "contoso: ana@contoso.com put off: 450 come again" in said
    assert "all the same 2 mails left" in said


def test_mails_leave_after_an_apply_whose_receipt_cannot_be_written(tmp_path: Path) -> None:
    assert reconciler("init", "made", at=tmp_path).code == 0
    at = configured(tmp_path)
    (tmp_path / "made/.reconciler").rename(at / ".reconciler")

    code, said = unheard("apply --auto-approve --deliver contoso.yaml", ">&-", at)

    assert code == 1
    assert "3 mails with 3 invitations" in said
    assert "all the same 1 customer changed in the state (apply " in said
    assert len(list((at / ".reconciler/outbox/new").iterdir())) == 3


def test_an_apply_whose_mails_cannot_leave_is_partly_done(tmp_path: Path) -> None:
    assert reconciler("init", "made", at=tmp_path).code == 0
    at = configured(tmp_path)
    (tmp_path / "made/.reconciler").rename(at / ".reconciler")
    assert reconciler("deliver", "--new-key", at=at, variables=NINE).code == 3  # there is no state yet
    assert reconciler("apply", "--auto-approve", at=at, variables=NINE).code == 0
    assert reconciler("deliver", "--new-key", at=at, variables=NINE).code == 0
    (at / ".reconciler/links.key").write_text((at / ".reconciler/links.key").read_text().splitlines()[1] + "\n")
    (at / "contoso.yaml").write_text((at / "contoso.yaml").read_text() + "      - new@contoso.com\n")

    ran = reconciler("apply", "--auto-approve", "--deliver", "contoso.yaml", at=at, variables=NINE)

    assert ran.code == 6
    assert "error: nothing was sent: the links of this state are made with key" in ran.err


@pytest.mark.parametrize("stdout", SHUT)
def test_a_case_that_was_opened_or_closed_and_a_person_who_was_erased_are_said(stdout: str, tmp_path: Path) -> None:
    at = applied(tmp_path)
    (at / "answers.csv").write_text(
        f"customer,workspace,person,answer,at\ncontoso,finance,ana@contoso.com,accepted,{DAY}\n"
    )
    assert reconciler("record", "answers.csv", at=at, variables=NINE).code == 0
    mine = "--as ana@contoso.com"

    opened = unheard(f"case open contoso/finance {mine} --title Late", stdout, at)
    closed = unheard(f"case close contoso/finance/1 {mine}", stdout, at)
    erased = unheard("erase ana@contoso.com --auto-approve", stdout, at)

    assert [code for code, _ in (opened, closed, erased)] == [1, 1, 1]
    assert "all the same case contoso/finance/1 was opened help: nothing is to be done again" in opened[1]
    assert "all the same case contoso/finance/1 was closed" in closed[1]
    assert "all the same ana@contoso.com is erased help: what could not be reached is said by the same" in erased[1]
