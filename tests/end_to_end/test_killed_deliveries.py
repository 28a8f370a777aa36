"""``deliver`` killed with -9 again and again: every invitation arrives, and at most one mail twice for each kill."""

import random
import subprocess
import sys
from collections import Counter
from email import message_from_bytes
from email.utils import parseaddr
from pathlib import Path

import pytest
from commands_run import CONTOSO, DAY, configured, environment, reconciler
from mail_servers import Mailbox, serving

PEOPLE, KILLS = 60, 12
NINE = {"RECONCILER_NOW": f"{DAY}T09:00:00Z"}
HEAD = """\
version: 1
name: tests
links: {{url: https://hub.example/invitations}}
mail: {{channel: smtp, from: hub@hub.example, host: 127.0.0.1, port: {port}, security: none}}
"""


@pytest.mark.parametrize("state", ["hub.db", "hub.json"])
def test_a_killed_delivery_loses_nobody_and_repeats_one_mail_at_most(state: str, tmp_path: Path) -> None:
    moments, box = random.Random(4711), Mailbox()
    at = configured(tmp_path, CONTOSO + "".join(f"      - p{n:02}@contoso.com\n" for n in range(PEOPLE)))
    with serving(box) as port:
        (at / "reconciler.yaml").write_text(HEAD.format(port=port))
        assert reconciler("apply", "--auto-approve", "--state", state, at=at, variables=NINE).code == 0
        for number in range(KILLS):
            _killed(at, state, box, len(box.mails) + moments.randrange(1, 5), moments.random() / 50, first=not number)
        last = reconciler("deliver", "--state", state, at=at, variables=NINE)
    verified = reconciler("verify", "--state", state, at=at, variables=NINE)

    mails = [message_from_bytes(mail) for mail in box.mails]
    by_id = Counter(mail["Message-ID"] for mail in mails)
    assert (last.code, verified.code) == (0, 0), last.err + verified.out
    assert len({parseaddr(mail["To"])[1] for mail in mails}) == len(by_id) == PEOPLE + 3
    assert len(set(box.mails)) == len(by_id)
    assert len(mails) - len(by_id) <= KILLS


def _killed(at: Path, state: str, box: Mailbox, mails: int, after: float, *, first: bool) -> None:
    """A delivery that is killed a moment after the server has so many mails; it may have ended by then."""
    command = [sys.executable, "-m", "reconciler", "deliver", "--state", state, *(["--new-key"] if first else [])]
    with subprocess.Popen(command, cwd=at, env=environment(**NINE), stderr=subprocess.DEVNULL) as process:
        while len(box.mails) < mails and process.poll() is None:
            _moment(process, 0.002)
        _moment(process, after)
        process.kill()


def _moment(process: "subprocess.Popen[bytes]", seconds: float) -> None:
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        return
