"""``deliver`` killed with -9 again and again: every invitation arrives, and at most one mail twice for each kill.

Few mails of several customers, so that the steps between them are met as often as the sending itself. A third of the
moments lie anywhere between the start of the process and its first mail, wherever that is on this machine; the others
follow closely on a mail that the server has just taken.
"""

import random
import subprocess
import sys
import time
from collections import Counter
from email import message_from_bytes
from email.utils import parseaddr
from pathlib import Path

import pytest
from commands_run import CONTOSO, DAY, configured, environment, reconciler
from mail_servers import Mailbox, serving

CUSTOMERS, PEOPLE, KILLS = 6, 20, 25
"""Kills on each of the two stores."""
OF_THE_FILES = 3
"""People whom every customer has besides."""
NINE = {"RECONCILER_NOW": f"{DAY}T09:00:00Z"}
HEAD = """\
version: 1
name: tests
links: {{url: https://hub.example/invitations}}
mail: {{channel: smtp, from: hub@hub.example, host: 127.0.0.1, port: {port}, security: none}}
"""


@pytest.mark.parametrize("state", ["hub.db", "hub.json"])
def test_a_killed_delivery_loses_nobody_and_repeats_one_mail_at_most(state: str, tmp_path: Path) -> None:
    box = Mailbox()
    at = _declared(tmp_path)
    with serving(box) as port:
        (at / "reconciler.yaml").write_text(HEAD.format(port=port))
        assert reconciler("apply", "--auto-approve", "--state", state, at=at, variables=NINE).code == 0
        assert _killed(at, state, box, mails=1, after=0.01, first=True)
        kills = 1 + _kills(at, state, box)
        last = reconciler("deliver", "--state", state, at=at, variables=NINE)
    verified = reconciler("verify", "--state", state, at=at, variables=NINE)

    mails = [message_from_bytes(mail) for mail in box.mails]
    by_id = Counter(mail["Message-ID"] for mail in mails)
    assert (last.code, verified.code) == (0, 0), last.err + verified.out
    assert len({parseaddr(mail["To"])[1] for mail in mails}) == len(by_id) == CUSTOMERS * (PEOPLE + OF_THE_FILES)
    assert len(set(box.mails)) == len(by_id)
    assert len(mails) - len(by_id) <= kills == KILLS


def _declared(at: Path) -> Path:
    configured(at)
    for number in range(CUSTOMERS):
        people = "".join(f"      - p{each:02}@contoso.com\n" for each in range(PEOPLE))
        text = (CONTOSO + people).replace("contoso", f"contoso{number}")
        (at / f"contoso{number}.yaml").write_text(text, encoding="utf-8")
    (at / "contoso.yaml").unlink()
    return at


def _kills(at: Path, state: str, box: Mailbox) -> int:
    """How many met a process that was at work; a moment that comes too late is drawn again."""
    moments, kills, until_a_mail = random.Random(f"4711 {state}"), 0, 0.5
    for _ in range(3 * KILLS):
        if kills == KILLS - 1:
            break
        if moments.randrange(3):
            began, before = time.monotonic(), len(box.mails)
            kills += _killed(at, state, box, mails=before + moments.randrange(1, 4), after=moments.random() / 200)
            until_a_mail = time.monotonic() - began
        else:
            kills += _killed(at, state, box, mails=0, after=moments.random() * until_a_mail)
    return kills


def _killed(at: Path, state: str, box: Mailbox, *, mails: int, after: float, first: bool = False) -> bool:
    """Kills a delivery a moment after the server has so many mails in all; False where it had ended by then."""
    command = [sys.executable, "-m", "reconciler", "deliver", "--state", state, *(["--new-key"] if first else [])]
    with subprocess.Popen(command, cwd=at, env=environment(**NINE), stderr=subprocess.DEVNULL) as process:
        while len(box.mails) < mails and process.poll() is None:
            _moment(process, 0.002)
        _moment(process, after)
        process.kill()
    return process.returncode != 0


def _moment(process: "subprocess.Popen[bytes]", seconds: float) -> None:
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        return
