"""``apply --deliver`` applies and sends in one go, or says before either why it cannot."""

import shutil
import subprocess
from pathlib import Path

from commands_run import DAY, configured, reconciler
from mail_servers import Mailbox, serving

NINE = {"RECONCILER_NOW": f"{DAY}T09:00:00Z"}
APPLY = ("apply", "--auto-approve", "--deliver")


def test_what_is_applied_is_sent_and_the_receipt_stands_alone(tmp_path: Path) -> None:
    assert reconciler("init", "made", at=tmp_path).code == 0
    at = configured(tmp_path)
    (tmp_path / "made/.reconciler").rename(at / ".reconciler")

    ran = reconciler(*APPLY, "contoso.yaml", "--format", "json", at=at, variables=NINE)

    assert ran.code == 0, ran.err
    assert '"kind": "receipt"' in ran.out
    assert "3 mails with 3 invitations" in " ".join(ran.err.split())
    assert len(list((at / ".reconciler/outbox/new").iterdir())) == 3


def test_mails_leave_by_the_clock_whatever_the_plan_calls_today(tmp_path: Path) -> None:
    """Nobody gets a mail from the future: it waits for the day of its invitation."""
    assert reconciler("init", "made", at=tmp_path).code == 0
    at = configured(tmp_path)
    (tmp_path / "made/.reconciler").rename(at / ".reconciler")

    ran = reconciler(*APPLY, "contoso.yaml", "--date", "2026-08-15", at=at, variables=NINE)
    then = reconciler("deliver", at=at, variables={"RECONCILER_NOW": "2026-08-15T09:00:00Z"})

    assert ran.code == 0, ran.err
    assert "3 messages later, the next on 2026-08-15." in " ".join(ran.err.split())
    assert "3 mails with 3 invitations" in " ".join(then.out.split())


def test_without_a_key_nothing_is_applied(tmp_path: Path) -> None:
    at = configured(tmp_path)

    ran = reconciler(*APPLY, at=at, variables=NINE)

    assert ran.code == 3
    assert "there is no key to make links with" in ran.err
    assert not (at / ".reconciler/state.db").exists()


def test_a_state_in_git_is_pushed_before_its_mails_leave(tmp_path: Path) -> None:
    at = configured(tmp_path)
    assert reconciler("apply", "--auto-approve", "--state", "hub.json", at=at, variables=NINE).code == 0
    for command in (["git", "init", "-q"], ["git", "add", "hub.json"]):
        subprocess.run(command, cwd=at, check=True)

    ran = reconciler(*APPLY, "--state", "hub.json", at=at, variables=NINE)

    (at / ".git" / "index").write_bytes(b"torn")
    unsaid = reconciler(*APPLY, "--state", "hub.json", at=at, variables=NINE)

    assert (ran.code, unsaid.code) == (64, 64)
    assert "hub.json is tracked by Git" in ran.err
    assert "hub.json is in a checkout of which Git does not say what it tracks (" in unsaid.err


def test_who_could_not_be_reached_is_said_even_where_it_is_to_be_quiet(tmp_path: Path) -> None:
    assert reconciler("init", "made", at=tmp_path).code == 0
    at = configured(tmp_path)
    (tmp_path / "made/.reconciler").rename(at / ".reconciler")

    with serving(Mailbox(ana="450 come again")) as port:
        (at / "reconciler.yaml").write_text(
            "version: 1\nname: tests\nlinks: {url: https://hub.example/invitations}\n"
            f"mail: {{channel: smtp, from: hub@hub.example, host: 127.0.0.1, port: {port}, security: none}}\n"
        )
        ran = reconciler(*APPLY, "--quiet", "contoso.yaml", at=at, variables=NINE)

    assert ran.code == 6
    assert "contoso: ana@contoso.com put off: 450 come again" in ran.err
    assert "Sent to" not in ran.err


def test_what_left_by_another_state_is_not_asked_of_one_that_is_none_of_this(tmp_path: Path) -> None:
    """Its people have the same numbers, and nobody of here has got anything."""
    assert reconciler("init", "made", at=tmp_path).code == 0
    at = configured(tmp_path)
    (tmp_path / "made/.reconciler").rename(at / ".reconciler")
    for state in ("hub.json", "other.json"):
        assert reconciler("apply", "contoso.yaml", "--auto-approve", "--state", state, at=at).code == 0

    ran = [
        reconciler("deliver", "--state", "hub.json", "--sent-by", lost, at=at, variables=NINE)
        for lost in ("other.json", "nowhere.json")
    ]

    assert [each.code for each in ran] == [3, 3]
    assert "--sent-by other.json is not this state as another run has left it; nothing was sent" in ran[0].err


def test_what_left_to_somebody_whom_another_run_gave_the_same_number_is_sent_all_the_same(
    tmp_path: Path,
) -> None:
    """Two runs from one state: each makes somebody known, and each knows theirs by the next number."""
    assert reconciler("init", "made", at=tmp_path).code == 0
    (tmp_path / "winner").mkdir()
    at = configured(tmp_path / "winner")
    (tmp_path / "made/.reconciler").rename(at / ".reconciler")
    base = (at / "contoso.yaml").read_text(encoding="utf-8")
    state = ("--state", "hub.json")
    assert reconciler("apply", ".", "--auto-approve", *state, at=at, variables=NINE).code == 0
    shutil.copytree(at, at.with_name("beaten"))
    beaten = at.with_name("beaten")
    for here, person in ((beaten, "lin"), (at, "max")):
        (here / "contoso.yaml").write_text(f"{base}      - {person}@contoso.com\n", encoding="utf-8")
        assert reconciler("apply", ".", "--auto-approve", *state, at=here, variables=NINE).code == 0
    assert reconciler("deliver", *state, at=beaten, variables=NINE).code == 0

    ran = reconciler("deliver", *state, "--sent-by", str(beaten / "hub.json"), at=at, variables=NINE)

    left = [mail.read_text(encoding="utf-8") for mail in (at / ".reconciler" / "outbox" / "new").iterdir()]
    assert (ran.code, len(left), "max@contoso.com" in left[0]) == (0, 1, True), ran.err
